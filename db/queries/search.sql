-- name: message_text_put
INSERT INTO message_text (rowid, body) VALUES ($1, $2)

-- name: message_text_take_out
INSERT INTO message_text (message_text, rowid, body) VALUES ('delete', $1, $2)

-- name: message_text_row_put
INSERT INTO message_text_row (id, conversation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING

-- name: message_text_row_delete
DELETE FROM message_text_row WHERE id = $1

-- name: message_text_stale_some
SELECT id, conversation_id, body FROM message_text_stale LIMIT $1

-- name: message_text_stale_delete
DELETE FROM message_text_stale WHERE id = $1

-- name: message_text_newest
SELECT coalesce(max(id), 0) FROM message_text_row

-- name: message_text_find
SELECT r.id, r.conversation_id FROM message_text t CROSS JOIN message_text_row r ON r.id = t.rowid
WHERE message_text MATCH $1 AND t.rowid > $2 AND t.rowid <= $3 ORDER BY t.rowid DESC LIMIT $4

-- name: message_text_rows
SELECT id, conversation_id FROM message_text_row WHERE id > $1 AND id <= $2 ORDER BY id DESC

-- name: message_text_row_up_to
SELECT id, conversation_id FROM message_text_row WHERE id <= $1 ORDER BY id DESC LIMIT 1

-- name: search_term_put
INSERT INTO search_term (term, first_id) VALUES ($1, $2) ON CONFLICT DO NOTHING

-- name: search_term_delete
DELETE FROM search_term WHERE term = $1

-- name: search_terms_begun
SELECT term, first_id FROM search_term WHERE term >= $1 AND term < $2 ORDER BY term LIMIT 10000

-- name: contact_text_put
INSERT INTO contact_text (rowid, body) VALUES ($1, $2)

-- name: contact_text_take_out
INSERT INTO contact_text (contact_text, rowid, body) VALUES ('delete', $1, $2)

-- name: contact_text_row_get
SELECT body FROM contact_text_row WHERE id = $1

-- name: contact_text_row_put
INSERT INTO contact_text_row (id, body) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET body = excluded.body

-- name: contact_text_stale_some
SELECT id FROM contact_text_stale LIMIT $1

-- name: contact_text_stale_delete
DELETE FROM contact_text_stale WHERE id = $1

-- name: contact_text_find
SELECT r.id, r.body FROM contact_text t CROSS JOIN contact_text_row r ON r.id = t.rowid
WHERE contact_text MATCH $1 AND t.rowid > $2 AND t.rowid <= $3 ORDER BY t.rowid DESC LIMIT $4

-- name: contact_text_before
SELECT id, body FROM contact_text_row WHERE id < $1 ORDER BY id DESC LIMIT $2

-- name: contacts_after
SELECT id FROM contact WHERE id > $1 ORDER BY id LIMIT $2
