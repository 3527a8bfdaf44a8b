#include "server/flow/ingest.hpp"

namespace parley {
namespace {

struct Dispatch {
    IngestContext& context;
    std::size_t item;

    UpdateOutcome operator()(const MessageReceived& body) const { return ingest_message(context, body); }
    UpdateOutcome operator()(const MessageEdited& body) const { return ingest_edit(context, body); }
    UpdateOutcome operator()(const MessageDeleted& body) const { return ingest_deletion(context, body); }
    UpdateOutcome operator()(const ReactionSeen& body) const { return ingest_reaction(context, body); }
    UpdateOutcome operator()(const Receipt& body) const { return ingest_receipt(context, body); }
    UpdateOutcome operator()(const ReferralSeen& body) const { return ingest_referral(context, body); }
    UpdateOutcome operator()(const ContactChanged& body) const { return ingest_contact(context, body); }
    UpdateOutcome operator()(const ChatChanged& body) const { return ingest_chat(context, body); }
    UpdateOutcome operator()(const ThreadMoved& body) const { return ingest_move(context, body); }
    UpdateOutcome operator()(const AccountChanged& body) const { return ingest_account(context, body); }
    UpdateOutcome operator()(const TypingSeen& body) const {
        // Never stored: it goes to whoever looks at the thread now.
        if (const auto conversation = conversation_by_thread(context.transaction, context.channel.id, body.thread)) {
            context.transaction.signal("typing:" + std::to_string(conversation->id) + (body.on ? ":on" : ":off"));
        }
        return {};
    }
    UpdateOutcome operator()(const ChannelTrouble& body) const {
        context.transaction.db().execute(db::q::channel_set_state, context.channel.id, body.state, body.code,
                                         body.detail);
        context.transaction.emit("channel.updated", std::nullopt,
                                 "{\"channel_id\":" + std::to_string(context.channel.id) + "}");
        return {};
    }
    UpdateOutcome operator()(const TemplatesChanged&) const {
        context.transaction.db().execute(db::q::job_insert, context.transaction.next_id(), "templates",
                                         context.channel.id, context.transaction.now(), context.transaction.now());
        context.transaction.signal("jobs");
        return {};
    }
    UpdateOutcome operator()(const LookUp& body) const { return ingest_look_up(context, body); }
    UpdateOutcome operator()(const Ignored& body) const {
        auto outcome = ignored(body.why);
        outcome.code = "unknown_type";
        return outcome;
    }
    UpdateOutcome operator()(const NotUnderstood& body) const {
        if (body.quarantine) {
            context.transaction.db().execute(db::q::quarantine_insert, context.raw_update_id, context.channel.id,
                                             context.transaction.now(), item, body.code + ": " + body.detail);
            context.transaction.signal("quarantine");
        }
        UpdateOutcome outcome;
        outcome.status = UpdateOutcome::Status::rejected;
        outcome.code = body.code;
        outcome.detail = body.detail;
        outcome.pointer = body.pointer;
        return outcome;
    }
};

/// Keyed by the sender's own id of the update, beside the message's: remembers which message the first one made. That
/// of a message is known lately only, since the message's own id is kept for ever.
std::string update_scope(std::int64_t channel_id) {
    return "u:" + channel_scope(channel_id);
}
std::string message_update_scope(std::int64_t channel_id) {
    return ExternalKeys::kLately + update_scope(channel_id);
}

constexpr Millis kRequestKeyAge = 24LL * 3600 * 1000;

/// Of the keys that senders gave their requests; each leads to the last raw update that had it.
std::string request_scope(std::int64_t channel_id) {
    return "r:" + channel_scope(channel_id);
}

std::optional<UpdateOutcome> known_update(IngestContext& context, const Update& update) {
    if (!update.update_id) return std::nullopt;
    auto first = message_by_key(context.transaction, message_update_scope(context.channel.id), *update.update_id);
    if (!first && !std::holds_alternative<MessageReceived>(update.body))
        first = message_by_key(context.transaction, update_scope(context.channel.id), *update.update_id);
    if (!first) return std::nullopt;
    UpdateOutcome outcome;
    outcome.status = UpdateOutcome::Status::duplicate;
    if (first->message_id != 0) outcome.message_id = first->message_id;
    if (first->conversation_id != 0) {
        outcome.conversation_id = first->conversation_id;
        if (const auto c = conversation_by_id(context.transaction.db(), first->conversation_id))
            outcome.contact_id = c->contact_id;
    }
    return outcome;
}

UpdateOutcome ingest_one(IngestContext& context, const Update& update, std::size_t item) {
    context.made.reset();  // the next update of the same delivery may be of somebody else
    if (auto known = known_update(context, update)) return std::move(*known);
    auto outcome = std::visit(Dispatch{context, item}, update.body);
    if (update.update_id && outcome.status == UpdateOutcome::Status::accepted) {
        const MessageAddress made{outcome.conversation_id.value_or(0), outcome.message_id.value_or(0)};
        claim_message_key(context.transaction, message_update_scope(context.channel.id), *update.update_id, made);
        if (!std::holds_alternative<MessageReceived>(update.body))
            claim_message_key(context.transaction, update_scope(context.channel.id), *update.update_id, made);
    }
    return outcome;
}

}  // namespace

UpdateOutcome ignored(std::string why) {
    UpdateOutcome outcome;
    outcome.status = UpdateOutcome::Status::ignored;
    outcome.detail = std::move(why);
    return outcome;
}

void keep_raw_update(Transaction& transaction, std::int64_t id, const IngestChannel& channel, Millis received_at,
                     std::string_view raw, const AnsweredRequest* request) {
    const auto none = db::Argument(nullptr);
    if (!request) {
        transaction.db().execute(db::q::raw_update_insert, id, channel.id, received_at, db::Blob{raw}, none, none,
                                 none);
        return;
    }
    transaction.db().execute(db::q::raw_update_insert, id, channel.id, received_at, db::Blob{raw}, request->key,
                             request->status, request->answer);
    transaction.keys().put(request_scope(channel.id), request->key, {id, 0});
}

std::optional<AnsweredRequest> answered_before(Transaction& transaction, std::int64_t channel_id,
                                               const std::string& key, std::string_view body) {
    const auto kept = transaction.keys().find(request_scope(channel_id), key);
    if (!kept) return std::nullopt;
    auto row = transaction.db().query(db::q::raw_update_answered, kept->id);
    if (!row.next() || row.integer(0) < transaction.now() - kRequestKeyAge) return std::nullopt;
    if (row.blob(1) != body)
        throw Failure(Error(Errc::conflict, "idempotency_conflict", "webhook-id was used with a different body"));
    return AnsweredRequest{key, static_cast<int>(row.integer(2)), row.text(3)};
}

std::vector<UpdateOutcome> ingest(Transaction& transaction, const IngestChannel& channel, std::string_view raw,
                                  Millis received_at, const std::vector<Update>& updates) {
    const auto raw_update_id = transaction.next_id();
    keep_raw_update(transaction, raw_update_id, channel, received_at, raw);
    return ingest_again(transaction, channel, raw_update_id, received_at, updates);
}

std::vector<UpdateOutcome> ingest_again(Transaction& transaction, const IngestChannel& channel,
                                        std::int64_t raw_update_id, Millis received_at,
                                        const std::vector<Update>& updates) {
    IngestContext context{transaction, channel, raw_update_id, received_at};
    std::vector<UpdateOutcome> outcomes;
    outcomes.reserve(updates.size());
    for (std::size_t i = 0; i < updates.size(); ++i) outcomes.push_back(ingest_one(context, updates[i], i));
    return outcomes;
}

}  // namespace parley
