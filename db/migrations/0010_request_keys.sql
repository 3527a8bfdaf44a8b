-- A channel's program names each request and may send it again: the raw update carries that name and our first answer.
ALTER TABLE raw_update ADD COLUMN request_key TEXT;
ALTER TABLE raw_update ADD COLUMN answer_status INTEGER;
ALTER TABLE raw_update ADD COLUMN answer TEXT;
CREATE INDEX raw_update_request ON raw_update (channel_id, request_key, id) WHERE request_key IS NOT NULL;
