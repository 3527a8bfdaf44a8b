-- Answers that wait for their hour. What hangs on one are attachments whose message_id is its id, until it goes.
-- `up_to` is the newest message its writer had seen; `held` says why it did not go by itself when its hour came.
CREATE TABLE scheduled_message (
  id {{int}} PRIMARY KEY,
  conversation_id {{int}} NOT NULL,
  user_id {{int}} NOT NULL,
  text TEXT NOT NULL,
  reply_to {{int}},
  due_at {{int}} NOT NULL,
  if_written TEXT NOT NULL,
  up_to {{int}} NOT NULL,
  held TEXT,
  created_at {{int}} NOT NULL,
  edited_at {{int}} NOT NULL
);
CREATE INDEX scheduled_message_conversation ON scheduled_message (conversation_id, due_at);
