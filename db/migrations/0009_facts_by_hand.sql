-- Which facts of a contact an operator wrote (bits of server/store/people.hpp): no platform's unproven word replaces them.
ALTER TABLE contact ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
