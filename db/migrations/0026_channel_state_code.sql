-- What is wrong with a channel in one word, beside the sentence: a page says it in its reader's language.
ALTER TABLE channel ADD COLUMN state_code TEXT NOT NULL DEFAULT '';
