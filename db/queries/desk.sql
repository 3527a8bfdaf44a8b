-- name: tags_all
SELECT t.id, t.name, (SELECT count(*) FROM conversation_tag c WHERE c.tag_id = t.id) FROM tag t ORDER BY t.folded

-- name: tag_by_folded
SELECT id, name FROM tag WHERE folded = $1

-- name: tag_insert
INSERT INTO tag (id, name, folded, created_at) VALUES ($1, $2, $3, $4)

-- name: tag_name_of
SELECT name FROM tag WHERE id = $1

-- name: tag_update
UPDATE tag SET name = $2, folded = $3 WHERE id = $1

-- name: tag_delete
DELETE FROM tag WHERE id = $1

-- name: tag_take_off_all
DELETE FROM conversation_tag WHERE tag_id = $1

-- name: conversation_tag_insert
INSERT INTO conversation_tag (conversation_id, tag_id, at, by_user_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: conversation_tag_delete
DELETE FROM conversation_tag WHERE conversation_id = $1 AND tag_id = $2

-- name: conversation_tags
SELECT t.name FROM conversation_tag c JOIN tag t ON t.id = c.tag_id WHERE c.conversation_id = $1 ORDER BY c.at, t.id

-- name: conversation_tags_among
SELECT c.conversation_id, t.name FROM conversation_tag c JOIN tag t ON t.id = c.tag_id WHERE c.conversation_id {{among}}
ORDER BY c.conversation_id, c.at, t.id

-- name: conversation_has_tag
SELECT 1 FROM conversation_tag WHERE conversation_id = $1 AND tag_id = $2

-- name: conversations_with_tag
SELECT conversation_id FROM conversation_tag WHERE tag_id = $1

-- name: conversations_open_of_source
SELECT s.id FROM conversation_state s JOIN lead l ON l.id = s.lead_id WHERE s.status <> 2 AND l.source = $1

-- name: lead_source
SELECT source FROM lead WHERE id = $1

-- name: sources_lately
SELECT source, count(*) AS n FROM (SELECT source FROM lead WHERE source IS NOT NULL ORDER BY id DESC LIMIT 20000) AS lately
GROUP BY source ORDER BY n DESC, source LIMIT 50

-- name: templates_of
SELECT id, title, shortcut, body, folder, owner_id, used, updated_at FROM reply_template
WHERE owner_id IS NULL OR owner_id = $1 ORDER BY folder, title, id

-- name: template_get
SELECT id, title, shortcut, body, folder, owner_id, used, updated_at FROM reply_template WHERE id = $1

-- name: template_insert
INSERT INTO reply_template (id, title, shortcut, body, folder, owner_id, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7)

-- name: template_update
UPDATE reply_template SET title = $2, shortcut = $3, body = $4, folder = $5, owner_id = $6, updated_at = $7 WHERE id = $1

-- name: template_used
UPDATE reply_template SET used = used + 1 WHERE id = $1

-- name: template_delete
DELETE FROM reply_template WHERE id = $1

-- name: draft_get
SELECT conversation_id, note, body, reply_to, attachments, edited_at, private FROM draft
WHERE user_id = $1 AND conversation_id = $2 AND note = $3

-- name: draft_put
INSERT INTO draft (user_id, conversation_id, note, body, reply_to, attachments, edited_at, private)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (user_id, conversation_id, note) DO UPDATE SET body = excluded.body, reply_to = excluded.reply_to,
  attachments = excluded.attachments, edited_at = excluded.edited_at, private = excluded.private

-- name: drafts_of
SELECT conversation_id, note, body, reply_to, attachments, edited_at, private FROM draft
WHERE user_id = $1 AND (body <> '' OR attachments <> '[]') ORDER BY edited_at DESC LIMIT 500

-- name: drafts_sweep
DELETE FROM draft WHERE user_id = $1 AND body = '' AND attachments = '[]' AND edited_at < $2

-- name: mention_insert
INSERT INTO mention (user_id, message_id, conversation_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING

-- name: mention_seen
UPDATE mention SET seen = 1 WHERE user_id = $1 AND conversation_id = $2 AND seen = 0

-- name: mentions_unseen
SELECT count(DISTINCT conversation_id) FROM mention WHERE user_id = $1 AND seen = 0

-- name: mentions_lately
SELECT conversation_id FROM mention WHERE user_id = $1 ORDER BY message_id DESC LIMIT 1000
