-- PostgreSQL's part of search: the words of a message, cut and folded by us (server/base/words.hpp), and the pieces of
-- three letters of a contact's texts, as lexemes under GIN indexes. No extension is asked for: who may not create one
-- can run Parley too.
CREATE TABLE message_text (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL);
CREATE INDEX message_text_words ON message_text USING gin (words);
-- Which messages are in the index.
CREATE TABLE message_text_row (id BIGINT PRIMARY KEY, conversation_id BIGINT NOT NULL);
CREATE TABLE message_text_stale (id BIGINT PRIMARY KEY, conversation_id BIGINT NOT NULL, body TEXT NOT NULL);
CREATE TABLE search_term (term TEXT PRIMARY KEY, first_id BIGINT NOT NULL);
CREATE FUNCTION message_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (old.text <> new.text OR (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL))
     AND EXISTS (SELECT 1 FROM message_text_row WHERE id = old.id) THEN
    INSERT INTO message_text_stale (id, conversation_id, body) VALUES (old.id, old.conversation_id, old.text) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER message_text_changed AFTER UPDATE OF text, deleted_at ON message
FOR EACH ROW EXECUTE FUNCTION message_text_changed();

CREATE TABLE contact_text_row (id BIGINT PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE contact_text (id BIGINT PRIMARY KEY, pieces TSVECTOR NOT NULL);
CREATE INDEX contact_text_pieces ON contact_text USING gin (pieces);
CREATE TABLE contact_text_stale (id BIGINT PRIMARY KEY);
CREATE FUNCTION contact_text_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF old.name <> new.name OR old.phone IS DISTINCT FROM new.phone OR old.email IS DISTINCT FROM new.email THEN
    INSERT INTO contact_text_stale (id) VALUES (old.id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contact_text_changed AFTER UPDATE OF name, phone, email ON contact
FOR EACH ROW EXECUTE FUNCTION contact_text_changed();
CREATE FUNCTION contact_text_named() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO contact_text_stale (id) VALUES (new.contact_id) ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE FUNCTION contact_text_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM contact_text_row WHERE id = new.contact_id) THEN
    INSERT INTO contact_text_stale (id) VALUES (new.contact_id) ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
