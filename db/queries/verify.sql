-- What must hold whatever happened; each gives some of the rows for which it does not (server/store/verify.cpp).
-- name: verify_conversations_without_state
SELECT c.id FROM conversation c LEFT JOIN conversation_state s ON s.id = c.id WHERE s.id IS NULL ORDER BY c.id LIMIT 5

-- name: verify_states_without_conversation
SELECT s.id FROM conversation_state s LEFT JOIN conversation c ON c.id = s.id WHERE c.id IS NULL ORDER BY s.id LIMIT 5

-- name: verify_conversations_without_contact
SELECT c.id FROM conversation c LEFT JOIN contact p ON p.id = c.contact_id WHERE p.id IS NULL ORDER BY c.id LIMIT 5

-- name: verify_messages_without_conversation
SELECT m.id FROM message m LEFT JOIN conversation c ON c.id = m.conversation_id WHERE c.id IS NULL ORDER BY m.id LIMIT 5

-- name: verify_last_messages
SELECT s.id FROM conversation_state s LEFT JOIN message m ON m.conversation_id = s.id AND m.id = s.last_message_id
WHERE s.last_message_id > 0 AND m.id IS NULL ORDER BY s.id LIMIT 5

-- name: verify_waits_told
SELECT s.id FROM conversation_state s
WHERE s.wait_id IS DISTINCT FROM (SELECT max(w.id) FROM wait w WHERE w.conversation_id = s.id AND w.ended_at IS NULL) ORDER BY s.id LIMIT 5

-- name: verify_closed_sources
SELECT s.id FROM conversation_state s LEFT JOIN lead l ON l.id = s.lead_id
WHERE s.lead_source IS DISTINCT FROM CASE WHEN s.status = 2 THEN l.source END ORDER BY s.id LIMIT 5

-- name: verify_waits_twice
SELECT conversation_id FROM wait WHERE ended_at IS NULL GROUP BY conversation_id HAVING count(*) > 1 ORDER BY conversation_id LIMIT 5

-- name: verify_outbox_without_message
SELECT o.id FROM outbox o LEFT JOIN message m ON m.conversation_id = o.conversation_id AND m.id = o.message_id
WHERE m.id IS NULL ORDER BY o.id LIMIT 5

-- name: verify_events
SELECT CASE WHEN max(seq) - min(seq) + 1 = count(*) THEN 0 ELSE max(seq) END FROM event
