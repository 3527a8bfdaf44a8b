-- name: visitor_insert
INSERT INTO visitor (id, channel_id, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: visitor_get
SELECT channel_id, conversation_id FROM visitor WHERE id = $1

-- name: visitor_set_conversation
UPDATE visitor SET conversation_id = $2 WHERE id = $1

-- name: visitor_proof_insert
INSERT INTO visitor_proof (hash, visitor_id, n, given_for) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: visitor_proof_get
SELECT visitor_id, used, given_for IS NOT NULL, used_at FROM visitor_proof WHERE hash = $1

-- name: visitor_token_use
UPDATE visitor_proof SET used = 1 WHERE hash = $1

-- A ticket that is used again counts as new, so that a bad line does not prune it.
-- name: visitor_ticket_use
UPDATE visitor_proof SET used = 1, n = $2, used_at = $3 WHERE hash = $1

-- What was given for a ticket: how many, and whether any of it was used.
-- name: visitor_successors
SELECT COUNT(*), COALESCE(MAX(used), 0) FROM visitor_proof WHERE visitor_id = $1 AND given_for = $2

-- name: visitor_successors_drop
DELETE FROM visitor_proof WHERE visitor_id = $1 AND given_for = $2

-- name: visitor_proofs_revoke
DELETE FROM visitor_proof WHERE visitor_id = $1

-- name: visitor_proofs_prune
DELETE FROM visitor_proof WHERE visitor_id = $1
AND n < (SELECT n FROM visitor_proof WHERE visitor_id = $1 ORDER BY n DESC LIMIT 1 OFFSET 31)

-- name: messages_out_not_read
SELECT id, status FROM message WHERE conversation_id = $1 AND direction = 1 AND note = 0 AND id <= $2 AND status < 4
ORDER BY id DESC LIMIT 200

-- name: message_events_after
SELECT seq, type, conversation_id, at, data FROM event WHERE seq > $1 AND conversation_id = $2
AND type IN ('message.created', 'message.updated') ORDER BY seq LIMIT $3

-- Those with a free hand first.
-- name: people_at_the_desk
SELECT name, CASE WHEN load < capacity THEN 0 ELSE 1 END AS taken FROM user_account WHERE active = 1 AND online = 1 AND away = 0
ORDER BY taken, load, id LIMIT 3

-- When those wrote who got a first answer since, and how long it took.
-- name: first_replies_since
SELECT ended_at - calendar_ms, calendar_ms FROM wait WHERE ended_at >= $1 AND first = 1 AND channel_id = $2 AND ended_how = 0
AND calendar_ms IS NOT NULL

-- name: rating_get
SELECT activity_id, score, comment FROM rating WHERE conversation_id = $1 AND message_id = $2

-- name: rating_put
INSERT INTO rating (conversation_id, message_id, at, score, comment, user_id, activity_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (conversation_id, message_id) DO UPDATE SET score = excluded.score, comment = excluded.comment

-- name: rating_line
UPDATE message SET content = $3 WHERE conversation_id = $1 AND id = $2
