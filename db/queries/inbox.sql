-- name: raw_update_insert
INSERT INTO raw_update (id, channel_id, received_at, body, request_key, answer_status, answer) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: raw_update_answered
SELECT received_at, body, answer_status, answer FROM raw_update WHERE id = $1 AND answer_status IS NOT NULL

-- name: raw_update_get
SELECT channel_id, received_at, body FROM raw_update WHERE id = $1

-- name: raw_updates_since
SELECT id, channel_id, received_at, body FROM raw_update WHERE received_at >= $1 AND id > $2 ORDER BY id LIMIT 200

-- name: quarantine_insert
INSERT INTO quarantine (raw_update_id, channel_id, at, item, reason) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (raw_update_id) DO UPDATE SET reason = excluded.reason

-- name: quarantine_all
SELECT q.raw_update_id, q.channel_id, q.at, q.reason FROM quarantine q ORDER BY q.raw_update_id LIMIT $1

-- name: quarantine_count
SELECT count(*) FROM quarantine

-- name: quarantine_delete
DELETE FROM quarantine WHERE raw_update_id = $1

-- name: conversation_set_thread
UPDATE conversation SET thread = $2, peer = $3 WHERE id = $1

-- name: conversation_by_id
SELECT c.id, c.channel_id, c.thread, c.contact_id, c.peer, c.created_at, s.status, s.assignee_id, s.team_id, s.unread, s.priority,
       s.last_activity_at, s.last_message_id, s.wait_id, s.wait_opened_at, s.clock_flags, s.snoozed_until, s.lead_id, s.cannot_reply, s.sent_acts, s.window_opened_at,
       l.stage_group, q.conversation_id, k.name, k.phone, k.phone_verified, k.email, k.email_verified, k.language
FROM conversation c JOIN conversation_state s ON s.id = c.id LEFT JOIN lead l ON l.id = s.lead_id LEFT JOIN queue q ON q.conversation_id = c.id
LEFT JOIN contact k ON k.id = c.contact_id
WHERE c.id = $1

-- name: conversations_among
SELECT c.id, c.channel_id, c.thread, c.contact_id, c.peer, c.created_at, s.status, s.assignee_id, s.team_id, s.unread, s.priority,
       s.last_activity_at, s.last_message_id, s.wait_id, s.wait_opened_at, s.clock_flags, s.snoozed_until, s.lead_id, s.cannot_reply, s.sent_acts, s.window_opened_at
FROM conversation c JOIN conversation_state s ON s.id = c.id WHERE c.id {{among}}

-- name: conversation_insert
INSERT INTO conversation (id, channel_id, thread, contact_id, peer, created_at, came_from) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: conversation_state_insert
INSERT INTO conversation_state (id, status, assignee_id, team_id, unread, priority, last_activity_at, last_message_id, wait_id,
       wait_opened_at, clock_flags, snoozed_until, lead_id, cannot_reply, window_opened_at, lead_source)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        CASE WHEN $2 = 2 THEN (SELECT l.source FROM lead l WHERE l.id = $13) END)

-- name: conversation_state_update
UPDATE conversation_state SET assignee_id = $2, team_id = $3, unread = $4, priority = $5, last_activity_at = $6,
       last_message_id = $7, wait_id = $8, wait_opened_at = $9, clock_flags = $10, snoozed_until = $11, lead_id = $12, cannot_reply = $13, sent_acts = $14, window_opened_at = $15
WHERE id = $1

-- name: conversation_set_status
UPDATE conversation_state SET status = $2,
       lead_source = CASE WHEN $2 = 2 THEN (SELECT l.source FROM lead l WHERE l.id = conversation_state.lead_id) END
WHERE id = $1

-- Closed ones of this contact whose lead got its source only now.
-- name: conversations_closed_set_source
UPDATE conversation_state SET lead_source = $3
WHERE status = 2 AND lead_id = $2 AND id IN (SELECT c.id FROM conversation c WHERE c.contact_id = $1)

-- name: conversations_open
SELECT s.id, c.channel_id, s.status, s.assignee_id, s.team_id, s.unread, s.priority, s.last_activity_at, s.last_message_id, s.wait_id,
       s.wait_opened_at, s.snoozed_until
FROM conversation_state s JOIN conversation c ON c.id = s.id WHERE s.status <> 2

-- name: conversations_of_contact
SELECT id FROM conversation WHERE contact_id = $1 ORDER BY id

-- Closed ones below $1, the newest first: those that an index of their own gives, and what else may be asked of them.
-- The channel is looked up for each: PostgreSQL would go along both tables at once, and not begin at $1 in the other one.
-- name: conversations_closed
SELECT s.id, s.status, s.assignee_id, s.team_id, s.lead_source,
       (SELECT c.channel_id FROM conversation c WHERE c.id = s.id)
FROM conversation_state s WHERE s.status = 2 AND s.id < $1 ORDER BY s.id DESC LIMIT $2

-- name: conversations_closed_of
SELECT s.id, s.status, s.assignee_id, s.team_id, s.lead_source,
       (SELECT c.channel_id FROM conversation c WHERE c.id = s.id)
FROM conversation_state s WHERE s.status = 2 AND s.assignee_id = $3 AND s.id < $1 ORDER BY s.id DESC LIMIT $2

-- name: conversations_closed_from
SELECT s.id, s.status, s.assignee_id, s.team_id, s.lead_source,
       (SELECT c.channel_id FROM conversation c WHERE c.id = s.id)
FROM conversation_state s WHERE s.status = 2 AND s.lead_source = $3 AND s.id < $1 ORDER BY s.id DESC LIMIT $2

-- The open ones among them, too: however many these are, no more rows than asked for are read. CROSS: SQLite takes the
-- tables in this order.
-- name: conversations_closed_tagged
SELECT t.conversation_id, s.status, s.assignee_id, s.team_id, s.lead_source,
       (SELECT c.channel_id FROM conversation c WHERE c.id = s.id)
FROM conversation_tag t CROSS JOIN conversation_state s
WHERE t.tag_id = $3 AND t.conversation_id < $1 AND s.id = t.conversation_id AND s.id < $1 ORDER BY t.conversation_id DESC LIMIT $2

-- name: message_insert
INSERT INTO message (conversation_id, id, direction, author_type, author_id, kind, note, status, sent_at, received_at, external_id,
       client_id, reply_to, text, content, raw_update_id, status_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)

-- name: message_get
SELECT id, conversation_id, direction, author_type, author_id, kind, note, status, sent_at, received_at, external_id, client_id,
       reply_to, text, content, status_at, error_code, error_message, edited_at, deleted_at, reactions
FROM message WHERE conversation_id = $1 AND id = $2

-- The last of each of these conversations.
-- name: messages_last_among
SELECT m.id, m.conversation_id, m.direction, m.author_type, m.author_id, m.kind, m.note, m.status, m.sent_at, m.received_at, m.external_id,
       m.client_id, m.reply_to, m.text, m.content, m.status_at, m.error_code, m.error_message, m.edited_at, m.deleted_at, m.reactions
FROM conversation_state s JOIN message m ON m.conversation_id = s.id AND m.id = s.last_message_id WHERE s.id {{among}}

-- name: messages_before
SELECT id, conversation_id, direction, author_type, author_id, kind, note, status, sent_at, received_at, external_id, client_id,
       reply_to, text, content, status_at, error_code, error_message, edited_at, deleted_at, reactions
FROM message WHERE conversation_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3

-- name: messages_after
SELECT id, conversation_id, direction, author_type, author_id, kind, note, status, sent_at, received_at, external_id, client_id,
       reply_to, text, content, status_at, error_code, error_message, edited_at, deleted_at, reactions
FROM message WHERE conversation_id = $1 AND id > $2 ORDER BY id LIMIT $3

-- name: message_first_since
SELECT id FROM message WHERE conversation_id = $1 AND sent_at >= $2 AND kind <> $3 ORDER BY id LIMIT 1

-- name: message_answers
SELECT status, content, error_code FROM message
WHERE conversation_id = $1 AND id > $2 AND reply_to = $2 AND direction = 1 AND note = 0

-- name: message_set_status
UPDATE message SET status = $3, status_at = $4, error_code = $5, error_message = $6, external_id = coalesce($7, external_id)
WHERE conversation_id = $1 AND id = $2

-- name: message_forget_external_id
UPDATE message SET external_id = NULL WHERE conversation_id = $1 AND id = $2

-- name: message_set_external_id
UPDATE message SET external_id = $3 WHERE conversation_id = $1 AND id = $2 AND external_id IS NULL

-- name: message_set_text
UPDATE message SET text = $3, content = $4, edited_at = $5 WHERE conversation_id = $1 AND id = $2

-- name: message_set_kind
UPDATE message SET kind = $3 WHERE conversation_id = $1 AND id = $2

-- name: message_set_deleted
UPDATE message SET deleted_at = $3 WHERE conversation_id = $1 AND id = $2

-- name: message_set_reply_to
UPDATE message SET reply_to = $3 WHERE conversation_id = $1 AND id = $2

-- name: message_set_reactions
UPDATE message SET reactions = $3 WHERE conversation_id = $1 AND id = $2

-- name: messages_outbound_up_to
SELECT id, status FROM message WHERE conversation_id = $1 AND direction = 1 AND note = 0 AND id <= $2 AND status BETWEEN 2 AND 3 ORDER BY id

-- name: messages_outbound_before
SELECT id, status FROM message WHERE conversation_id = $1 AND direction = 1 AND note = 0 AND sent_at <= $2 AND status BETWEEN 2 AND 3 ORDER BY id

-- `at`: until when it waits.
-- name: parked_insert
INSERT INTO parked_update (channel_id, external_id, n, at, body) VALUES ($1, $2, $3, $4, $5)

-- name: parked_get
SELECT n, body, at FROM parked_update WHERE channel_id = $1 AND external_id = $2 ORDER BY n

-- name: parked_any
SELECT 1 FROM parked_update LIMIT 1

-- name: parked_delete
DELETE FROM parked_update WHERE channel_id = $1 AND external_id = $2

-- name: parked_expire
DELETE FROM parked_update WHERE at <= $1

-- name: message_last_inbound_id
SELECT id FROM message WHERE conversation_id = $1 AND direction = 0 AND note = 0 ORDER BY id DESC LIMIT 1
