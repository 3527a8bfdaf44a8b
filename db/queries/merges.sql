-- name: merge_get
SELECT contact_id, into_id, n, at, by_user_id, taken FROM contact_merge WHERE contact_id = $1

-- name: merges_into
SELECT contact_id, into_id, n, at, by_user_id, taken FROM contact_merge WHERE into_id = $1 ORDER BY n

-- name: merge_insert
INSERT INTO contact_merge (contact_id, into_id, n, at, by_user_id, taken) VALUES ($1, $2, $3, $4, $5, $6)

-- name: merge_set_taken
UPDATE contact_merge SET taken = $2 WHERE contact_id = $1

-- name: merge_delete
DELETE FROM contact_merge WHERE contact_id = $1

-- name: identities_hand_over
UPDATE identity SET came_from = coalesce(came_from, contact_id), contact_id = $2 WHERE contact_id = $1

-- name: conversations_hand_over
UPDATE conversation SET came_from = coalesce(came_from, contact_id), contact_id = $2 WHERE contact_id = $1

-- name: leads_hand_over
UPDATE lead SET came_from = coalesce(came_from, contact_id), contact_id = $2 WHERE contact_id = $1

-- name: touches_hand_over
UPDATE touch SET came_from = coalesce(came_from, contact_id), contact_id = $2 WHERE contact_id = $1

-- name: consents_hand_over
UPDATE consent SET came_from = coalesce(came_from, contact_id), contact_id = $2 WHERE contact_id = $1

-- name: identities_hand_back
UPDATE identity SET contact_id = $3, came_from = nullif(came_from, $3) WHERE contact_id = $1 AND came_from = $2

-- name: conversations_hand_back
UPDATE conversation SET contact_id = $3, came_from = nullif(came_from, $3) WHERE contact_id = $1 AND came_from = $2

-- name: leads_hand_back
UPDATE lead SET contact_id = $3, came_from = nullif(came_from, $3) WHERE contact_id = $1 AND came_from = $2

-- name: touches_hand_back
UPDATE touch SET contact_id = $3, came_from = nullif(came_from, $3) WHERE contact_id = $1 AND came_from = $2

-- name: consents_hand_back
UPDATE consent SET contact_id = $3, came_from = nullif(came_from, $3) WHERE contact_id = $1 AND came_from = $2

-- name: touches_leave_lead
UPDATE touch SET lead_id = NULL
WHERE contact_id = $1 AND lead_id IS NOT NULL AND lead_id NOT IN (SELECT l.id FROM lead l WHERE l.contact_id = $1)

-- name: leads_of_contact
SELECT id, conversation_id FROM lead WHERE contact_id = $1 ORDER BY id

-- name: contacts_with_phone
SELECT id FROM contact WHERE phone = $1 ORDER BY id DESC LIMIT 20

-- name: contacts_with_email
SELECT id FROM contact WHERE email = $1 ORDER BY id DESC LIMIT 20

-- name: contact_text_stale_put
INSERT INTO contact_text_stale (id) VALUES ($1) ON CONFLICT DO NOTHING

-- name: apart_put
INSERT INTO contact_apart (contact_id, other_id, by_user_id, at) VALUES ($1, $2, $3, $4) ON CONFLICT (contact_id, other_id) DO NOTHING

-- name: apart_delete
DELETE FROM contact_apart WHERE contact_id = $1 AND other_id = $2

-- name: apart_from
SELECT other_id FROM contact_apart WHERE contact_id = $1
