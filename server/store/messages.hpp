#pragma once

#include "server/base/json.hpp"
#include "server/domain/status.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parley {

/// A row of `message`. `content` by kind as in docs/api-shapes.md, null when there is none.
struct Message {
    std::int64_t id = 0, conversation_id = 0;
    Direction direction = Direction::inbound;
    AuthorType author_type = AuthorType::contact;
    std::optional<std::int64_t> author_id;
    MessageKind kind = MessageKind::text;
    bool note = false;
    MessageStatus status = MessageStatus::sent;
    Millis sent_at = 0, received_at = 0;
    std::optional<std::string> external_id, client_id;
    std::optional<std::int64_t> reply_to;
    std::string text;
    Json content;
    std::optional<std::int64_t> raw_update_id;
    std::optional<Millis> status_at;
    std::string error_code, error_message;
    std::optional<Millis> edited_at, deleted_at;
    bool surely_no_files = false;  ///< of one just written; not kept
    Json reactions;                ///< as store/reactions.hpp reads it, null when there are none
};

/// Where a message stands: messages are clustered by conversation, so both ids are its address.
struct MessageAddress {
    std::int64_t conversation_id = 0, message_id = 0;
};

std::string channel_scope(std::int64_t channel_id);      ///< of an external key, for platforms' ids
std::string client_scope(std::int64_t conversation_id);  ///< for browsers' client ids
/// For what belongs to an attempt that is over because a person had the message sent again: the platform's id that it
/// got then, and our own id.
std::string past_scope(std::int64_t channel_id);

/// False when the key is known already: a repeat.
bool claim_message_key(Transaction& transaction, std::string_view scope, std::string_view external_id,
                       MessageAddress address);
std::optional<MessageAddress> message_by_key(Transaction& transaction, std::string_view scope,
                                             std::string_view external_id);

void insert_message(Transaction& transaction, Message message);
/// What is at hand of it is no longer true.
void forget_message(Transaction& transaction, MessageAddress address);
/// Runs a query that changes a message (its first two values: the address). Every change goes this way.
template <class... Values>
void change_message(Transaction& transaction, db::Query query, MessageAddress address, const Values&... values) {
    forget_message(transaction, address);
    transaction.db().execute(query, address.conversation_id, address.message_id, values...);
}
/// Other words, or other content: what is null or empty is none.
void change_text(Transaction& transaction, const Message& message, std::string_view text, const Json& content,
                 std::optional<Millis> edited_at);
std::optional<Message> message_at(db::Connection& db, MessageAddress address);
Message read_message(const db::Rows& row);

/// Moves the state forward (never back); false when it stays. Emits `message.updated`.
bool advance_status(Transaction& transaction, MessageAddress address, MessageStatus to, Millis at,
                    std::string_view code = {}, std::string_view text = {},
                    const std::optional<std::string>& external_id = std::nullopt);

void announce_message(Transaction& transaction, std::string_view type, MessageAddress address);

/// A line of the thread that is no message: assigned, closed, started via ... Returns its id.
std::int64_t insert_activity(Transaction& transaction, std::int64_t conversation_id, Json content);

}  // namespace parley
