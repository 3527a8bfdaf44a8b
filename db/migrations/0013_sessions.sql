-- What a session was begun with, as the browser calls itself: shown in words to its owner.
ALTER TABLE session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
CREATE INDEX session_of_user ON session (user_id);

-- By such a link a person sets the own password: once, until it expires; the newest only. Of the token only its hash is kept.
CREATE TABLE invitation (
  user_id {{int}} PRIMARY KEY REFERENCES user_account(id),
  token_hash TEXT NOT NULL UNIQUE,
  created_at {{int}} NOT NULL,
  expires_at {{int}} NOT NULL,
  by_user_id {{int}}
);
