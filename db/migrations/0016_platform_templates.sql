-- Messages that a platform approved beforehand, as it told them last. `parts` is JSON: header, body, footer, buttons.
CREATE TABLE platform_template (
  id {{int}} PRIMARY KEY,
  channel_id {{int}} NOT NULL,
  external_id TEXT NOT NULL,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  category TEXT NOT NULL,
  status TEXT NOT NULL,
  reason TEXT NOT NULL,
  parts TEXT NOT NULL,
  updated_at {{int}} NOT NULL
);
CREATE UNIQUE INDEX platform_template_name ON platform_template (channel_id, name, language);
