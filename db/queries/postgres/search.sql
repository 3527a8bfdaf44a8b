-- The looks into the index, where SQLite asks its FTS5 tables (db/migrations/postgres/0002_search.sql).
-- name: message_text_put
INSERT INTO message_text (id, words) VALUES ($1, array_to_tsvector(string_to_array($2, ' ')))

-- name: message_text_take_out
DELETE FROM message_text WHERE id = $1 AND CAST($2 AS TEXT) IS NOT NULL

-- name: message_text_find
SELECT r.id, r.conversation_id FROM message_text t JOIN message_text_row r ON r.id = t.id
WHERE t.words @@ CAST(CAST($1 AS TEXT) AS TSQUERY) AND t.id > $2 AND t.id <= $3 ORDER BY t.id DESC LIMIT $4

-- name: contact_text_put
INSERT INTO contact_text (id, pieces)
SELECT $1, array_to_tsvector(ARRAY(SELECT substr(b.body, i, 3) FROM generate_series(1, length(b.body) - 2) AS i))
FROM (SELECT CAST($2 AS TEXT) AS body) AS b
ON CONFLICT (id) DO UPDATE SET pieces = excluded.pieces

-- name: contact_text_take_out
DELETE FROM contact_text WHERE id = $1 AND CAST($2 AS TEXT) IS NOT NULL

-- name: contact_text_find
SELECT r.id, r.body FROM contact_text t JOIN contact_text_row r ON r.id = t.id
WHERE t.pieces @@ CAST(CAST($1 AS TEXT) AS TSQUERY) AND t.id > $2 AND t.id <= $3 ORDER BY t.id DESC LIMIT $4
