-- name: user_insert
INSERT INTO user_account (id, email, name, role, password_hash, language, capacity, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: user_get
SELECT id, email, name, role, language, active, capacity, load, online, away, password_hash, skills FROM user_account WHERE id = $1

-- name: user_names_among
SELECT id, name FROM user_account WHERE id {{among}}

-- name: user_by_email
SELECT id, email, name, role, language, active, capacity, load, online, away, password_hash, skills FROM user_account WHERE email = $1

-- name: users_all
SELECT id, email, name, role, language, active, capacity, load, online, away, password_hash, skills FROM user_account ORDER BY id

-- name: user_count
SELECT count(*) FROM user_account

-- name: user_update
UPDATE user_account SET name = $2, role = $3, language = $4, active = $5, capacity = $6, skills = $7 WHERE id = $1

-- name: user_set_password
UPDATE user_account SET password_hash = $2 WHERE id = $1

-- name: user_set_presence
UPDATE user_account SET online = $2, away = $3 WHERE id = $1

-- name: users_all_offline
UPDATE user_account SET online = 0 WHERE online = 1

-- name: user_add_load
UPDATE user_account SET load = load + $2, last_assigned_at = CASE WHEN $2 > 0 THEN $3 ELSE last_assigned_at END WHERE id = $1

-- name: session_insert
INSERT INTO session (token_hash, user_id, csrf, created_at, last_seen_at, agent) VALUES ($1, $2, $3, $4, $4, $5)

-- name: sessions_of_user
SELECT token_hash, created_at, last_seen_at, agent FROM session
WHERE user_id = $1 AND last_seen_at >= $2 AND created_at >= $3 ORDER BY last_seen_at DESC, token_hash

-- name: session_delete_named
DELETE FROM session WHERE user_id = $1 AND token_hash >= $2 AND token_hash < $3

-- name: invitation_put
INSERT INTO invitation (user_id, token_hash, created_at, expires_at, by_user_id) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at,
  by_user_id = excluded.by_user_id

-- name: invitation_of_user
SELECT expires_at FROM invitation WHERE user_id = $1

-- name: invitation_by_hash
SELECT i.user_id, i.expires_at, u.name, u.email, u.active, u.language FROM invitation i JOIN user_account u ON u.id = i.user_id
WHERE i.token_hash = $1

-- name: invitation_delete
DELETE FROM invitation WHERE user_id = $1

-- name: session_get
SELECT s.user_id, s.csrf, s.created_at, s.last_seen_at, u.role, u.active, u.name FROM session s JOIN user_account u ON u.id = s.user_id WHERE s.token_hash = $1

-- name: session_seen
UPDATE session SET last_seen_at = $2 WHERE token_hash = $1

-- name: session_delete
DELETE FROM session WHERE token_hash = $1

-- name: sessions_delete_of_user
DELETE FROM session WHERE user_id = $1

-- name: sessions_delete_others
DELETE FROM session WHERE user_id = $1 AND token_hash <> $2

-- name: token_insert
INSERT INTO api_token (token_hash, user_id, name, created_at) VALUES ($1, $2, $3, $4)

-- name: token_get
SELECT t.user_id, u.role, u.active, u.name, t.last_used_at FROM api_token t JOIN user_account u ON u.id = t.user_id WHERE t.token_hash = $1

-- name: tokens_all
SELECT t.token_hash, t.name, t.user_id, u.name, t.created_at, t.last_used_at FROM api_token t JOIN user_account u ON u.id = t.user_id
ORDER BY t.created_at, t.token_hash

-- name: token_seen
UPDATE api_token SET last_used_at = $2 WHERE token_hash = $1

-- From a handle, the beginning of the hash, to what sorts after all that begin with it.
-- name: token_delete
DELETE FROM api_token WHERE token_hash >= $1 AND token_hash < $2

-- name: team_insert
INSERT INTO team (id, name, strategy, reoffer_seconds, created_at) VALUES ($1, $2, $3, $4, $5)

-- name: team_update
UPDATE team SET name = $2, strategy = $3, reoffer_seconds = $4 WHERE id = $1

-- name: teams_all
SELECT id, name, strategy, reoffer_seconds FROM team ORDER BY id

-- name: team_members_clear
DELETE FROM team_member WHERE team_id = $1

-- name: team_member_insert
INSERT INTO team_member (team_id, user_id, weight) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: team_members
SELECT u.id, u.name, u.online, u.away, u.active, u.load, u.capacity, u.skills, u.last_assigned_at, m.weight
FROM team_member m JOIN user_account u ON u.id = m.user_id WHERE m.team_id = $1 ORDER BY u.id

-- name: rules_all
SELECT id, position, name, enabled, conditions, action FROM routing_rule ORDER BY position, id

-- name: rule_insert
INSERT INTO routing_rule (id, position, name, enabled, conditions, action) VALUES ($1, $2, $3, $4, $5, $6)

-- name: rule_update
UPDATE routing_rule SET position = $2, name = $3, enabled = $4, conditions = $5, action = $6 WHERE id = $1

-- name: rule_delete
DELETE FROM routing_rule WHERE id = $1

-- name: rule_move
UPDATE routing_rule SET position = $2 WHERE id = $1

-- How many conversations each rule decided.
-- name: rule_matches_since
SELECT rule_id, COUNT(DISTINCT conversation_id) FROM assignment WHERE at >= $1 AND rule_id IS NOT NULL GROUP BY rule_id

-- name: queue_put
INSERT INTO queue (conversation_id, waiting_since, priority) VALUES ($1, $2, $3) ON CONFLICT (conversation_id) DO NOTHING

-- name: queue_set_priority
UPDATE queue SET priority = $2 WHERE conversation_id = $1

-- name: queue_remove
DELETE FROM queue WHERE conversation_id = $1

-- name: queue_all
SELECT conversation_id, waiting_since, priority FROM queue ORDER BY priority DESC, waiting_since, conversation_id LIMIT 1000

-- name: assignment_insert
INSERT INTO assignment (id, conversation_id, at, user_id, team_id, rule_id, reason, by_user_id, log) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: assignment_last
SELECT at, user_id, team_id, rule_id, reason, log FROM assignment WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1

-- name: assignment_brief
SELECT at, reason FROM assignment WHERE conversation_id = $1 ORDER BY id DESC LIMIT 1

-- name: assignment_briefs_among
SELECT a.conversation_id, a.at, a.reason FROM conversation_state s
JOIN assignment a ON a.id = (SELECT max(x.id) FROM assignment x WHERE x.conversation_id = s.id) WHERE s.id {{among}}

-- name: assignment_offered_since
SELECT user_id FROM assignment WHERE conversation_id = $1 AND at >= $2 AND user_id IS NOT NULL

-- name: wait_insert
INSERT INTO wait (id, conversation_id, channel_id, first, opened_at, received_at, message_id, assigned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)

-- name: wait_set_assigned
UPDATE wait SET assigned_at = $2 WHERE id = $1 AND assigned_at IS NULL

-- name: wait_set_seen
UPDATE wait SET seen_at = $2 WHERE id = $1 AND seen_at IS NULL

-- name: wait_end
UPDATE wait SET ended_at = $2, ended_how = $3, ended_by = $4, calendar_ms = $5, business_ms = $6 WHERE id = $1

-- name: wait_last
SELECT id, first, opened_at, received_at, ended_at, ended_how FROM wait WHERE conversation_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 1

-- name: wait_resume
UPDATE wait SET ended_at = NULL, ended_how = NULL, ended_by = NULL, calendar_ms = NULL, business_ms = NULL WHERE id = $1

-- name: waits_ended_between
SELECT channel_id, ended_by, first, calendar_ms, conversation_id, ended_how, ended_at, ended_at - calendar_ms FROM wait
WHERE ended_at >= $1 AND ended_at < $2

-- name: waits_ended_between_business
SELECT channel_id, ended_by, first, business_ms, conversation_id, ended_how, ended_at, opened_at FROM wait
WHERE ended_at >= $1 AND ended_at < $2

-- name: wait_rows_ended_between
SELECT id, conversation_id, channel_id, first, opened_at, ended_at, ended_by, ended_how, calendar_ms, business_ms FROM wait
WHERE ended_at >= $1 AND ended_at < $2

-- name: conversations_ended_of_source
SELECT DISTINCT w.conversation_id FROM wait w
JOIN conversation_state s ON s.id = w.conversation_id JOIN lead l ON l.id = s.lead_id
WHERE w.ended_at >= $2 AND w.ended_at < $3 AND l.source = $1

-- name: waits_open_all
SELECT id, conversation_id, channel_id, first, opened_at FROM wait WHERE ended_at IS NULL ORDER BY opened_at

-- name: channel_insert
INSERT INTO channel (id, kind, name, key, settings, created_at) VALUES ($1, $2, $3, $4, $5, $6)

-- name: channels_all
SELECT id, kind, name, key, settings, enabled, state, state_detail, window_plain, window_whole FROM channel ORDER BY id

-- name: channel_get
SELECT id, kind, name, key, settings, enabled, state, state_detail, window_plain, window_whole, state_code FROM channel WHERE id = $1

-- name: channel_names_among
SELECT id, kind, name, window_plain, window_whole FROM channel WHERE id {{among}}

-- What came lately, by channel: the end of the table is enough to tell who receives.
-- name: channels_received_lately
SELECT channel_id, MAX(received_at) FROM (SELECT channel_id, received_at FROM raw_update ORDER BY id DESC LIMIT 5000) AS lately
GROUP BY channel_id

-- name: channel_received_lately
SELECT MAX(received_at) FROM (SELECT channel_id, received_at FROM raw_update ORDER BY id DESC LIMIT 5000) AS lately
WHERE channel_id = $1

-- name: channel_set_state
UPDATE channel SET state = $2, state_code = $3, state_detail = $4 WHERE id = $1

-- name: channel_update
UPDATE channel SET name = $2, enabled = $3, settings = $4 WHERE id = $1

-- name: channel_window
SELECT window_plain, window_whole FROM channel WHERE id = $1

-- name: channel_set_window
UPDATE channel SET window_plain = $2, window_whole = $3 WHERE id = $1

-- name: channel_delete
DELETE FROM channel WHERE id = $1

-- name: platform_templates_of
SELECT id, channel_id, external_id, name, language, category, status, reason, parts, updated_at FROM platform_template
WHERE channel_id = $1 ORDER BY name, language

-- name: platform_template_get
SELECT id, channel_id, external_id, name, language, category, status, reason, parts, updated_at FROM platform_template WHERE id = $1

-- name: platform_template_insert
INSERT INTO platform_template (id, channel_id, external_id, name, language, category, status, reason, parts, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: platform_template_update
UPDATE platform_template SET external_id = $2, category = $3, status = $4, reason = $5, parts = $6, updated_at = $7 WHERE id = $1

-- name: platform_template_delete
DELETE FROM platform_template WHERE id = $1

-- name: platform_templates_forget
DELETE FROM platform_template WHERE channel_id = $1
