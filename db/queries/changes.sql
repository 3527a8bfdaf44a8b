-- name: change_insert
INSERT INTO fact_change (subject, subject_id, id, field, old_value, new_value, by_user_id, channel_id, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)

-- name: changes_of_contact
SELECT subject, subject_id, id, field, old_value, new_value, by_user_id, channel_id, at FROM (
  SELECT f.subject, f.subject_id, f.id, f.field, f.old_value, f.new_value, f.by_user_id, f.channel_id, f.at
  FROM fact_change f WHERE f.subject = 0 AND f.subject_id = $1 AND f.id < $2
  UNION ALL
  SELECT f.subject, f.subject_id, f.id, f.field, f.old_value, f.new_value, f.by_user_id, f.channel_id, f.at
  FROM contact_merge m JOIN fact_change f ON f.subject = 0 AND f.subject_id = m.contact_id WHERE m.into_id = $1 AND f.id < $2
  UNION ALL
  SELECT f.subject, f.subject_id, f.id, f.field, f.old_value, f.new_value, f.by_user_id, f.channel_id, f.at
  FROM lead l JOIN fact_change f ON f.subject = 1 AND f.subject_id = l.id WHERE l.contact_id = $1 AND f.id < $2
  UNION ALL
  SELECT f.subject, f.subject_id, f.id, f.field, f.old_value, f.new_value, f.by_user_id, f.channel_id, f.at
  FROM conversation c JOIN fact_change f ON f.subject = 2 AND f.subject_id = c.id WHERE c.contact_id = $1 AND f.id < $2
) AS found ORDER BY id DESC LIMIT $3
