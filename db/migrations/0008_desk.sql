-- What people at the desk add to conversations: tags, texts they use again, what they have begun to write, whom a note names.
CREATE TABLE tag (
  id {{int}} PRIMARY KEY,
  name TEXT NOT NULL,
  folded TEXT NOT NULL UNIQUE,
  created_at {{int}} NOT NULL
);
CREATE TABLE conversation_tag (
  conversation_id {{int}} NOT NULL,
  tag_id {{int}} NOT NULL REFERENCES tag(id),
  at {{int}} NOT NULL,
  by_user_id {{int}},
  PRIMARY KEY (conversation_id, tag_id)
) {{clustered}};
CREATE INDEX conversation_tag_tag ON conversation_tag (tag_id, conversation_id);

-- Without an owner it is everybody's.
CREATE TABLE reply_template (
  id {{int}} PRIMARY KEY,
  title TEXT NOT NULL,
  shortcut TEXT NOT NULL,
  body TEXT NOT NULL,
  folder TEXT NOT NULL,
  owner_id {{int}},
  used {{int}} NOT NULL DEFAULT 0,
  updated_at {{int}} NOT NULL
);

-- An emptied draft stays for a while as a row without words, so that an older version of another device cannot bring it back.
CREATE TABLE draft (
  user_id {{int}} NOT NULL,
  conversation_id {{int}} NOT NULL,
  note INTEGER NOT NULL CHECK (note IN (0, 1)),
  body TEXT NOT NULL,
  reply_to {{int}},
  attachments TEXT NOT NULL,
  edited_at {{int}} NOT NULL,
  PRIMARY KEY (user_id, conversation_id, note)
) {{clustered}};

CREATE TABLE mention (
  user_id {{int}} NOT NULL,
  message_id {{int}} NOT NULL,
  conversation_id {{int}} NOT NULL,
  seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
  PRIMARY KEY (user_id, message_id)
) {{clustered}};
CREATE INDEX mention_unseen ON mention (user_id, conversation_id) WHERE seen = 0;
