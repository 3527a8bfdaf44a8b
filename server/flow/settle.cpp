#include "server/flow/settle.hpp"

#include "server/domain/backoff.hpp"
#include "server/flow/ingest.hpp"

namespace parley {
namespace {

constexpr Millis kFirstBackoff = 1000, kLongestBackoff = 5 * 60'000;

/// A receipt may have said more already; only what is still being sent goes back.
void back_to_queue(Transaction& transaction, MessageAddress address, const SendOutcome& outcome) {
    const auto message = message_at(transaction.db(), address);
    if (!message || message->status != MessageStatus::sending) return;
    transaction.db().execute(db::q::message_set_status, address.conversation_id, address.message_id,
                             MessageStatus::queued, transaction.now(), outcome.code, outcome.message,
                             std::optional<std::string>());
    announce_message(transaction, "message.updated", address);
}

void bind_external_ids(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const MessageAddress address{head.conversation_id, head.message_id};
    const auto scope = channel_scope(head.channel_id);
    for (const auto& more : outcome.more_external_ids) claim_message_key(transaction, scope, more, address);
    if (outcome.external_id.empty()) return;
    claim_message_key(transaction, scope, outcome.external_id, address);
    transaction.db().execute(db::q::message_set_external_id, address.conversation_id, address.message_id,
                             outcome.external_id);
}

}  // namespace

void settle(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome, const Capabilities& can,
            double random01) {
    auto& db = transaction.db();
    const MessageAddress address{head.conversation_id, head.message_id};
    const Millis now = transaction.now();
    const bool has_message = head.message_id != 0 && head.act == "send";
    using Kind = SendOutcome::Kind;
    const auto give_up = std::chrono::duration_cast<std::chrono::milliseconds>(can.give_up).count();
    if ((outcome.kind == Kind::retry || outcome.kind == Kind::rate_limited) && now - head.created_at < give_up) {
        const Millis told = outcome.wait.count();
        const Millis wait = outcome.kind == Kind::rate_limited && told > 0 ? told
                            : told > 0                                     ? backoff(1, told, told, random01)
                                       : backoff(head.attempt + 1, kFirstBackoff, kLongestBackoff, random01);
        db.execute(db::q::outbox_later, head.id, now + wait);
        if (has_message) back_to_queue(transaction, address, outcome);
        return;
    }
    if (outcome.kind == Kind::channel_down) {
        db.execute(db::q::outbox_later, head.id, now);
        if (has_message) back_to_queue(transaction, address, outcome);
        db.execute(db::q::channel_set_state, head.channel_id, "paused", outcome.message);
        transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(head.channel_id) + "}");
        transaction.signal("channels");
        return;
    }
    db.execute(db::q::outbox_delete, head.id);
    if (!has_message) return;
    if (outcome.kind == Kind::sent) {
        bind_external_ids(transaction, head, outcome);
        advance_status(transaction, address, outcome.status.value_or(MessageStatus::sent), now);
        // Receipts and edits may have been quicker than the answer to our send.
        if (!outcome.external_id.empty()) apply_parked(transaction, head.channel_id, outcome.external_id);
        for (const auto& more : outcome.more_external_ids) apply_parked(transaction, head.channel_id, more);
    } else if (outcome.kind == Kind::unconfirmed) {
        advance_status(transaction, address, MessageStatus::unconfirmed, now, outcome.code, outcome.message);
    } else {
        const bool expired = outcome.kind != Kind::failed;
        advance_status(transaction, address, MessageStatus::failed, now, expired ? "delivery_expired" : outcome.code,
                       expired ? "not delivered within a day: " + outcome.message : outcome.message);
    }
    if (!outcome.unreachable) return;
    if (auto c = conversation_by_id(db, head.conversation_id)) {
        c->cannot_reply = outcome.code;
        save_conversation(transaction, *c);
        announce_conversation(transaction, c->id);
    }
}

}  // namespace parley
