-- name: views_all
SELECT v.id, v.name, v.owner_id, v.shared, v.team_id, v.query FROM saved_view v ORDER BY v.created_at, v.id

-- name: view_get
SELECT id, name, owner_id, shared, team_id, query FROM saved_view WHERE id = $1

-- name: view_insert
INSERT INTO saved_view (id, name, owner_id, shared, team_id, query, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: view_update
UPDATE saved_view SET name = $2, shared = $3, team_id = $4, query = $5 WHERE id = $1

-- name: view_delete
DELETE FROM saved_view WHERE id = $1

-- name: view_places
SELECT view_key, place FROM view_place WHERE user_id = $1

-- name: view_places_clear
DELETE FROM view_place WHERE user_id = $1

-- name: view_place_insert
INSERT INTO view_place (user_id, view_key, place) VALUES ($1, $2, $3)

-- name: view_places_forget
DELETE FROM view_place WHERE view_key = $1

-- name: team_memberships
SELECT team_id FROM team_member WHERE user_id = $1

-- name: team_by_id
SELECT id, name FROM team WHERE id = $1

-- The newest only: a tag or a source may have been given a million times.
-- name: conversations_lately_with_tag
SELECT conversation_id FROM conversation_tag WHERE tag_id = $1 ORDER BY conversation_id DESC LIMIT $2

-- name: conversations_open_lately_sources
SELECT s.id, l.source FROM (SELECT id, lead_id FROM conversation_state WHERE status <> 2 ORDER BY id DESC LIMIT $1) AS s
LEFT JOIN lead l ON l.id = s.lead_id

-- name: preferences_of
SELECT name, value FROM preference WHERE user_id = $1

-- name: preference_put
INSERT INTO preference (user_id, name, value) VALUES ($1, $2, $3) ON CONFLICT (user_id, name) DO UPDATE SET value = excluded.value
