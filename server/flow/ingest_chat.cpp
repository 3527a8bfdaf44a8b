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

UpdateOutcome ingest_move(IngestContext& context, const ThreadMoved& moved) {
    auto& transaction = context.transaction;
    auto c = conversation_by_thread(transaction, context.channel.id, moved.from);
    if (!c) return ignored("nobody wrote in this chat yet");
    // Found by another of its keys: it goes on under its own, and gets one more.
    const bool own_key = c->thread == moved.from;
    const bool there = own_key ? move_thread(transaction, *c, moved.to, moved.person.external_id)
                               : name_thread(transaction, *c, moved.to);
    if (!there) return ignored("the conversation is there already");
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
