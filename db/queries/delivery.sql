-- name: outbox_insert
INSERT INTO outbox (id, conversation_id, message_id, channel_id, action, sequence, due_at, created_at) VALUES ($1, $2, $3, $4, $5, 0, $6, $6)

-- name: outbox_heads
SELECT o.id, o.conversation_id, o.message_id, o.channel_id, o.action, o.attempt, o.due_at, o.created_at, o.leased_until, o.sequence FROM outbox o
WHERE o.channel_id = $1 AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.conversation_id = o.conversation_id AND p.id < o.id)
ORDER BY o.due_at, o.id LIMIT $2

-- name: outbox_lease
UPDATE outbox SET leased_until = $2, attempt = attempt + 1, sequence = $3 WHERE id = $1

-- name: outbox_later
UPDATE outbox SET leased_until = NULL, due_at = $2 WHERE id = $1

-- name: outbox_delete
DELETE FROM outbox WHERE id = $1

-- name: outbox_acts_of
SELECT id FROM outbox WHERE conversation_id = $1 AND message_id = $2 AND action = $3 ORDER BY id

-- name: outbox_drop_waiting
DELETE FROM outbox WHERE conversation_id = $1 AND message_id = $2 AND action = 'send' AND leased_until IS NULL

-- name: outbox_waits
SELECT 1 FROM outbox WHERE conversation_id = $1 AND message_id = $2 AND action = $3 AND leased_until IS NULL

-- name: outbox_leased
SELECT id, conversation_id, message_id, channel_id, action FROM outbox WHERE leased_until IS NOT NULL

-- name: outbox_wake_channel
UPDATE outbox SET due_at = $2 WHERE channel_id = $1 AND leased_until IS NULL

-- name: outbox_count
SELECT count(*), min(created_at) FROM outbox

-- name: attachment_insert
INSERT INTO attachment (id, conversation_id, message_id, channel_id, position, kind, name, content_type, size, width, height, duration_ms,
       sha256, state, source, owner, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: attachment_get
SELECT id, conversation_id, message_id, channel_id, kind, name, content_type, size, width, height, duration_ms, sha256, state, reason, source, owner, position
FROM attachment WHERE id = $1

-- name: attachments_of_message
SELECT id, conversation_id, message_id, channel_id, kind, name, content_type, size, width, height, duration_ms, sha256, state, reason, source, owner, position
FROM attachment WHERE message_id = $1 AND position >= 0 ORDER BY position, id

-- name: attachment_set_aside
UPDATE attachment SET position = -1 - position WHERE id = $1 AND position >= 0

-- name: attachment_join
UPDATE attachment SET conversation_id = $2, message_id = $3, position = $4, kind = $5 WHERE id = $1 AND message_id IS NULL

-- name: attachment_set_ready
UPDATE attachment SET state = $2, reason = $3, size = $4, sha256 = $5, content_type = $6, name = $7, width = coalesce($8, width),
       height = coalesce($9, height)
WHERE id = $1

-- name: attachment_chunk_insert
INSERT INTO attachment_chunk (attachment_id, n, bytes) VALUES ($1, $2, $3) ON CONFLICT (attachment_id, n) DO UPDATE SET bytes = excluded.bytes

-- name: attachment_unused
SELECT id FROM attachment WHERE message_id IS NULL AND created_at < $1 ORDER BY created_at LIMIT 1

-- name: attachment_delete
DELETE FROM attachment WHERE id = $1

-- name: attachment_chunks_delete
DELETE FROM attachment_chunk WHERE attachment_id = $1

-- name: attachment_chunks
SELECT bytes FROM attachment_chunk WHERE attachment_id = $1 ORDER BY n

-- name: messages_under_way
SELECT id FROM (SELECT id, direction, status FROM message WHERE conversation_id = $1 ORDER BY id DESC LIMIT 50) AS lately
WHERE direction = 1 AND status IN ($2, $3) ORDER BY id

-- name: account_get
SELECT owner, cannot_reply, trouble, told_at FROM served_account WHERE channel_id = $1 AND key = $2

-- name: account_put
INSERT INTO served_account (channel_id, key, owner, cannot_reply, trouble, told_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (channel_id, key) DO UPDATE SET owner = excluded.owner, cannot_reply = excluded.cannot_reply, trouble = excluded.trouble, told_at = excluded.told_at

-- name: accounts_of_owner
SELECT key FROM served_account WHERE channel_id = $1 AND owner = $2 AND key <> $3 ORDER BY told_at DESC, key

-- name: account_is_past
UPDATE served_account SET cannot_reply = $4, trouble = '' WHERE channel_id = $1 AND owner = $2 AND key <> $3

-- name: account_trouble
SELECT trouble FROM served_account WHERE channel_id = $1 AND trouble <> '' ORDER BY told_at DESC, key LIMIT 1

-- name: conversations_of_threads
SELECT id FROM conversation WHERE channel_id = $1 AND thread >= $2 AND thread < $3 ORDER BY id
