-- What the first-run guide looks for.
-- name: guide_channel
SELECT 1 FROM channel LIMIT 1

-- name: guide_team
SELECT 1 FROM user_account WHERE active = 1 LIMIT 1 OFFSET 1

-- name: guide_answer
SELECT 1 FROM wait WHERE ended_at IS NOT NULL AND ended_how = 0 LIMIT 1
