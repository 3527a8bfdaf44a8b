-- name: scheduled_insert
INSERT INTO scheduled_message (id, conversation_id, user_id, text, reply_to, due_at, if_written, up_to, held, created_at, edited_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $9)

-- name: scheduled_get
SELECT id, conversation_id, user_id, text, reply_to, due_at, if_written, up_to, held, created_at, edited_at FROM scheduled_message WHERE id = $1

-- name: scheduled_of_conversation
SELECT id, conversation_id, user_id, text, reply_to, due_at, if_written, up_to, held, created_at, edited_at FROM scheduled_message
WHERE conversation_id = $1 ORDER BY due_at, id

-- name: scheduled_update
UPDATE scheduled_message SET text = $2, due_at = $3, if_written = $4, up_to = $5, held = $6, edited_at = $7 WHERE id = $1

-- name: scheduled_delete
DELETE FROM scheduled_message WHERE id = $1

-- name: message_inbound_after
SELECT id FROM message WHERE conversation_id = $1 AND id > $2 AND direction = 0 AND note = 0 ORDER BY id LIMIT 1

-- name: attachment_wait
UPDATE attachment SET message_id = $2, position = $3 WHERE id = $1 AND message_id IS NULL

-- name: attachments_free
UPDATE attachment SET message_id = NULL, created_at = $2 WHERE message_id = $1
