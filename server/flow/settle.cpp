#include "server/flow/settle.hpp"

#include "connectors/in_parts.hpp"
#include "server/domain/backoff.hpp"
#include "server/flow/amend.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/moderate.hpp"
#include "server/flow/react.hpp"

namespace parley {
namespace {

constexpr Millis kFirstBackoff = 1000, kLongestBackoff = 5 * 60'000;

/// A receipt may have said more already; only what is still being sent goes back.
void back_to_queue(Transaction& transaction, MessageAddress address, const SendOutcome& outcome) {
    const auto message = message_at(transaction.db(), address);
    if (!message || message->status != MessageStatus::sending) return;
    change_message(transaction, db::q::message_set_status, address, MessageStatus::queued, transaction.now(),
                   outcome.code, outcome.message, std::optional<std::string>());
    announce_message(transaction, "message.updated", address);
}

void bind_external_ids(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const MessageAddress address{head.conversation_id, head.message_id};
    const auto scope = channel_scope(head.channel_id);
    for (const auto& more : outcome.more_external_ids) claim_message_key(transaction, scope, more, address);
    if (outcome.external_id.empty()) return;
    claim_message_key(transaction, scope, outcome.external_id, address);
    change_message(transaction, db::q::message_set_external_id, address, outcome.external_id);
    auto message = message_at(transaction.db(), address);
    if (!message) return;
    const bool whole_at_last = message->content.is_object() && message->content.erase(kArrived) > 0;
    if (outcome.more_external_ids.empty() && !whole_at_last) return;
    // All of them are needed to take the message back.
    if (!outcome.more_external_ids.empty()) message->content["parts"] = outcome.more_external_ids;
    change_text(transaction, *message, message->text, message->content, message->edited_at);
}

/// For a person who looks which of its files are there, and for the next attempt.
void keep_arrived(Transaction& transaction, MessageAddress address, const SendOutcome& outcome) {
    if (outcome.arrived.parts == 0) return;
    auto message = message_at(transaction.db(), address);
    if (!message) return;
    if (!message->content.is_object()) message->content = Json::object();
    message->content[kArrived] = write_arrived(outcome.arrived);
    change_text(transaction, *message, message->text, message->content, message->edited_at);
}

void settle_replaced(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const MessageAddress address{head.conversation_id, head.message_id};
    transaction.db().execute(db::q::outbox_delete, head.id);
    if (outcome.kind != SendOutcome::Kind::sent) return;
    auto ids = outcome.more_external_ids;
    if (!outcome.external_id.empty()) ids.push_back(outcome.external_id);
    for (const auto& id : ids) {
        claim_message_key(transaction, channel_scope(head.channel_id), id, address);
        claim_message_key(transaction, past_scope(head.channel_id), id, address);
    }
    if (outcome.status && *outcome.status != MessageStatus::sent)
        advance_status(transaction, address, *outcome.status, transaction.now());
    for (const auto& id : ids) apply_parked(transaction, head.channel_id, id);
}

void pause_channel(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    transaction.db().execute(db::q::channel_set_state, head.channel_id, "paused", outcome.code, outcome.message);
    transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(head.channel_id) + "}");
    transaction.signal("channels");
}

/// While the answer to our send was out, a receipt said that it failed, or an echo that it arrived: trying again would
/// send what a person is told has failed, or send it twice.
bool is_decided(db::Connection& db, MessageAddress address) {
    const auto message = message_at(db, address);
    return message && (message->status == MessageStatus::failed ||
                       (message->external_id && moves_forward(MessageStatus::sending, message->status) &&
                        !moves_forward(message->status, MessageStatus::sent)));
}

}  // namespace

bool is_replaced(db::Connection& db, const OutboxHead& head) {
    return head.message_id != 0 && head.act == "send" && has_later(db, head);
}

bool has_later(db::Connection& db, const OutboxHead& head) {
    auto row = db.query(db::q::outbox_acts_of, head.conversation_id, head.message_id, head.act);
    while (row.next()) {
        if (row.integer(0) > head.id) return true;
    }
    return false;
}

void settle(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome, const Capabilities& can,
            double random01) {
    auto& db = transaction.db();
    const MessageAddress address{head.conversation_id, head.message_id};
    const Millis now = transaction.now();
    const bool has_message = head.message_id != 0 && head.act == "send";
    using Kind = SendOutcome::Kind;
    if (is_replaced(db, head)) {
        if (outcome.kind == Kind::channel_down) pause_channel(transaction, head, outcome);
        settle_replaced(transaction, head, outcome);
        return;
    }
    const bool reacts = head.act == "react";
    const bool hides = head.act == "hide";
    const bool amends = reacts || hides || head.act == "edit" || head.act == "remove";
    // An edit, a deletion or a reaction that may have arrived changes nothing when it comes again.
    const bool again = outcome.kind == Kind::retry || outcome.kind == Kind::rate_limited ||
                       (amends && outcome.kind == Kind::unconfirmed);
    if (again && has_message && is_decided(db, address)) {
        db.execute(db::q::outbox_delete, head.id);
        return;
    }
    const auto give_up = std::chrono::duration_cast<std::chrono::milliseconds>(can.give_up).count();
    if (again && now - head.created_at < give_up) {
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
        pause_channel(transaction, head, outcome);
        return;
    }
    db.execute(db::q::outbox_delete, head.id);
    if (reacts)
        settle_reaction(transaction, head, outcome);
    else if (hides && outcome.kind != Kind::sent)
        undo_hiding(transaction, head, outcome);
    else if (amends && outcome.kind != Kind::sent)
        undo_amend(transaction, head, outcome);
    if (!has_message) return;
    if (outcome.kind == Kind::sent) {
        bind_external_ids(transaction, head, outcome);
        advance_status(transaction, address, outcome.status.value_or(MessageStatus::sent), now);
        // Receipts and edits may have been quicker than the answer to our send.
        if (!outcome.external_id.empty()) apply_parked(transaction, head.channel_id, outcome.external_id);
        for (const auto& more : outcome.more_external_ids) apply_parked(transaction, head.channel_id, more);
    } else if (outcome.kind == Kind::unconfirmed) {
        keep_arrived(transaction, address, outcome);
        advance_status(transaction, address, MessageStatus::unconfirmed, now, outcome.code, outcome.message);
    } else {
        keep_arrived(transaction, address, outcome);
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
