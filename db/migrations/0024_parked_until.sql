-- What waits for its message says now until when, not since when: ten minutes, as it was.
UPDATE parked_update SET at = at + 600000;
