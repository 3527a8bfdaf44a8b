-- When a token was last good for something.
ALTER TABLE api_token ADD COLUMN last_used_at {{int}};
-- How often each rule decided lately. It grows at its end only, so a message pays next to nothing for it.
CREATE INDEX assignment_at ON assignment (at, rule_id, conversation_id);
-- What visitors said of a conversation that was closed. `message_id` is its last message then: a conversation that goes on and is
-- closed again is rated again. `user_id` had it; `activity_id` is the line of the thread that tells it.
CREATE TABLE rating (
  conversation_id {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  at {{int}} NOT NULL,
  score INTEGER NOT NULL,
  comment TEXT NOT NULL,
  user_id {{int}},
  activity_id {{int}} NOT NULL,
  PRIMARY KEY (conversation_id, message_id)
) {{clustered}};
