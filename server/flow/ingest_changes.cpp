#include "server/flow/amend.hpp"
#include "server/flow/media.hpp"
#include "server/flow/moderate.hpp"
#include "server/flow/parked.hpp"
#include "server/store/reactions.hpp"

namespace parley {
namespace {

UpdateOutcome at_message(db::Connection& db, MessageAddress address) {
    UpdateOutcome outcome;
    outcome.conversation_id = address.conversation_id;
    outcome.message_id = address.message_id;
    if (const auto c = conversation_by_id(db, address.conversation_id)) outcome.contact_id = c->contact_id;
    return outcome;
}

std::optional<MessageAddress> address_of(IngestContext& context, const std::string& external_id) {
    return message_of_platform(context, external_id);
}

void edit_at(IngestContext& context, MessageAddress address, const MessageEdited& edit) {
    const auto message = message_at(context.transaction.db(), address);
    if (!message || message->deleted_at) return;
    if (edit.hidden) return show_as_hidden(context.transaction, *message, *edit.hidden);
    if (message->edited_at.value_or(0) > edit.edited_at) return;
    auto& db = context.transaction.db();
    const bool words = tells_words(db, *message, edit);
    const auto text = words ? edit.text.value_or(message->text) : message->text;
    auto content = !words || edit.content.is_null() ? message->content : edit.content;
    // What no edit tells again.
    for (const auto* name : {"before", "author_name", "parts", "caption_of"}) {
        if (const Json* kept = find(message->content, name)) content[name] = *kept;
    }
    if (content.is_object() && content.empty()) content = nullptr;
    const auto swap = swap_media(context, address, edit);
    // A link preview, a keyboard: nothing to show.
    if (text == message->text && content == message->content && !swap.any) return;
    if (text != message->text || swap.any) keep_words(content, *message, edit.edited_at, swap.gone);
    const bool first = swap.gone.empty() || swap.gone.front().position == 0;
    if (swap.any && first) change_message(context.transaction, db::q::message_set_kind, address, edit.kind);
    std::optional<std::string> kept;
    if (!content.is_null()) kept = dump(content);
    change_message(context.transaction, db::q::message_set_text, address, text, kept, edit.edited_at);
    announce_message(context.transaction, "message.updated", address);
}

void delete_at(IngestContext& context, MessageAddress address, const MessageDeleted& deletion) {
    const auto message = message_at(context.transaction.db(), address);
    if (!message || message->deleted_at) return;
    change_message(context.transaction, db::q::message_set_deleted, address, deletion.deleted_at);
    announce_message(context.transaction, "message.updated", address);
}

/// It is no message: no wait begins or ends with it, and nothing becomes unread.
void react_at(IngestContext& context, MessageAddress address, Reactions::Theirs seen) {
    const auto message = message_at(context.transaction.db(), address);
    if (!message || message->deleted_at) return;
    auto reactions = read_reactions(message->reactions);
    if (reactions.take(std::move(seen))) save_reactions(context.transaction, address, reactions);
}

/// All our messages up to the mark.
void advance_up_to(IngestContext& context, const Receipt& receipt, MessageAddress mark) {
    auto& db = context.transaction.db();
    std::vector<std::int64_t> ids;
    if (mark.message_id != 0) {
        for (auto row = db.query(db::q::messages_outbound_up_to, mark.conversation_id, mark.message_id); row.next();)
            ids.push_back(row.integer(0));
    } else if (receipt.before) {
        for (auto row = db.query(db::q::messages_outbound_before, mark.conversation_id, *receipt.before); row.next();)
            ids.push_back(row.integer(0));
    }
    for (const auto id : ids)
        advance_status(context.transaction, {mark.conversation_id, id}, receipt.status, receipt.at);
}

/// Sent again by hand while the attempt before was still under way: the new one waits for its answer and has not begun.
bool is_to_begin(db::Connection& db, MessageAddress address) {
    int rows = 0;
    for (auto row = db.query(db::q::outbox_acts_of, address.conversation_id, address.message_id, "send"); row.next();)
        ++rows;
    return rows > 1;
}

/// A failure that a platform reports late, after a person had the message sent again, is about the attempt before.
bool is_of_an_attempt_before(IngestContext& context, const Receipt& receipt, MessageAddress mark) {
    if (receipt.status != MessageStatus::failed || mark.message_id == 0) return false;
    auto& db = context.transaction.db();
    const auto scope = past_scope(context.channel.id);
    if (!message_by_key(context.transaction, scope, "own:" + std::to_string(mark.message_id))) return false;
    const auto message = message_at(db, mark);
    if (!message) return false;
    if (receipt.external_id && receipt.external_id != message->external_id &&
        message_by_key(context.transaction, scope, *receipt.external_id))
        return true;
    return receipt.at < message->status_at.value_or(0) || is_to_begin(db, mark);
}

void apply_receipt(IngestContext& context, const Receipt& receipt, MessageAddress mark) {
    if (is_of_an_attempt_before(context, receipt, mark)) return;
    if (receipt.up_to) {
        advance_up_to(context, receipt, mark);
        return;
    }
    const bool moved = advance_status(context.transaction, mark, receipt.status, receipt.at, receipt.error_code,
                                      receipt.error_message, receipt.new_external_id);
    // What failed is not sent once more by itself: a person decides.
    if (moved && receipt.status == MessageStatus::failed)
        context.transaction.db().execute(db::q::outbox_drop_waiting, mark.conversation_id, mark.message_id);
}

Json parked_receipt(const Receipt& r) {
    return {{"act", "receipt"},     {"status", static_cast<std::int64_t>(r.status)},
            {"at", r.at},           {"up_to", r.up_to},
            {"code", r.error_code}, {"text", r.error_message}};
}

}  // namespace

UpdateOutcome ingest_edit(IngestContext& context, const MessageEdited& edit) {
    const auto address = address_of(context, edit.external_id);
    if (!address) {
        Json body{{"act", "edit"}, {"at", edit.edited_at}, {"content", edit.content}};
        write_files(body, edit.kind, edit.media);
        if (edit.hidden) body["hidden"] = *edit.hidden;
        if (edit.text) body["text"] = *edit.text;
        return park_change(context, edit.external_id, body);
    }
    edit_at(context, *address, edit);
    return at_message(context.transaction.db(), *address);
}

UpdateOutcome ingest_deletion(IngestContext& context, const MessageDeleted& deletion) {
    const auto address = address_of(context, deletion.external_id);
    if (!address) return park_change(context, deletion.external_id, {{"act", "delete"}, {"at", deletion.deleted_at}});
    delete_at(context, *address, deletion);
    return at_message(context.transaction.db(), *address);
}

void open_window(const IngestContext& context, Conversation& c, Millis at) {
    // A clock before ours does not open it for longer, nor does what is told late shorten it.
    if (at <= 0 || at > context.received_at) at = context.received_at;
    c.window_opened_at = std::max(c.window_opened_at.value_or(0), at);
    if (c.cannot_reply == "window_closed") c.cannot_reply.reset();
}

void open_window(IngestContext& context, const std::string& thread, Millis at) {
    auto c = conversation_by_thread(context.transaction, context.channel.id, thread);
    if (!c) return;
    open_window(context, *c, at);
    save_conversation(context.transaction, *c);
    announce_conversation(context.transaction, c->id);
}

UpdateOutcome ingest_reaction(IngestContext& context, const ReactionSeen& seen) {
    const auto& who = seen.person;
    const auto name = who.name.value_or(who.username.value_or(""));
    const auto address = address_of(context, seen.external_id);
    if (seen.opens_window) open_window(context, seen.thread, seen.at);
    if (!address) {
        return park_change(
            context, seen.external_id,
            {{"act", "reaction"}, {"at", seen.at}, {"who", who.external_id}, {"name", name}, {"emoji", seen.emoji}});
    }
    react_at(context, *address, {who.external_id, name, seen.emoji, seen.at});
    return at_message(context.transaction.db(), *address);
}

UpdateOutcome ingest_receipt(IngestContext& context, const Receipt& receipt) {
    auto& db = context.transaction.db();
    MessageAddress mark;
    if (receipt.thread) {
        const auto c = conversation_by_thread(context.transaction, context.channel.id, *receipt.thread);
        if (c) mark.conversation_id = c->id;
    }
    if (receipt.message_id) {
        // Our own id, handed back: the key "o:<id>" says where it stands, and that it is this channel's.
        const auto own = message_by_key(context.transaction, "o:" + channel_scope(context.channel.id),
                                        std::to_string(*receipt.message_id));
        if (own) mark = *own;
    } else if (receipt.external_id) {
        const auto found = address_of(context, *receipt.external_id);
        if (!found) return park_change(context, *receipt.external_id, parked_receipt(receipt));
        mark = *found;
    }
    if (mark.conversation_id == 0) {
        UpdateOutcome outcome;
        outcome.status = UpdateOutcome::Status::ignored;
        outcome.code = "unknown_message";
        outcome.detail = "no such message of this channel";
        return outcome;
    }
    if (receipt.new_external_id && mark.message_id != 0) {
        claim_message_key(context.transaction, channel_scope(context.channel.id), *receipt.new_external_id, mark);
    }
    apply_receipt(context, receipt, mark);
    if (receipt.new_external_id) apply_parked(context.transaction, context.channel.id, *receipt.new_external_id);
    auto outcome = at_message(db, mark);
    if (mark.message_id == 0) outcome.message_id.reset();
    return outcome;
}

void apply_parked(Transaction& transaction, std::int64_t channel_id, std::string_view external_id) {
    if (!anything_parked(transaction)) return;
    const IngestChannel channel{channel_id, {}, {}, {}};
    IngestContext context{transaction, channel, 0, transaction.now()};
    auto& db = transaction.db();
    std::vector<std::string> bodies;
    for (auto row = db.query(db::q::parked_get, context.channel.id, external_id); row.next();)
        bodies.push_back(row.text(1));
    if (bodies.empty()) return;
    db.execute(db::q::parked_delete, context.channel.id, external_id);
    const auto address = address_of(context, std::string(external_id));
    if (!address) return;
    for (const auto& text : bodies) {
        const auto body = stored_json(text);
        const auto act = text_or(body, "act");
        const auto at = integer_of(body, "at").value_or(0);
        if (act == "edit") {
            MessageEdited edit;
            edit.edited_at = at;
            edit.text = text_of(body, "text");
            if (const Json* content = find(body, "content")) edit.content = *content;
            edit.external_id = std::string(external_id);
            read_files(body, edit.kind, edit.media);
            if (find(body, "hidden")) edit.hidden = flag_of(body, "hidden");
            edit_at(context, *address, edit);
        } else if (act == "delete") {
            delete_at(context, *address, {{}, {}, at});
        } else if (act == "reaction") {
            react_at(context, *address, {text_or(body, "who"), text_or(body, "name"), texts_of(body, "emoji"), at});
        } else if (act == "receipt") {
            Receipt receipt;
            receipt.external_id = std::string(external_id);
            receipt.status = static_cast<MessageStatus>(integer_of(body, "status").value_or(3));
            receipt.at = at;
            receipt.up_to = flag_of(body, "up_to");
            receipt.error_code = text_or(body, "code");
            receipt.error_message = text_or(body, "text");
            apply_receipt(context, receipt, *address);
        } else if (act == "quote") {
            quote_parked(transaction, *address, body);
        } else if (act == "message") {
            store_parked_message(transaction, channel, body);
        }
    }
}

}  // namespace parley
