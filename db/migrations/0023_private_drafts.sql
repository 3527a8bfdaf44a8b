-- Under a post: begun for the one who wrote, not for everybody to see. Another device goes on with it as such.
ALTER TABLE draft ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));
-- Contacts that somebody said are different people, once from each side: they are not offered to be merged again.
CREATE TABLE contact_apart (
  contact_id {{int}} NOT NULL,
  other_id {{int}} NOT NULL,
  by_user_id {{int}},
  at {{int}} NOT NULL,
  PRIMARY KEY (contact_id, other_id)
) {{clustered}};
