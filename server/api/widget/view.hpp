#pragma once

#include "server/api/widget/proofs.hpp"
#include "server/base/json.hpp"
#include "server/store/attachments.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::widget {

// WidgetMessage and the frames of docs/api-shapes.md: what a visitor may know of a message, and no more.

/// Signs the addresses of files.
struct FileSigner {
    const Proofs& proofs;
    Millis now = 0;
};

/// An Attachment whose address needs no bearer.
Json view_file(const Attachment& attachment, const FileSigner& files);
/// Notes, activity lines and what was withdrawn before it was sent stay inside.
bool shown_to_visitor(const Message& message);
/// `seen`: an operator has read it (messages of the visitor).
Json view_message(db::Connection& db, const Message& message, bool seen, const FileSigner& files);
/// The newest `most` between two ids, neither of them included.
struct Stretch {
    std::size_t most = 0;
    std::int64_t after = 0, before = INT64_MAX;
};
struct MessagePage {
    Json items;    ///< oldest first
    Json earlier;  ///< the id before which there may be more; null when there is nothing
};
MessagePage view_messages(db::Connection& db, const Conversation& conversation, const Stretch& stretch,
                          const FileSigner& files);

/// His last message; 0 when it lies far back.
std::int64_t newest_of_visitor(db::Connection& db, std::int64_t conversation_id);

std::string message_frame(db::Connection& db, const Message& message, bool created, std::int64_t seq,
                          const FileSigner& files);
std::string read_frame(std::int64_t up_to);
std::string closed_frame();
std::string typing_frame(bool on, std::string_view name);
/// The message an event of the log is about; 0 when none.
std::int64_t message_of(const Event& event);

}  // namespace parley::widget
