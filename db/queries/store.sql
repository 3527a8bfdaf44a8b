-- name: id_reserved
SELECT CAST(value AS {{int}}) FROM setting WHERE name = 'next_id'

-- name: id_reserve
INSERT INTO setting (name, value) VALUES ('next_id', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: setting_get
SELECT value FROM setting WHERE name = $1

-- name: setting_put
INSERT INTO setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- name: setting_delete
DELETE FROM setting WHERE name = $1

-- name: event_insert
INSERT INTO event (seq, type, conversation_id, at, data) VALUES ($1, $2, $3, $4, $5)

-- name: event_last_seq
SELECT coalesce(max(seq), 0) FROM event

-- name: events_after
SELECT seq, type, conversation_id, at, data FROM event WHERE seq > $1 ORDER BY seq LIMIT $2

-- name: external_key_get
SELECT id, message_id FROM external_key WHERE scope = $1 AND name = $2

-- name: external_keys_part
SELECT scope, name FROM external_key WHERE (scope, name) > ($1, $2) ORDER BY scope, name LIMIT $3

-- name: external_key_put
INSERT INTO external_key (scope, name, id, message_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (scope, name) DO UPDATE SET id = excluded.id, message_id = excluded.message_id

-- name: external_key_append
INSERT INTO external_key_recent (n, keys) VALUES ($1, $2)

-- name: external_keys_recent
SELECT n, keys FROM external_key_recent ORDER BY n

-- name: external_keys_moved
DELETE FROM external_key_recent WHERE n <= $1

-- name: idempotency_get
SELECT body_hash, status, answer, at FROM idempotency WHERE scope = $1 AND key = $2

-- name: idempotency_put
INSERT INTO idempotency (scope, key, body_hash, status, answer, at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (scope, key) DO UPDATE SET body_hash = excluded.body_hash, status = excluded.status, answer = excluded.answer, at = excluded.at

-- name: idempotency_amend
UPDATE idempotency SET answer = $3 WHERE scope = $1 AND key = $2

-- name: idempotency_expire
DELETE FROM idempotency WHERE at < $1

-- name: job_of_kind
SELECT id FROM job WHERE kind = $1 LIMIT 1

-- name: jobs_drop
DELETE FROM job WHERE kind = $1 AND subject_id = $2

-- name: job_insert
INSERT INTO job (id, kind, subject_id, attempt, due_at, created_at) VALUES ($1, $2, $3, 0, $4, $5)

-- name: jobs_due
SELECT id, kind, subject_id, attempt FROM job WHERE due_at <= $1 ORDER BY due_at, id LIMIT 50

-- name: job_next_due
SELECT min(due_at) FROM job

-- name: job_retry
UPDATE job SET attempt = $2, due_at = $3 WHERE id = $1

-- name: job_delete
DELETE FROM job WHERE id = $1
