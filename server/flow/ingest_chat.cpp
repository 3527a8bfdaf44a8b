#include "server/flow/assign.hpp"
#include "server/flow/ingest.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/people.hpp"

namespace parley {

UpdateOutcome ingest_chat(IngestContext& context, const ChatChanged& change) {
    auto& transaction = context.transaction;
    const auto c = conversation_by_thread(transaction, context.channel.id, change.thread);
    if (!c) return ignored("nobody wrote in this chat yet");
    const auto scope = channel_scope(context.channel.id);
    UpdateOutcome outcome;
    outcome.conversation_id = c->id;
    if (message_by_key(transaction, scope, change.external_id)) {
        outcome.status = UpdateOutcome::Status::duplicate;
        return outcome;
    }
    Json line{{"activity", "chat"}, {"what", change.what}, {"names", change.names}, {"text", change.text}};
    if (!change.by.empty()) line["by"] = {{"name", change.by}};
    const auto id = insert_activity(transaction, c->id, std::move(line));
    claim_message_key(transaction, scope, change.external_id, {c->id, id});
    outcome.message_id = id;
    return outcome;
}

namespace {

/// The id of the chat alone.
std::string_view peer_of(std::string_view thread) {
    return thread.substr(thread.rfind(':') + 1);
}

/// Both were written in before anybody told that they are one: the old one takes no answer, and whoever had it has the
/// new one.
UpdateOutcome goes_on_elsewhere(Transaction& transaction, Conversation& old, Conversation& next) {
    old.cannot_reply = "chat_moved";
    save_conversation(transaction, old);
    announce_conversation(transaction, old.id);
    if (old.assignee_id && !next.assignee_id) assign_to(transaction, next, *old.assignee_id, "manual", std::nullopt);
    save_conversation(transaction, next);
    announce_conversation(transaction, next.id);
    UpdateOutcome outcome;
    outcome.conversation_id = next.id;
    outcome.contact_id = next.contact_id;
    return outcome;
}

}  // namespace

UpdateOutcome ingest_move(IngestContext& context, const ThreadMoved& moved) {
    auto& transaction = context.transaction;
    auto c = conversation_by_thread(transaction, context.channel.id, moved.from);
    auto there = conversation_by_thread(transaction, context.channel.id, moved.to);
    if (!c) {
        // What is still on its way from the old chat belongs to what is there already.
        if (!there) return ignored("nobody wrote in this chat yet");
        name_thread(transaction, *there, moved.from);
        add_identity(transaction, there->contact_id, context.channel.realm, peer_of(moved.from), std::nullopt);
        UpdateOutcome joined;
        joined.conversation_id = there->id;
        return joined;
    }
    if (there && there->id != c->id) return goes_on_elsewhere(transaction, *c, *there);
    if (there) return ignored("the conversation is there already");
    // Found by another of its keys: it goes on under its own, and gets one more.
    const bool named = c->thread == moved.from ? move_thread(transaction, *c, moved.to, moved.person.external_id)
                                               : name_thread(transaction, *c, moved.to);
    if (!named) return ignored("the conversation is there already");
    add_identity(transaction, c->contact_id, context.channel.realm, moved.person.external_id, std::nullopt);
    find_contact(context, moved.person);  // what is known of him from now on
    c->cannot_reply.reset();
    save_conversation(transaction, *c);
    announce_conversation(transaction, c->id);
    UpdateOutcome outcome;
    outcome.conversation_id = c->id;
    outcome.contact_id = c->contact_id;
    return outcome;
}

}  // namespace parley
