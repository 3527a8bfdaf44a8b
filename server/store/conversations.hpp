#pragma once

#include "server/domain/reply_clock.hpp"
#include "server/domain/reply_window.hpp"
#include "server/domain/status.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parley {

/// A conversation with its moving part. Loaded, changed and saved inside one step.
struct Conversation {
    std::int64_t id = 0, channel_id = 0;
    std::string thread;  ///< its key on the channel
    std::int64_t contact_id = 0;
    std::string peer;  ///< the contact's external id on the channel
    Millis created_at = 0;

    ConversationStatus status = ConversationStatus::open;
    /// As the row has them: writing them again would move an index page.
    ConversationStatus stored_status = ConversationStatus::open;
    std::optional<std::int64_t> stored_lead_id;
    std::optional<std::int64_t> assignee_id, team_id;
    int unread = 0, priority = 0;
    Millis last_activity_at = 0;
    std::int64_t last_message_id = 0;
    std::optional<std::int64_t> wait_id;
    ReplyClock clock;  ///< `received_at` of an open wait stands in the wait's row only
    std::optional<Millis> snoozed_until;
    std::optional<std::int64_t> lead_id;
    std::optional<std::string> cannot_reply;  ///< why the contact cannot be written to now
    std::optional<Millis> window_opened_at;   ///< from when on the platform takes answers for a while; none: always
    std::int64_t sent_acts = 0;               ///< acts queued for the platform so far: their sequence

    // What stands beside its row, for who decides next. As conversation_by_id found it, and kept up by what ingest
    // does; whatever else changes it tells Transaction::rows.
    bool beside_read = false;              ///< otherwise the following is not known
    std::optional<StageGroup> lead_group;  ///< of its lead's stage
    bool queued = false;                   ///< waits for somebody able to take it
    struct Known {
        std::string name;
        std::optional<std::string> phone, email, language;
        bool phone_verified = false, email_verified = false;
        bool operator==(const Known&) const = default;
    } known;  ///< of its contact

    bool operator==(const Conversation&) const = default;
};

std::optional<Conversation> conversation_by_thread(Transaction& transaction, std::int64_t channel_id,
                                                   std::string_view thread);
std::optional<Conversation> conversation_by_id(db::Connection& db, std::int64_t id);
/// The same, from memory where it was written in of late.
std::optional<Conversation> recent_conversation(Transaction& transaction, std::int64_t id);
/// Of a row that begins with the columns of conversation_by_id.
Conversation read_conversation(const db::Rows& row);
/// Throws Failure not_found.
Conversation require_conversation(db::Connection& db, std::int64_t id);

/// `came_from`: whose it is when merges are undone, where that is another than its contact.
void insert_conversation(Transaction& transaction, const Conversation& conversation,
                         std::optional<std::int64_t> came_from = std::nullopt);
/// Until when the platform takes answers there; nothing: always.
std::optional<ReplyWindow> window_ends(db::Connection& db, const Conversation& conversation);
/// Of a row that has the channel's two columns from there on.
std::optional<ReplyWindow> read_window(const db::Rows& row, int column);

/// Another key by which the conversation is known; false when that leads to another one.
bool name_thread(Transaction& transaction, const Conversation& conversation, std::string_view thread);
/// It goes on under another key; the old one still leads to it. False when that one has a conversation already.
bool move_thread(Transaction& transaction, Conversation& conversation, std::string thread, std::string peer);
/// Stores the moving part and tells the inbox order.
void save_conversation(Transaction& transaction, const Conversation& conversation);

/// `conversation.updated`, for what changed without a message.
void announce_conversation(Transaction& transaction, std::int64_t conversation_id);

InboxEntry inbox_entry(const Conversation& conversation);

}  // namespace parley
