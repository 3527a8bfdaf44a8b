#include "server/store/messages.hpp"

#include "server/base/text.hpp"
#include "server/store/at_hand.hpp"

namespace parley {
std::string channel_scope(std::int64_t channel_id) {
    return std::to_string(channel_id);
}
std::string client_scope(std::int64_t conversation_id) {
    return "c:" + std::to_string(conversation_id);
}
std::string past_scope(std::int64_t channel_id) {
    return "past:" + channel_scope(channel_id);
}

bool claim_message_key(Transaction& transaction, std::string_view scope, std::string_view external_id,
                       MessageAddress address) {
    return transaction.keys().claim(scope, external_id, {address.conversation_id, address.message_id});
}

std::optional<MessageAddress> message_by_key(Transaction& transaction, std::string_view scope,
                                             std::string_view external_id) {
    const auto found = transaction.keys().find(scope, external_id);
    if (!found) return std::nullopt;
    return MessageAddress{found->id, found->message_id};
}

void insert_message(Transaction& transaction, Message m) {
    std::optional<std::string> content;
    if (!m.content.is_null()) content = dump(m.content);
    transaction.db().execute(db::q::message_insert, m.conversation_id, m.id, m.direction, m.author_type, m.author_id,
                             m.kind, m.note, m.status, m.sent_at, m.received_at, m.external_id, m.client_id, m.reply_to,
                             m.text, content, m.raw_update_id, m.status_at);
    transaction.at_hand().keep(std::move(m));
}

void forget_message(Transaction& transaction, MessageAddress address) {
    transaction.at_hand().forget(address);
}

void change_text(Transaction& transaction, const Message& message, std::string_view text, const Json& content,
                 std::optional<Millis> edited_at) {
    std::optional<std::string> kept;
    if (!content.is_null() && !content.empty()) kept = dump(content);
    change_message(transaction, db::q::message_set_text, {message.conversation_id, message.id}, text, kept, edited_at);
}

Message read_message(const db::Rows& row) {
    Message m;
    m.id = row.integer(0);
    m.conversation_id = row.integer(1);
    m.direction = static_cast<Direction>(row.integer(2));
    m.author_type = static_cast<AuthorType>(row.integer(3));
    m.author_id = row.maybe_integer(4);
    m.kind = static_cast<MessageKind>(row.integer(5));
    m.note = row.integer(6) != 0;
    m.status = static_cast<MessageStatus>(row.integer(7));
    m.sent_at = row.integer(8);
    m.received_at = row.integer(9);
    m.external_id = row.maybe_text(10);
    m.client_id = row.maybe_text(11);
    m.reply_to = row.maybe_integer(12);
    m.text = row.text(13);
    if (!row.null(14)) m.content = stored_json(row.view(14));
    m.status_at = row.maybe_integer(15);
    m.error_code = row.text(16);
    m.error_message = row.text(17);
    m.edited_at = row.maybe_integer(18);
    m.deleted_at = row.maybe_integer(19);
    if (!row.null(20)) m.reactions = stored_json(row.view(20));
    return m;
}

std::optional<Message> message_at(db::Connection& db, MessageAddress address) {
    auto rows = db.query(db::q::message_get, address.conversation_id, address.message_id);
    if (!rows.next()) return std::nullopt;
    return read_message(rows);
}

bool advance_status(Transaction& transaction, MessageAddress address, MessageStatus to, Millis at,
                    std::string_view code, std::string_view text, const std::optional<std::string>& external_id) {
    const auto message = message_at(transaction.db(), address);
    if (!message || !moves_forward(message->status, to)) return false;
    change_message(transaction, db::q::message_set_status, address, to, at, text_or_none(code), text_or_none(text),
                   external_id);
    announce_message(transaction, "message.updated", address);
    return true;
}

void announce_message(Transaction& transaction, std::string_view type, MessageAddress address) {
    transaction.emit(type, address.conversation_id, "{\"message_id\":" + std::to_string(address.message_id) + "}");
}

std::int64_t insert_activity(Transaction& transaction, std::int64_t conversation_id, Json content) {
    Message line;
    line.id = transaction.next_id();
    line.conversation_id = conversation_id;
    line.direction = Direction::outbound;
    line.author_type = AuthorType::system;
    line.kind = MessageKind::activity;
    line.note = true;
    line.sent_at = line.received_at = transaction.now();
    line.content = std::move(content);
    const auto id = line.id;
    insert_message(transaction, std::move(line));
    announce_message(transaction, "message.created", {conversation_id, id});
    return id;
}

}  // namespace parley
