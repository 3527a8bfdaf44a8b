-- Uploads that no message has taken, the oldest first.
CREATE INDEX attachment_unused ON attachment (created_at) WHERE message_id IS NULL;
