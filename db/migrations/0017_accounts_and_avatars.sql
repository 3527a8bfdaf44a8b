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

-- Pictures of contacts. `source` is what the channel's connector needs to ask for one, `version` what the platform calls
-- the one that we have, `tag` its bytes' name in the address that browsers keep it under; both are empty without one.
CREATE TABLE avatar (
  contact_id {{int}} PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  asked_at {{int}} NOT NULL,
  source TEXT NOT NULL,
  version TEXT NOT NULL DEFAULT '',
  tag TEXT NOT NULL DEFAULT '',
  content_type TEXT NOT NULL DEFAULT '',
  bytes {{blob}}
);
