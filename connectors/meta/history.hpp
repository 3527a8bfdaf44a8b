#pragma once

#include "connectors/meta/messaging.hpp"

#include <string>

namespace parley::meta {

/// What a page of the Conversations API (threads with their messages, the newest first) tells of the time since.
struct History {
    std::string delivery;  ///< as webhooks would have told it, in the order it was said; empty: nothing
    std::string after;     ///< where the next page begins; empty: nothing more is of that time
};
/// Its times are whole seconds. Of messages that are too far back in their thread only the id is told: they are
/// written as ones that cannot be shown.
History read_history(const Json& page, const Inbox& inbox, Millis since);

/// The fields that such a page is asked for by.
std::string_view history_fields(const Inbox& inbox);

}  // namespace parley::meta
