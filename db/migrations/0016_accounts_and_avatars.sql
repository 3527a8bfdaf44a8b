-- Accounts of people that let a channel answer in them (Telegram Business). `key` begins the names of their threads; an
-- account that is let in anew comes under another one, so several rows may have the same owner: the youngest serves.
CREATE TABLE served_account (
  channel_id {{int}} NOT NULL,
  key TEXT NOT NULL,
  owner TEXT NOT NULL,
  cannot_reply TEXT,
  trouble TEXT NOT NULL DEFAULT '',
  told_at {{int}} NOT NULL,
  PRIMARY KEY (channel_id, key)
) {{clustered}};
