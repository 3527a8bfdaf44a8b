-- The newest external keys, a row for those of a commit (server/store/external_keys.cpp has how they are written). Those that were
-- there go where the others are, but for the ones of scopes that are kept for a while only.
INSERT INTO external_key (scope, name, id, message_id)
SELECT scope, name, id, message_id FROM external_key_recent WHERE scope NOT LIKE '~%'
ON CONFLICT (scope, name) DO NOTHING;
DROP TABLE external_key_recent;
CREATE TABLE external_key_recent (
  n {{int}} PRIMARY KEY,
  keys {{blob}} NOT NULL
);
