#include "server/base/text.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/media.hpp"
#include "server/flow/parked.hpp"
#include "server/flow/waits.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostText = 16'000;
constexpr Millis kLongSilence = 24 * 3600 * 1000;

UpdateOutcome outcome_at(UpdateOutcome::Status status, const Conversation& c, std::int64_t message_id) {
    UpdateOutcome outcome;
    outcome.status = status;
    outcome.message_id = message_id;
    outcome.conversation_id = c.id;
    outcome.contact_id = c.contact_id;
    return outcome;
}

UpdateOutcome duplicate(db::Connection& db, MessageAddress first) {
    UpdateOutcome outcome;
    outcome.status = UpdateOutcome::Status::duplicate;
    outcome.message_id = first.message_id;
    outcome.conversation_id = first.conversation_id;
    if (const auto c = conversation_by_id(db, first.conversation_id)) outcome.contact_id = c->contact_id;
    return outcome;
}

/// An upload belongs to one channel and one message: anything else is told to the sender. Repeats are looked at before.
std::optional<UpdateOutcome> missing_upload(IngestContext& context, const MessageReceived& in) {
    for (const auto& item : in.media) {
        const auto upload = integer_of(item.source, "upload");
        if (!upload) continue;
        if (message_by_key(context.transaction, channel_scope(context.channel.id), in.external_id)) return std::nullopt;
        const auto file = attachment_by_id(context.transaction.db(), *upload);
        // By the channel's program, or by this very visitor of a site.
        const auto channel = "channel:" + std::to_string(context.channel.id);
        if (file && !file->message_id &&
            (file->owner == channel || file->owner == channel + ":" + in.person.external_id))
            continue;
        UpdateOutcome outcome;
        outcome.status = UpdateOutcome::Status::rejected;
        outcome.code = "unknown_upload";
        outcome.detail = "upload_id is not known to this channel or was used already";
        return outcome;
    }
    return std::nullopt;
}

/// A later item of an album joins the bubble of the first. The address of that one, if there is one.
std::optional<MessageAddress> album_of(IngestContext& context, const MessageReceived& in) {
    if (!in.album) return std::nullopt;
    return message_by_key(context.transaction, "a:" + channel_scope(context.channel.id), in.thread + ":" + *in.album);
}

UpdateOutcome join_album(IngestContext& context, const MessageReceived& in, const Conversation& c,
                         MessageAddress first) {
    auto& transaction = context.transaction;
    const auto position = static_cast<int>(attachments_of(transaction.db(), first.message_id).size());
    keep_media(context, in.media, first, position, in.external_id);
    const auto message = message_at(transaction.db(), first);
    if (message && message->text.empty() && !in.text.empty()) {
        auto content = message->content;
        content["caption_of"] = in.external_id;
        if (const Json* marks = find(in.content, "marks")) content["marks"] = *marks;
        change_text(transaction, *message, in.text, content, message->edited_at);
    }
    announce_message(transaction, "message.updated", first);
    apply_parked(transaction, context.channel.id, in.external_id);
    return outcome_at(UpdateOutcome::Status::accepted, c, first.message_id);
}

/// Later one key may come without the others; and somebody who is known already may have got another name.
void name_threads(IngestContext& context, const MessageReceived& in, const Conversation& c) {
    name_thread(context.transaction, c, in.thread);
    for (const auto& other : in.other_threads) name_thread(context.transaction, c, other);
}

Conversation new_conversation(IngestContext& context, const MessageReceived& in, std::int64_t id) {
    Conversation c;
    c.id = id;
    c.channel_id = context.channel.id;
    c.thread = in.thread;
    const auto contact = find_contact(context, in.person);
    c.contact_id = contact.id;
    c.peer = in.person.external_id;
    c.created_at = context.transaction.now();
    c.last_activity_at = context.received_at;
    if (const auto& made = context.made) {
        c.beside_read = true;
        c.known = {made->name, made->phone, made->email, made->language, made->phone_verified, made->email_verified};
    }
    insert_conversation(context.transaction, c, contact.came_from);
    return c;
}

ClockEntry clock_entry(const MessageReceived& in, Millis received_at, bool late) {
    ClockEntry entry;
    entry.at = std::min(in.sent_at, received_at);
    entry.received_at = received_at;
    entry.automatic = in.automatic;
    entry.late = late;
    if (in.direction == Direction::inbound)
        entry.kind = ClockEntryKind::contact_message;
    else if (in.author == AuthorType::bot)
        entry.kind = ClockEntryKind::bot_message;
    else
        entry.kind = ClockEntryKind::owner_echo;
    return entry;
}

void reopen(Transaction& transaction, Conversation& c) {
    if (c.status == ConversationStatus::closed) {
        add_load(transaction, c.assignee_id, +1);
        insert_activity(transaction, c.id, {{"activity", "reopened"}});
    }
    c.status = ConversationStatus::open;
    c.snoozed_until.reset();
}

Message row_of(IngestContext& context, const MessageReceived& in, MessageAddress address) {
    Message m;
    m.id = address.message_id;
    m.conversation_id = address.conversation_id;
    m.direction = in.direction;
    m.author_type = in.author;
    m.kind = in.kind;
    m.status = in.direction == Direction::inbound ? MessageStatus::delivered : MessageStatus::sent;
    m.sent_at = in.sent_at;
    m.received_at = context.received_at;
    m.external_id = in.external_id;
    m.client_id = in.client_id;
    m.text = cut_code_points(in.text, kMostText);
    m.content = in.content;
    m.raw_update_id = context.raw_update_id;
    m.surely_no_files = in.media.empty() && !in.album && m.text.size() == in.text.size();
    if (!in.author_name.empty()) m.content["author_name"] = in.author_name;
    if (in.reply_to) {
        if (const auto quoted = message_of_platform(context, *in.reply_to)) m.reply_to = quoted->message_id;
    }
    return m;
}

/// Where a message belongs that only says what it replies to.
std::optional<Conversation> conversation_of_quoted(IngestContext& context, const MessageReceived& in) {
    const auto quoted = in.reply_to ? message_of_platform(context, *in.reply_to) : std::nullopt;
    return quoted ? conversation_by_id(context.transaction.db(), quoted->conversation_id) : std::nullopt;
}

/// A start press: no message of the customer, but a person, a source and a line in the thread.
UpdateOutcome ingest_start(IngestContext& context, const MessageReceived& in, Conversation& c) {
    Json line{{"activity", "started"}};
    if (!in.touches.empty())
        line["source"] = in.touches.front().ref.empty() ? in.touches.front().source : in.touches.front().ref;
    const auto id = insert_activity(context.transaction, c.id, std::move(line));
    claim_message_key(context.transaction, channel_scope(context.channel.id), in.external_id, {c.id, id});
    keep_source(context, c, in.touches, in.touches.empty() ? std::nullopt : std::optional<std::string_view>(""));
    c.last_activity_at = std::max(c.last_activity_at, context.received_at);
    save_conversation(context.transaction, c);
    announce_conversation(context.transaction, c.id);
    apply_parked(context.transaction, context.channel.id, in.external_id);
    return outcome_at(UpdateOutcome::Status::accepted, c, id);
}

}  // namespace

UpdateOutcome ingest_message(IngestContext& context, const MessageReceived& in) {
    auto& transaction = context.transaction;
    if (auto refused = missing_upload(context, in)) return std::move(*refused);
    const auto scope = channel_scope(context.channel.id);
    auto known = in.thread.empty() ? conversation_of_quoted(context, in)
                                   : conversation_by_thread(transaction, context.channel.id, in.thread);
    if (in.thread.empty() && !known) {
        if (const auto first = message_by_key(transaction, scope, in.external_id))
            return duplicate(transaction.db(), *first);
        if (!in.reply_to || in.direction != Direction::outbound) return ignored("nothing says whose thread it is in");
        return park_message(context, in);
    }
    for (const auto& other : in.other_threads) {
        if (!known) known = conversation_by_thread(transaction, context.channel.id, other);
    }
    const bool fresh = !known;
    // The ids are drawn before the key is claimed, so that the claim is the first write: a repeat costs nothing else.
    const MessageAddress address{known ? known->id : transaction.next_id(), transaction.next_id()};
    if (in.starts_only) {
        if (const auto first = message_by_key(transaction, scope, in.external_id))
            return duplicate(transaction.db(), *first);
    } else {
        if (in.ours && !message_by_key(transaction, scope, in.external_id)) {
            auto own = known ? recognize_echo(context, in, *known) : std::nullopt;
            if (!own) own = recognize_private_echo(context, in);
            if (own) {
                apply_parked(transaction, context.channel.id, in.external_id);
                return duplicate(transaction.db(), *own);
            }
        }
        const auto album = album_of(context, in);
        if (!claim_message_key(transaction, scope, in.external_id, album.value_or(address))) {
            return duplicate(transaction.db(), *message_by_key(transaction, scope, in.external_id));
        }
        if (album && known) return join_album(context, in, *known, *album);
    }

    Conversation c = known ? std::move(*known) : new_conversation(context, in, address.conversation_id);
    if (fresh) transaction.emit("conversation.created", c.id, "{}");
    if (!in.other_threads.empty()) name_threads(context, in, c);
    // Who comes back after a while may look otherwise by now.
    if (context.channel.avatars && !in.person.external_id.empty() &&
        (fresh || context.received_at - c.last_activity_at > kLongSilence))
        want_avatar(context, c.contact_id, {{"person", in.person.external_id}});
    if (in.opens_window) open_window(context, c, in.sent_at);
    if (in.starts_only) return ingest_start(context, in, c);

    if (in.direction == Direction::inbound) {
        if (!fresh) learn_news(context, c, in.person);
        reopen(transaction, c);
        c.cannot_reply.reset();  // who writes can be written to
        ++c.unread;
    }
    if (in.account && (fresh || in.direction == Direction::inbound))
        c.cannot_reply = account_refuses(context, *in.account);
    auto row = row_of(context, in, address);
    if (in.reply_to && !row.reply_to) park_quote(context, *in.reply_to, address);
    insert_message(transaction, std::move(row));
    if (in.album) claim_message_key(transaction, "a:" + scope, in.thread + ":" + *in.album, address);
    keep_media(context, in.media, address, 0, in.album ? in.external_id : std::string());
    if (count_code_points(in.text) > kMostText) {
        Media whole;
        whole.name = "message.txt";
        whole.content_type = "text/plain; charset=utf-8";
        whole.inline_bytes = in.text;
        keep_media(context, {whole}, address, static_cast<int>(in.media.size()));
    }
    c.last_activity_at = std::max(c.last_activity_at, context.received_at);
    c.last_message_id = address.message_id;
    advance_clock(transaction, c, clock_entry(in, context.received_at, context.late), address.message_id);
    keep_source(context, c, in.touches,
                in.direction == Direction::inbound ? std::optional<std::string_view>(in.text) : std::nullopt);
    save_conversation(transaction, c);
    announce_message(transaction, "message.created", address);
    apply_parked(transaction, context.channel.id, in.external_id);
    return outcome_at(UpdateOutcome::Status::accepted, c, address.message_id);
}

}  // namespace parley
