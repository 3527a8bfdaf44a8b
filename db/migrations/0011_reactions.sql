-- What stands on a message besides its words (server/store/reactions.hpp): null on nearly all of them, so it costs them nothing.
ALTER TABLE message ADD COLUMN reactions TEXT;
