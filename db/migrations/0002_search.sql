-- Search, filled behind ingest by server/flow/search_indexer from the event log. Of messages only the index is kept
-- (words without positions, no copy of the text); a change leaves the text that is still indexed in message_text_stale,
-- because taking it out needs its words. Only SQLite's part of search stands here.
DROP TABLE IF EXISTS message_text;
DROP TABLE IF EXISTS message_text_row;

CREATE VIRTUAL TABLE message_text USING fts5 (body, content='', detail=none, columnsize=0, tokenize='ascii');
-- Which messages are in the index.
CREATE TABLE message_text_row (id {{int}} PRIMARY KEY, conversation_id {{int}} NOT NULL);
CREATE TABLE message_text_stale (id {{int}} PRIMARY KEY, conversation_id {{int}} NOT NULL, body TEXT NOT NULL);
-- Every word and where it first came: what a begun word may become, the commonest first.
CREATE TABLE search_term (term TEXT PRIMARY KEY, first_id {{int}} NOT NULL) {{clustered}};
CREATE TRIGGER message_text_changed AFTER UPDATE OF text, deleted_at ON message
WHEN (old.text <> new.text OR (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL))
     AND EXISTS (SELECT 1 FROM message_text_row WHERE id = old.id)
BEGIN
  INSERT INTO message_text_stale (id, conversation_id, body) VALUES (old.id, old.conversation_id, old.text) ON CONFLICT DO NOTHING;
END;

-- Contacts are few and short: their searched text (name, phone digits, email, usernames) is kept beside a trigram index.
CREATE TABLE contact_text_row (id {{int}} PRIMARY KEY, body TEXT NOT NULL);
CREATE VIRTUAL TABLE contact_text USING fts5 (
  body, content='contact_text_row', content_rowid='id', columnsize=0, tokenize='trigram case_sensitive 1'
);
CREATE TABLE contact_text_stale (id {{int}} PRIMARY KEY);
CREATE TRIGGER contact_text_changed AFTER UPDATE OF name, phone, email ON contact
WHEN old.name <> new.name OR old.phone IS NOT new.phone OR old.email IS NOT new.email
BEGIN
  INSERT INTO contact_text_stale (id) VALUES (old.id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_text_named AFTER UPDATE OF username ON identity
BEGIN
  INSERT INTO contact_text_stale (id) VALUES (new.contact_id) ON CONFLICT DO NOTHING;
END;
CREATE TRIGGER contact_text_joined AFTER INSERT ON identity
WHEN EXISTS (SELECT 1 FROM contact_text_row WHERE id = new.contact_id)
BEGIN
  INSERT INTO contact_text_stale (id) VALUES (new.contact_id) ON CONFLICT DO NOTHING;
END;
