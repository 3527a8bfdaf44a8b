#include "server/flow/outbound.hpp"

#include "server/base/text.hpp"
#include "server/domain/typed_marks.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/reply_parts.hpp"
#include "server/flow/waits.hpp"
#include "server/store/attachments.hpp"
#include "server/store/reactions.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostText = 16'000;
constexpr std::string_view kAnsweredPrivately = "answered_privately";  // as connectors call it, too

bool window_is_over(Transaction& transaction, const Conversation& c) {
    const auto ends = window_ends(transaction.db(), c);
    return ends && transaction.now() >= ends->whole;
}

void check_template(const Reply& reply, const Capabilities& can) {
    if (!can.templates) throw Failure(Error::field("template", "this channel has no templates"));
    if (reply.note) throw Failure(Error::field("template", "a note takes none"));
    if (!trim(reply.text).empty()) throw Failure(Error::field("text", "a template brings its own words: leave it out"));
    if (reply.attachments.size() > 1) throw Failure(Error::field("attachments", "a template takes one file at most"));
}

void join_files(Transaction& transaction, const Reply& reply, MessageAddress address, std::int64_t user_id) {
    int position = 0;
    for (const auto id : reply.attachments) {
        const auto file = attachment_by_id(transaction.db(), id);
        // Somebody else's upload looks like none at all.
        if (!file || file->message_id || file->owner != "user:" + std::to_string(user_id)) {
            throw Failure(Error::field("attachments",
                                       "there is no upload " + std::to_string(id) + " of yours that is still free"));
        }
        transaction.db().execute(db::q::attachment_join, id, address.conversation_id, address.message_id, position++,
                                 file->kind);
    }
}

/// Under a post everybody reads along.
void check_public(const Conversation& c, const Reply& reply, const Capabilities& can) {
    const bool comments = can.comments_in && can.comments_in(c.thread);
    if (reply.only_them && (!comments || reply.note))
        throw Failure(Error::field("private", "only a comment under a post is answered privately"));
    if (comments && !reply.note && !reply.only_them && !reply.attachments.empty())
        throw Failure(Error::field("attachments", "a public answer to a comment takes no files: answer privately"));
    if (comments && !reply.note && !reply.only_them && count_code_points(reply.text) > can.public_limit)
        throw Failure(Error::field("text", "is longer than the " + std::to_string(can.public_limit) +
                                               " characters of a public answer: make it shorter or answer privately"));
    if (comments && stands_alone(reply))
        throw Failure(
            Error::field(reply.place.is_null() ? "contact" : "location", "an answer to a comment takes none"));
    if (comments && !reply.note && !reply.buttons.is_null())
        throw Failure(Error::field("buttons", "an answer to a comment takes none"));
}

/// Under a post each answer is to one of their comments: the last where none is named.
std::optional<std::int64_t> answered(Transaction& transaction, const Conversation& c, const Reply& reply,
                                     const Capabilities& can) {
    if (reply.reply_to || reply.note || !can.comments_in || !can.comments_in(c.thread)) return reply.reply_to;
    auto row = transaction.db().query(db::q::message_last_inbound_id, c.id);
    return row.next() ? std::optional(row.integer(0)) : std::nullopt;
}

/// The platforms take one private answer to a comment, and not for ever. What came to nothing is none, unless the
/// platform said that somebody had answered before.
void check_private(Transaction& transaction, const Conversation& c, const Reply& reply, const Capabilities& can) {
    if (!reply.only_them) return;
    const auto comment = answered(transaction, c, reply, can);
    if (!comment) return;
    for (auto row = transaction.db().query(db::q::message_answers, c.id, *comment); row.next();) {
        const auto status = static_cast<MessageStatus>(row.integer(0));
        const bool nothing = status == MessageStatus::failed || status == MessageStatus::canceled;
        if (row.null(1) || !flag_of(stored_json(row.view(1)), "private") ||
            (nothing && row.text(2) != kAnsweredPrivately))
            continue;
        throw Failure(Error(Errc::conflict, std::string(kAnsweredPrivately),
                            "this comment was answered privately already, which goes once: answer publicly"));
    }
    const auto asked = message_at(transaction.db(), {c.id, *comment});
    if (transaction.now() >= asked->sent_at + std::chrono::milliseconds(can.private_within).count())
        throw Failure(Error(Errc::conflict, "too_late",
                            "a comment is answered privately for " + std::to_string(can.private_within.count() / 24) +
                                " days: answer publicly"));
}

/// Whom a note calls on, as its content says it.
Json named_people(db::Connection& db, const Reply& reply) {
    Json people = Json::array();
    for (const auto id : reply.mentions) {
        auto row = db.query(db::q::user_get, id);
        if (!row.next() || row.integer(5) == 0)
            throw Failure(Error::field("mentions", "there is no active user " + std::to_string(id)));
        people.push_back({{"id", id}, {"name", row.text(2)}});
    }
    return people;
}

/// Who did it, for a line of the thread; null when the clock did.
Json who(db::Connection& db, std::optional<std::int64_t> user_id) {
    if (!user_id) return nullptr;
    auto row = db.query(db::q::user_get, *user_id);
    return {{"id", *user_id}, {"name", row.next() ? row.text(2) : std::string()}};
}

/// The customer sees that all up to his last message was read.
void tell_seen(Transaction& transaction, const Conversation& c, const Capabilities& can) {
    if (!can.marks_read || c.unread == 0 || (can.marks_read_in && !can.marks_read_in(c.thread))) return;
    if (auto row = transaction.db().query(db::q::message_last_inbound_id, c.id); row.next())
        queue_for_delivery(transaction, c, row.integer(0), "read");
}

void forget_load(Transaction& transaction, const Conversation& c) {
    add_load(transaction, c.assignee_id, -1);
}

}  // namespace

void check_text(std::string_view text, bool has_files) {
    if (trim(text).empty() && !has_files) throw Failure(Error::field("text", "write something or attach a file"));
    if (count_code_points(text) > kMostText)
        throw Failure(Error::field("text", "is longer than 16000 characters: send it in parts"));
}

void check_reply(Transaction& transaction, const Conversation& c, const Reply& reply, const Capabilities& can) {
    if (stands_alone(reply)) check_alone(reply, can);
    if (reply.chosen)
        check_template(reply, can);
    else if (!stands_alone(reply))
        check_text(reply.text, !reply.attachments.empty());
    if (reply.client_id && (reply.client_id->empty() || reply.client_id->size() > 128))
        throw Failure(Error::field("client_id", "is 1 to 128 characters"));
    if (reply.attachments.size() > 10) throw Failure(Error::field("attachments", "at most 10 files in one message"));
    if (!reply.mentions.empty() && !reply.note) throw Failure(Error::field("mentions", "only a note can name people"));
    if (reply.mentions.size() > 20) throw Failure(Error::field("mentions", "at most 20 people in one note"));
    // What the platform approved beforehand goes whenever the window is what stands in the way.
    const bool may_wait = reply.chosen && c.cannot_reply == "window_closed";
    if (!reply.note && !reply.chosen && window_is_over(transaction, c)) {
        throw Failure(Error(Errc::conflict, "cannot_reply",
                            "the platform takes no answer any more: its time after what the contact did last is over" +
                                std::string(can.templates ? ": send a template" : "") + " (window_closed)"));
    }
    if (!reply.note && c.cannot_reply && !may_wait) {
        throw Failure(Error(Errc::conflict, "cannot_reply",
                            "this contact cannot be written to on this channel now (" + *c.cannot_reply + ")"));
    }
    check_public(c, reply, can);
    if (reply.reply_to && !message_at(transaction.db(), {c.id, *reply.reply_to}))
        throw Failure(Error::field("reply_to", "there is no such message in this conversation"));
    check_private(transaction, c, reply, can);
}

void queue_for_delivery(Transaction& transaction, const Conversation& c, std::int64_t message_id,
                        std::string_view act) {
    transaction.db().execute(db::q::outbox_insert, transaction.next_id(), c.id, message_id, c.channel_id, act,
                             transaction.now());
    transaction.signal("outbox");
}

std::string take_typed(std::string_view typed, bool formats, Json& content) {
    for (const auto* name : {"marks", "typed"}) {
        if (content.is_object()) content.erase(name);
    }
    if (!formats) return std::string(typed);
    auto read = read_typed_marks(typed);
    if (!read.marks.empty()) content["marks"] = std::move(read.marks);
    if (read.text != typed) content["typed"] = typed;
    return std::move(read.text);
}

Posted post_reply(Transaction& transaction, std::int64_t conversation_id, std::int64_t user_id, const Reply& reply,
                  const Capabilities& can) {
    auto c = require_conversation(transaction.db(), conversation_id);
    if (reply.client_id) {
        if (const auto first = message_by_key(transaction, client_scope(c.id), *reply.client_id))
            return {first->message_id, false};
    }
    check_reply(transaction, c, reply, can);

    Message m;
    m.id = transaction.next_id();
    m.conversation_id = c.id;
    m.direction = Direction::outbound;
    m.author_type = AuthorType::operator_;
    m.author_id = user_id;
    m.note = reply.note;
    m.status = reply.note ? MessageStatus::sent : MessageStatus::queued;
    m.sent_at = m.received_at = transaction.now();
    m.client_id = reply.client_id;
    m.reply_to = answered(transaction, c, reply, can);
    if (reply.chosen) {
        auto filled = fill_template(transaction.db(), c.channel_id, *reply.chosen, !reply.attachments.empty());
        m.text = std::move(filled.text);
        m.content["template"] = std::move(filled.content);
    } else if (!reply.place.is_null()) {
        m.kind = MessageKind::location;
        m.content = read_place(reply.place);
    } else if (!reply.card.is_null()) {
        m.kind = MessageKind::contact;
        m.content = read_card(reply.card);
    } else {
        m.text = take_typed(reply.text, can.formats && !reply.note, m.content);
    }
    if (!reply.attachments.empty()) {
        if (const auto file = attachment_by_id(transaction.db(), reply.attachments.front())) m.kind = file->kind;
    }
    if (!reply.buttons.is_null()) m.content["buttons"] = read_buttons(c, reply, m.text, can);
    if (auto opens = read_list_title(reply); !opens.empty()) m.content["list_title"] = std::move(opens);
    if (reply.only_them) m.content["private"] = true;
    if (!reply.mentions.empty()) m.content["mentions"] = named_people(transaction.db(), reply);
    insert_message(transaction, m);
    for (const auto named : reply.mentions) {
        if (named != user_id) transaction.db().execute(db::q::mention_insert, named, m.id, c.id);
    }
    join_files(transaction, reply, {c.id, m.id}, user_id);
    if (reply.client_id) claim_message_key(transaction, client_scope(c.id), *reply.client_id, {c.id, m.id});

    ClockEntry entry;
    entry.kind = reply.note ? ClockEntryKind::note : ClockEntryKind::human_message;
    entry.at = entry.received_at = transaction.now();
    entry.user_id = user_id;
    if (!reply.note) {
        if (!reply.by_clock) {
            if (c.status == ConversationStatus::closed) add_load(transaction, c.assignee_id, +1);
            c.status = ConversationStatus::open;
            c.snoozed_until.reset();
            tell_seen(transaction, c, can);
            c.unread = 0;
        }
        claim_message_key(transaction, "o:" + channel_scope(c.channel_id), std::to_string(m.id), {c.id, m.id});
        queue_for_delivery(transaction, c, m.id, "send");
        if (!c.assignee_id && c.status != ConversationStatus::closed)
            assign_to(transaction, c, user_id, "claimed", user_id);
    }
    advance_clock(transaction, c, entry);
    c.last_activity_at = transaction.now();
    c.last_message_id = m.id;
    save_conversation(transaction, c);
    announce_message(transaction, "message.created", {c.id, m.id});
    return {m.id, true};
}

void send_again(Transaction& transaction, MessageAddress address) {
    const auto message = message_at(transaction.db(), address);
    if (!message || message->note || message->direction != Direction::outbound)
        throw Failure(Error(Errc::not_found, "there is no such message"));
    if (message->status != MessageStatus::failed && message->status != MessageStatus::unconfirmed) {
        throw Failure(
            Error(Errc::conflict, "not_failed", "only a message that failed or is unconfirmed can be sent again"));
    }
    const auto c = require_conversation(transaction.db(), address.conversation_id);
    // A receipt about the attempt that is over may still come; it must not speak for the new one.
    claim_message_key(transaction, past_scope(c.channel_id), "own:" + std::to_string(address.message_id), address);
    if (message->external_id) {
        claim_message_key(transaction, past_scope(c.channel_id), *message->external_id, address);
        change_message(transaction, db::q::message_forget_external_id, address);
    }
    if (auto content = message->content; find(content, "parts")) {
        for (const auto& part : texts_of(content, "parts"))
            claim_message_key(transaction, past_scope(c.channel_id), part, address);
        content.erase("parts");
        change_text(transaction, *message, message->text, content, message->edited_at);
    }
    advance_status(transaction, address, MessageStatus::queued, transaction.now());
    transaction.db().execute(db::q::outbox_drop_waiting, address.conversation_id, address.message_id);
    queue_for_delivery(transaction, c, address.message_id, "send");
}

void confirm_arrival(Transaction& transaction, MessageAddress address) {
    const auto message = message_at(transaction.db(), address);
    if (!message || message->note || message->direction != Direction::outbound)
        throw Failure(Error(Errc::not_found, "there is no such message"));
    if (message->status != MessageStatus::unconfirmed)
        throw Failure(Error(Errc::conflict, "not_unconfirmed", "only an unconfirmed message can be confirmed"));
    advance_status(transaction, address, MessageStatus::sent, transaction.now());
}

void close_conversation(Transaction& transaction, Conversation& c, std::optional<std::int64_t> user_id) {
    if (c.status == ConversationStatus::closed) return;
    forget_load(transaction, c);
    c.status = ConversationStatus::closed;
    c.snoozed_until.reset();
    c.unread = 0;
    ClockEntry entry;
    entry.kind = ClockEntryKind::conversation_closed;
    entry.at = entry.received_at = transaction.now();
    entry.user_id = user_id.value_or(0);
    advance_clock(transaction, c, entry);
    transaction.db().execute(db::q::queue_remove, c.id);
    c.queued = false;
    insert_activity(transaction, c.id, {{"activity", "closed"}, {"by", who(transaction.db(), user_id)}});
    queue_for_delivery(transaction, c, 0, "closed");
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
    drain_queue(transaction);
}

void reopen_conversation(Transaction& transaction, Conversation& c, std::optional<std::int64_t> user_id, bool tells) {
    if (c.status == ConversationStatus::open) return;
    if (c.status == ConversationStatus::closed) {
        add_load(transaction, c.assignee_id, +1);
        if (tells)
            insert_activity(transaction, c.id, {{"activity", "reopened"}, {"by", who(transaction.db(), user_id)}});
    }
    const bool was_closed = c.status == ConversationStatus::closed;
    c.status = ConversationStatus::open;
    c.snoozed_until.reset();
    // Whom nobody had taken yet waits for somebody able again.
    if (was_closed && resume_wait(transaction, c) && !c.assignee_id)
        assign_by_rules(transaction, c, enquiry_of(transaction.db(), c));
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void snooze_conversation(Transaction& transaction, Conversation& c, Millis until, std::int64_t user_id) {
    if (c.status == ConversationStatus::closed)
        throw Failure(Error(Errc::conflict, "closed", "a closed conversation cannot be snoozed; open it first"));
    if (until <= transaction.now()) throw Failure(Error::field("snoozed_until", "must lie in the future"));
    c.status = ConversationStatus::snoozed;
    c.snoozed_until = until;
    transaction.db().execute(db::q::job_insert, transaction.next_id(), "wake", c.id, until, transaction.now());
    transaction.signal("jobs");
    insert_activity(transaction, c.id,
                    {{"activity", "snoozed"}, {"until", to_rfc3339(until)}, {"by", who(transaction.db(), user_id)}});
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void end_wait_without_reply(Transaction& transaction, Conversation& c, std::int64_t user_id) {
    if (!c.wait_id) return;
    ClockEntry entry;
    entry.kind = ClockEntryKind::no_reply_needed;
    entry.at = entry.received_at = transaction.now();
    entry.user_id = user_id;
    advance_clock(transaction, c, entry);
    insert_activity(transaction, c.id, {{"activity", "no_reply_needed"}, {"by", who(transaction.db(), user_id)}});
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void mark_seen(Transaction& transaction, Conversation& c, std::int64_t message_id, const Capabilities& can) {
    if (c.wait_id) transaction.db().execute(db::q::wait_set_seen, *c.wait_id, transaction.now());
    if (c.unread == 0 || message_id < c.last_message_id) return;
    tell_seen(transaction, c, can);
    c.unread = 0;
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

}  // namespace parley
