-- For how long the platform takes an answer after what opened the window, in ms: any answer, and what a person writes.
-- Null: always.
ALTER TABLE channel ADD COLUMN window_plain {{int}};
ALTER TABLE channel ADD COLUMN window_whole {{int}};
UPDATE channel SET window_plain = 86400000,
       window_whole = CASE WHEN extends_window = 1 AND kind IN ('messenger', 'instagram') THEN 604800000 ELSE 86400000 END
WHERE kind IN ('telegram', 'whatsapp', 'messenger', 'instagram');
ALTER TABLE channel DROP COLUMN extends_window;
-- By the platform's time; null where nothing ever did, and it always takes an answer.
ALTER TABLE conversation_state ADD COLUMN window_opened_at {{int}};
UPDATE conversation_state SET window_opened_at =
    (SELECT max(w.at)
     FROM (SELECT CASE WHEN m.sent_at > 0 AND m.sent_at < m.received_at THEN m.sent_at ELSE m.received_at END AS at
           FROM message m WHERE m.conversation_id = conversation_state.id AND m.direction = 0 AND m.note = 0
           ORDER BY m.id DESC LIMIT 10) w)
WHERE id IN (SELECT c.id FROM conversation c JOIN channel h ON h.id = c.channel_id
             WHERE h.kind = 'whatsapp' OR (h.kind IN ('messenger', 'instagram') AND c.thread NOT LIKE 'post:%')
                OR (h.kind = 'telegram' AND c.thread NOT LIKE ':%' AND c.thread <> ''));
