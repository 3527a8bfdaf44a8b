-- name: identity_insert
INSERT INTO identity (contact_id, realm, external_id, username, created_at, came_from) VALUES ($1, $2, $3, $4, $5, $6)

-- name: identity_set_username
UPDATE identity SET username = $4 WHERE contact_id = $1 AND realm = $2 AND external_id = $3 AND username IS DISTINCT FROM $4

-- name: identities_of_contact
SELECT realm, external_id, username FROM identity WHERE contact_id = $1 ORDER BY created_at, realm

-- name: contact_insert
INSERT INTO contact (id, name, phone, phone_verified, email, email_verified, language, avatar_url, blocked, attributes, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10)

-- name: contact_get
SELECT id, name, phone, phone_verified, email, email_verified, language, avatar_url, blocked, attributes, created_at, by_hand FROM contact WHERE id = $1

-- name: contact_update
UPDATE contact SET name = $2, phone = $3, phone_verified = $4, email = $5, email_verified = $6, language = $7, avatar_url = $8,
       blocked = $9, attributes = $10, by_hand = $11
WHERE id = $1

-- name: contact_by_phone
SELECT id FROM contact WHERE phone = $1 AND phone_verified = 1 ORDER BY id LIMIT 1

-- name: contact_by_email
SELECT id FROM contact WHERE email = $1 AND email_verified = 1 ORDER BY id LIMIT 1

-- name: contacts_page
SELECT c.id FROM contact c WHERE c.id < $1 AND NOT EXISTS (SELECT 1 FROM contact_merge m WHERE m.contact_id = c.id) ORDER BY c.id DESC LIMIT $2

-- name: consent_insert
INSERT INTO consent (id, contact_id, at, channel_id, version, text, language, page, came_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, (SELECT c.came_from FROM conversation c WHERE c.id = $9))

-- name: consents_of_contact
SELECT at, channel_id, version, text, language, page FROM consent WHERE contact_id = $1 ORDER BY at, id

-- name: touch_insert
INSERT INTO touch (id, contact_id, conversation_id, lead_id, at, kind, source, medium, campaign, term, content, referrer, landing_page,
       click_id_type, click_id, ref, ad_id, raw, came_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        coalesce($19, (SELECT c.came_from FROM conversation c WHERE c.id = $3)))

-- name: touches_of_contact
SELECT at, kind, source, medium, campaign, term, content, referrer, landing_page, click_id_type, click_id, ref, ad_id, lead_id
FROM touch WHERE contact_id = $1 ORDER BY at, id

-- name: touches_join_lead
UPDATE touch SET lead_id = $2 WHERE contact_id = $1 AND lead_id IS NULL

-- name: lead_active_of_contact
SELECT id FROM lead WHERE contact_id = $1 AND stage_group = 0 ORDER BY id DESC LIMIT 1

-- name: lead_closed_of_contact
SELECT id FROM lead WHERE contact_id = $1 AND stage_group <> 0 ORDER BY id DESC LIMIT 1

-- name: lead_insert
INSERT INTO lead (id, contact_id, conversation_id, pipeline_id, stage_id, stage_group, owner_id, title, source, campaign, created_at, stage_since,
       came_from)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, (SELECT c.came_from FROM conversation c WHERE c.id = $3))

-- name: lead_get
SELECT l.id, l.contact_id, l.conversation_id, l.pipeline_id, l.stage_id, s.name, l.stage_group, l.owner_id, u.name, l.title, l.amount_minor,
       l.currency, l.source, l.campaign, l.created_at
FROM lead l JOIN stage s ON s.id = l.stage_id LEFT JOIN user_account u ON u.id = l.owner_id WHERE l.id = $1

-- name: lead_brief
SELECT l.title, l.stage_id, s.name, l.stage_group, l.source, l.campaign, l.owner_id FROM lead l LEFT JOIN stage s ON s.id = l.stage_id WHERE l.id = $1

-- name: lead_briefs_among
SELECT l.title, l.stage_id, s.name, l.stage_group, l.source, l.campaign, l.owner_id, l.id FROM lead l LEFT JOIN stage s ON s.id = l.stage_id
WHERE l.id {{among}}

-- name: leads_page
SELECT id FROM lead WHERE id < $1 AND (CAST($2 AS {{int}}) IS NULL OR stage_id = $2) AND (CAST($3 AS {{int}}) IS NULL OR owner_id = $3)
ORDER BY id DESC LIMIT $4

-- name: lead_set_source
UPDATE lead SET source = $2, campaign = $3 WHERE id = $1 AND source IS NULL

-- name: lead_set_owner
UPDATE lead SET owner_id = $2 WHERE id = $1

-- name: lead_set_stage
UPDATE lead SET stage_id = $2, stage_group = $3, stage_since = $4 WHERE id = $1

-- name: lead_set_facts
UPDATE lead SET title = $2, amount_minor = $3, currency = $4 WHERE id = $1

-- name: lead_history_insert
INSERT INTO lead_stage_history (lead_id, at, stage_id, by_user_id) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: lead_history
SELECT h.at, h.stage_id, s.name, h.by_user_id FROM lead_stage_history h JOIN stage s ON s.id = h.stage_id WHERE h.lead_id = $1 ORDER BY h.at

-- name: pipeline_insert
INSERT INTO pipeline (id, name, position) VALUES ($1, $2, $3)

-- name: pipelines_all
SELECT id, name FROM pipeline ORDER BY position, id

-- name: stage_insert
INSERT INTO stage (id, pipeline_id, name, stage_group, position) VALUES ($1, $2, $3, $4, $5)

-- name: stages_of_pipeline
SELECT id, name, stage_group, position FROM stage WHERE pipeline_id = $1 ORDER BY position, id

-- name: stage_get
SELECT id, pipeline_id, name, stage_group FROM stage WHERE id = $1

-- name: stage_first
SELECT s.id, s.pipeline_id, s.stage_group, s.name FROM stage s JOIN pipeline p ON p.id = s.pipeline_id ORDER BY p.position, p.id, s.position, s.id

-- name: contact_notes
SELECT m.id, m.conversation_id, m.direction, m.author_type, m.author_id, m.kind, m.note, m.status, m.sent_at, m.received_at, m.external_id,
       m.client_id, m.reply_to, m.text, m.content, m.status_at, m.error_code, m.error_message, m.edited_at, m.deleted_at, m.reactions
FROM conversation c JOIN message m ON m.conversation_id = c.id
WHERE c.contact_id = $1 AND m.id < $2 AND m.note = 1 AND m.kind <> 10 AND m.deleted_at IS NULL ORDER BY m.id DESC LIMIT $3

-- name: contact_files
SELECT m.id, m.conversation_id, m.direction, m.author_type, m.author_id, m.kind, m.note, m.status, m.sent_at, m.received_at, m.external_id,
       m.client_id, m.reply_to, m.text, m.content, m.status_at, m.error_code, m.error_message, m.edited_at, m.deleted_at, m.reactions
FROM conversation c JOIN message m ON m.conversation_id = c.id
WHERE c.contact_id = $1 AND m.id < $2 AND m.kind <> 6 AND m.deleted_at IS NULL
  AND EXISTS (SELECT 1 FROM attachment a WHERE a.message_id = m.id AND a.position >= 0) ORDER BY m.id DESC LIMIT $3

-- name: contact_name
SELECT c.name, a.tag FROM contact c LEFT JOIN avatar a ON a.contact_id = c.id WHERE c.id = $1

-- name: avatar_get
SELECT channel_id, asked_at, source, version, tag FROM avatar WHERE contact_id = $1

-- name: avatar_bytes
SELECT tag, content_type, bytes FROM avatar WHERE contact_id = $1 AND tag <> ''

-- name: avatar_want
INSERT INTO avatar (contact_id, channel_id, asked_at, source) VALUES ($1, $2, $3, $4)
ON CONFLICT (contact_id) DO UPDATE SET channel_id = excluded.channel_id, asked_at = excluded.asked_at, source = excluded.source

-- name: avatar_set
UPDATE avatar SET version = $2, tag = $3, content_type = $4, bytes = $5 WHERE contact_id = $1

-- name: contact_names_among
SELECT c.id, c.name, a.tag FROM contact c LEFT JOIN avatar a ON a.contact_id = c.id WHERE c.id {{among}}
