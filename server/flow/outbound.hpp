#pragma once

#include "connectors/connector.hpp"
#include "server/flow/platform_templates.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// What an operator (or a program in his name) asks to send.
struct Reply {
    std::string text;
    std::optional<std::string> client_id;
    std::vector<std::int64_t> attachments;
    std::optional<std::int64_t> reply_to;
    bool note = false;
    std::vector<std::int64_t> mentions;  ///< people a note calls on
    Json buttons = nullptr;              ///< a list as docs/api-shapes.md has it, or null
    std::string list_title = {};         ///< what opens the buttons where they are shown as a list
    Json place = nullptr;                ///< in place of a text: {latitude, longitude, title, address}, or null
    Json card = nullptr;                 ///< the same: {name, phone}, or null
    /// In place of a text; its file, where it has one, is the first attachment.
    std::optional<ChosenTemplate> chosen = std::nullopt;
    /// Under a post: to the writer of the comment alone.
    bool only_them = false;
    bool by_clock = false;  ///< nobody looks now: what is closed, put off or unread stays so
};

struct Posted {
    std::int64_t message_id = 0;
    bool fresh = true;  ///< false: the same client_id came before, this is the first one's message
};

/// Step 5 of the walk, in one transaction: message, outbox row, end of the wait. A note only stays inside. `can`: what
/// the conversation's channel can do.
Posted post_reply(Transaction& transaction, std::int64_t conversation_id, std::int64_t user_id, const Reply& reply,
                  const Capabilities& can = {});

/// A text as the channel shows it: where it formats, what its writer set apart is read from the signs he typed. The
/// marks, and the text with its signs for another change, then stand in content.marks and content.typed. The text.
std::string take_typed(std::string_view typed, bool formats, Json& content);

/// Refuses what cannot be sent in this conversation now. Throws Failure.
void check_reply(Transaction& transaction, const Conversation& conversation, const Reply& reply,
                 const Capabilities& can);
/// What an operator may write. Throws Failure on the field `text`.
void check_text(std::string_view text, bool has_files);
/// The next act of a conversation: send, edit, remove, react, closed. Its sequence is given when it first leaves.
void queue_for_delivery(Transaction& transaction, const Conversation& conversation, std::int64_t message_id,
                        std::string_view act);

/// A failed or unconfirmed message goes out again as a new attempt, by an operator's word.
void send_again(Transaction& transaction, MessageAddress address);
/// An operator looked: an unconfirmed message did arrive.
void confirm_arrival(Transaction& transaction, MessageAddress address);

void close_conversation(Transaction& transaction, Conversation& conversation, std::optional<std::int64_t> user_id);
/// `tells`: with a line in the thread.
void reopen_conversation(Transaction& transaction, Conversation& conversation, std::optional<std::int64_t> user_id,
                         bool tells = true);
void snooze_conversation(Transaction& transaction, Conversation& conversation, Millis until, std::int64_t user_id);
void end_wait_without_reply(Transaction& transaction, Conversation& conversation, std::int64_t user_id);
/// `can`: what the conversation's channel can do; some are told.
void mark_seen(Transaction& transaction, Conversation& conversation, std::int64_t message_id,
               const Capabilities& can = {});

}  // namespace parley
