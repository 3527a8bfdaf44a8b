-- Who changed a fact of a contact (subject 0), a lead (1) or the tags of a conversation (2), and when. Values are JSON. Without a
-- user it came by the channel. What a fact was when it was first known is no change. Moves of a lead stand in lead_stage_history.
CREATE TABLE fact_change (
  subject INTEGER NOT NULL,
  subject_id {{int}} NOT NULL,
  id {{int}} NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT,
  new_value TEXT,
  by_user_id {{int}},
  channel_id {{int}},
  at {{int}} NOT NULL,
  PRIMARY KEY (subject, subject_id, id)
) {{clustered}};
