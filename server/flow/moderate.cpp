#include "server/flow/moderate.hpp"

#include "server/flow/outbound.hpp"
#include "server/flow/settle.hpp"

namespace parley {
namespace {

bool is_hidden(const Message& message) {
    return message.content.is_object() && flag_of(message.content, "hidden");
}

}  // namespace

bool is_theirs_to_read(const Conversation& c, const Message& message, const Capabilities& can) {
    return can.moderates && can.comments_in && can.comments_in(c.thread) && message.direction == Direction::inbound &&
           message.external_id;
}

void show_as_hidden(Transaction& transaction, const Message& message, bool hidden) {
    if (is_hidden(message) == hidden) return;
    Json content = message.content;
    if (hidden)
        content["hidden"] = true;
    else
        content.erase("hidden");
    change_text(transaction, message, message.text, content, message.edited_at);
    announce_message(transaction, "message.updated", {message.conversation_id, message.id});
}

void hide_comment(Transaction& transaction, MessageAddress address, const Capabilities& can, bool hidden) {
    auto& db = transaction.db();
    const auto c = require_conversation(db, address.conversation_id);
    const auto message = message_at(db, address);
    if (!message || message->kind == MessageKind::activity)
        throw Failure(Error(Errc::not_found, "there is no such message"));
    if (!is_theirs_to_read(c, *message, can))
        throw Failure(Error(Errc::conflict, "channel_cannot", "only a comment of somebody else's can be hidden"));
    if (message->deleted_at) throw Failure(Error(Errc::conflict, "deleted", "this message has been deleted"));
    if (is_hidden(*message) == hidden) return;
    // What waits to be sent is read when it leaves, so it goes out as it is then.
    const bool waits = db.query(db::q::outbox_waits, address.conversation_id, address.message_id, "hide").next();
    if (!waits) queue_for_delivery(transaction, c, address.message_id, "hide");
    show_as_hidden(transaction, *message, hidden);
}

void remove_comment(Transaction& transaction, const Conversation& c, const Message& message) {
    if (message.deleted_at) throw Failure(Error(Errc::conflict, "deleted", "this message has been deleted"));
    const MessageAddress address{c.id, message.id};
    queue_for_delivery(transaction, c, message.id, "remove");
    change_message(transaction, db::q::message_set_deleted, address, transaction.now());
    announce_message(transaction, "message.updated", address);
}

void undo_hiding(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const auto message = message_at(transaction.db(), {head.conversation_id, head.message_id});
    // A later decision speaks for itself.
    if (!message || message->deleted_at || has_later(transaction.db(), head)) return;
    const bool wanted = is_hidden(*message);
    show_as_hidden(transaction, *message, !wanted);
    insert_activity(transaction, head.conversation_id,
                    {{"activity", "hide_failed"},
                     {"message_id", head.message_id},
                     {"hidden", wanted},
                     {"code", outcome.code},
                     {"detail", outcome.message}});
}

}  // namespace parley
