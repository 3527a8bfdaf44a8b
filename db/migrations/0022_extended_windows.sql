-- The platform takes answers of this channel for longer than usual (server/domain/reply_window.hpp).
ALTER TABLE channel ADD COLUMN extends_window INTEGER NOT NULL DEFAULT 0 CHECK (extends_window IN (0, 1));
