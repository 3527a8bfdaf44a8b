-- Under a post: begun for the one who wrote, not for everybody to see. Another device goes on with it as such.
ALTER TABLE draft ADD COLUMN private INTEGER NOT NULL DEFAULT 0 CHECK (private IN (0, 1));
