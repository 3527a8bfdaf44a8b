#include "server/flow/react.hpp"

#include "server/flow/outbound.hpp"
#include "server/flow/settle.hpp"
#include "server/store/reactions.hpp"

#include <algorithm>

namespace parley {
namespace {

Message reactable(db::Connection& db, const Conversation& c, std::int64_t message_id, const Capabilities& can) {
    auto message = message_at(db, {c.id, message_id});
    if (!message || message->kind == MessageKind::activity)
        throw Failure(Error(Errc::not_found, "there is no such message"));
    if (can.reactions.empty() || (can.reacts_in && !can.reacts_in(c.thread)))
        throw Failure(Error(Errc::conflict, "channel_cannot", "reactions cannot be sent on this channel"));
    if (message->deleted_at) throw Failure(Error(Errc::conflict, "deleted", "this message has been deleted"));
    if (message->note || (message->direction == Direction::outbound && !has_arrived(message->status)))
        throw Failure(Error(Errc::conflict, "not_there", "the customer does not have this message"));
    return *std::move(message);
}

}  // namespace

void set_reaction(Transaction& transaction, MessageAddress address, std::int64_t user_id, const Capabilities& can,
                  std::string_view emoji) {
    auto& db = transaction.db();
    const auto c = require_conversation(db, address.conversation_id);
    const auto message = reactable(db, c, address.message_id, can);
    if (!emoji.empty() && std::find(can.reactions.begin(), can.reactions.end(), emoji) == can.reactions.end())
        throw Failure(Error::field("emoji", "is none of those that this channel takes"));
    auto reactions = read_reactions(message.reactions);
    if (reactions.shown() == emoji) return;
    reactions.asked = Reactions::Ours{std::string(emoji), user_id, transaction.now()};
    // What waits to be sent is read when it leaves, so it goes out with this one.
    const bool waits = db.query(db::q::outbox_waits, address.conversation_id, address.message_id, "react").next();
    if (!waits) queue_for_delivery(transaction, c, address.message_id, "react");
    save_reactions(transaction, address, reactions);
}

void settle_reaction(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const MessageAddress address{head.conversation_id, head.message_id};
    const auto message = message_at(transaction.db(), address);
    if (!message) return;
    auto reactions = read_reactions(message->reactions);
    const bool sent = outcome.kind == SendOutcome::Kind::sent;
    const bool last = !has_later(transaction.db(), head);
    const auto asked = reactions.asked;
    if (sent) {
        const auto by = asked.value_or(reactions.ours.value_or(Reactions::Ours{}));
        reactions.ours = {head.reaction, by.user_id, by.at};
        if (head.reaction.empty()) reactions.ours.reset();
    }
    if (last) reactions.asked.reset();
    save_reactions(transaction, address, reactions);
    if (sent || !last || !asked || message->deleted_at) return;
    insert_activity(transaction, head.conversation_id,
                    {{"activity", "reaction_failed"},
                     {"message_id", head.message_id},
                     {"emoji", asked->emoji},
                     {"code", outcome.code},
                     {"detail", outcome.message}});
}

}  // namespace parley
