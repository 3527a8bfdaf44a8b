-- Which ticket a token or ticket was given for, and when that ticket was first used: one whose answer was lost may be shown
-- again (server/store/visitors.hpp).
ALTER TABLE visitor_proof ADD COLUMN given_for TEXT;
ALTER TABLE visitor_proof ADD COLUMN used_at {{int}} NOT NULL DEFAULT 0;
