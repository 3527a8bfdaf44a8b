-- Lists that people keep under a name. Shared without a team: with all. `query` is JSON: what the list is asked for.
CREATE TABLE saved_view (
  id {{int}} PRIMARY KEY,
  name TEXT NOT NULL,
  owner_id {{int}} NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  team_id {{int}},
  query TEXT NOT NULL,
  created_at {{int}} NOT NULL
);
-- The order in which each person has them and those of the teams; what stands in no row comes after these.
CREATE TABLE view_place (
  user_id {{int}} NOT NULL,
  view_key TEXT NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (user_id, view_key)
) {{clustered}};

-- How each person likes the app, the same on every device.
CREATE TABLE preference (
  user_id {{int}} NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (user_id, name)
) {{clustered}};
