#pragma once

#include "server/flow/ingest.hpp"
#include "server/store/attachments.hpp"

namespace parley {

/// Files of a message that came in. Those with bytes in hand are stored at once; uploads are joined; the rest is
/// fetched by a job, after the message is visible. `item`: the platform's id of the album's item that they came in.
void keep_media(IngestContext& context, const std::vector<Media>& media, MessageAddress address, int first_position,
                const std::string& item = {});

struct MediaSwap {
    bool any = false;
    std::vector<Attachment> gone;  ///< no more of the message, but kept with what it said before
};
/// The files that the message, or one item of an album, has since an edit. What has the same `key` stays; where one of
/// them has none, nobody can tell, and all stay.
MediaSwap swap_media(IngestContext& context, MessageAddress address, const MessageEdited& edit);

/// Of an album each item may have words, of which the bubble shows those of one: may this edit change them? True for
/// every other message.
bool tells_words(db::Connection& db, const Message& message, const MessageEdited& edit);

}  // namespace parley
