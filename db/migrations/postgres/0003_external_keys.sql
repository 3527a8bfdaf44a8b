-- As the common one, with this engine's triggers.
-- One place for what the world outside calls things of ours (server/store/external_keys.hpp): ids of messages, threads and people.
-- scope "7" is channel 7's messages, "t:7" its threads, "p:telegram" people on Telegram, "c:12" the client ids of conversation 12.
-- `id` is the conversation or the contact; message_id is 0 where no message is meant.
CREATE TABLE external_key (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  id {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  PRIMARY KEY (scope, name)
) {{clustered}};
-- The newest ones, in order of arrival, not yet in external_key.
CREATE TABLE external_key_recent (
  n {{int}} PRIMARY KEY,
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  id {{int}} NOT NULL,
  message_id {{int}} NOT NULL
);

INSERT INTO external_key (scope, name, id, message_id)
SELECT scope, external_id, conversation_id, message_id FROM message_key;
INSERT INTO external_key (scope, name, id, message_id)
SELECT 't:' || channel_id, thread, id, 0 FROM conversation;
INSERT INTO external_key (scope, name, id, message_id)
SELECT 'p:' || realm, external_id, contact_id, 0 FROM identity;
DROP TABLE message_key;
DROP INDEX conversation_thread;

-- A person's names lie together, in the order in which people came.
DROP INDEX identity_contact;
ALTER TABLE identity RENAME TO identity_old;
CREATE TABLE identity (
  contact_id {{int}} NOT NULL,
  realm TEXT NOT NULL,
  external_id TEXT NOT NULL,
  username TEXT,
  created_at {{int}} NOT NULL,
  PRIMARY KEY (contact_id, realm, external_id)
) {{clustered}};
INSERT INTO identity (contact_id, realm, external_id, username, created_at)
SELECT contact_id, realm, external_id, username, created_at FROM identity_old;
DROP TABLE identity_old;
CREATE TRIGGER contact_text_named AFTER UPDATE OF username ON identity
FOR EACH ROW EXECUTE FUNCTION contact_text_named();
CREATE TRIGGER contact_text_joined AFTER INSERT ON identity
FOR EACH ROW EXECUTE FUNCTION contact_text_joined();

-- A visitor's conversation is found by readers too, who do not see the newest keys.
ALTER TABLE visitor ADD COLUMN conversation_id {{int}};
UPDATE visitor SET conversation_id =
  (SELECT c.id FROM conversation c WHERE c.channel_id = visitor.channel_id AND c.thread = visitor.id);
