-- Contacts that were found to be the same person as another: a row while `contact_id` is part of `into_id`, `n` in the order of
-- merging. `taken`: which facts the other took from it, `{"phone":{"before":FACT,"after":FACT}}`, so that they are given back.
CREATE TABLE contact_merge (
  contact_id {{int}} PRIMARY KEY,
  into_id {{int}} NOT NULL,
  n {{int}} NOT NULL,
  at {{int}} NOT NULL,
  by_user_id {{int}},
  taken TEXT NOT NULL
);
CREATE INDEX contact_merge_into ON contact_merge (into_id, n);

-- `contact_id` says whose a row is now; `came_from` whose it is when every merge is undone, where that is another.
ALTER TABLE identity ADD COLUMN came_from {{int}};
ALTER TABLE conversation ADD COLUMN came_from {{int}};
ALTER TABLE lead ADD COLUMN came_from {{int}};
ALTER TABLE touch ADD COLUMN came_from {{int}};
ALTER TABLE consent ADD COLUMN came_from {{int}};
