-- A request that its sender named is found among the external keys (scope "r:7": channel 7's requests, `id` the raw update): an index
-- of its own cost a page of the log for each request. A name counts for a day.
INSERT INTO external_key (scope, name, id, message_id)
SELECT 'r:' || channel_id, request_key, MAX(id), 0 FROM raw_update
WHERE request_key IS NOT NULL AND received_at >= (SELECT received_at FROM raw_update ORDER BY id DESC LIMIT 1) - 86400000
GROUP BY channel_id, request_key;
DROP INDEX raw_update_request;
