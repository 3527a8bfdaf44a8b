#include "server/flow/amend.hpp"

#include "connectors/in_parts.hpp"
#include "server/base/text.hpp"
#include "server/flow/moderate.hpp"
#include "server/flow/outbound.hpp"
#include "server/flow/settle.hpp"

#include <array>

namespace parley {
namespace {

/// What of a message's content is of its text.
constexpr std::array kFormat{"marks", "typed"};

Message amendable(db::Connection& db, MessageAddress address, const Amender& by) {
    auto message = message_at(db, address);
    if (!message || message->kind == MessageKind::activity)
        throw Failure(Error(Errc::not_found, "there is no such message"));
    if (message->direction != Direction::outbound || message->author_type != AuthorType::operator_)
        throw Failure(Error(Errc::conflict, "not_ours", "only what an operator wrote can be changed"));
    if (message->author_id != by.user_id && !by.manages)
        throw Failure(Error(Errc::forbidden, "not_yours", "only its author or a manager can change this message"));
    if (message->deleted_at) throw Failure(Error(Errc::conflict, "deleted", "this message has been deleted"));
    return *std::move(message);
}

/// On its way it will have arrived before the change does: the acts of a conversation go out in order.
bool leaves_or_left(const Message& message) {
    return message.status == MessageStatus::sending || has_arrived(message.status);
}

[[noreturn]] void refuse_unconfirmed() {
    throw Failure(Error(Errc::conflict, "unconfirmed",
                        "it is not known whether this message arrived: say so first, or send it again"));
}
[[noreturn]] void refuse_for_channel(const char* act) {
    throw Failure(Error(Errc::conflict, "channel_cannot",
                        std::string("this channel cannot ") + act + " what was sent; write a new message instead"));
}

/// Its text did not fit where it is changed, into one message or the caption of the first file, and went on after that.
bool in_parts(const Capabilities& can, std::string_view text, std::size_t files) {
    if (!can.splits) return false;
    const auto limit = files > 0 ? can.caption_limit : can.text_limit;
    const auto length = can.text_unit == Capabilities::Unit::utf16   ? count_utf16(text)
                        : can.text_unit == Capabilities::Unit::bytes ? text.size()
                                                                     : count_code_points(text);
    return length > limit;
}
[[noreturn]] void refuse_parts() {
    throw Failure(Error(Errc::conflict, "in_parts",
                        "this message went out in several parts, which the channel cannot change together"));
}
/// Of what went out long ago only the first part is known.
bool has_unknown_parts(const Capabilities& can, const Message& message, std::size_t files) {
    if (!can.splits || message.status == MessageStatus::sending || find(message.content, "parts")) return false;
    return files > 1 || in_parts(can, message.text, files);
}

}  // namespace

void keep_words(Json& content, const Message& was, Millis until, const std::vector<Attachment>& gone) {
    constexpr std::size_t kMost = 50;  // a program may edit without end
    if (!content.is_object()) content = Json::object();
    auto& before = content["before"];
    if (!before.is_array()) before = Json::array();
    Json words{{"text", was.text}, {"until", to_rfc3339(until)}};
    for (const auto* name : kFormat) {
        if (const Json* kept = find(was.content, name)) words[name] = *kept;
    }
    for (const auto& a : gone) words["files"].push_back({{"id", a.id}, {"kind", name_of(a.kind)}, {"name", a.name}});
    before.push_back(std::move(words));
    if (before.size() > kMost) before.erase(1);  // the first words stay
}

void edit_message(Transaction& transaction, MessageAddress address, const Amender& by, std::string_view typed) {
    const auto message = amendable(transaction.db(), address, by);
    if (message.kind == MessageKind::location || message.kind == MessageKind::contact)
        throw Failure(Error(Errc::conflict, "no_text", "a place or a card has no words to change: send another"));
    const auto files = attachments_of(transaction.db(), message.id).size();
    check_text(typed, files > 0);
    Json content = message.content;
    const auto text = take_typed(typed, by.can.formats && !message.note, content);
    if (text == message.text && content == message.content) return;
    const bool told = !message.note && leaves_or_left(message);
    if (message.status == MessageStatus::unconfirmed) refuse_unconfirmed();
    if (message.status == MessageStatus::failed)
        throw Failure(Error(Errc::conflict, "failed", "this message did not arrive: send it again instead"));
    // The rest of it is to go as it began.
    if (find(message.content, kArrived)) refuse_parts();
    if (told) {
        if (!by.can.edits) refuse_for_channel("change");
        if (in_parts(by.can, message.text, files)) refuse_parts();
        if (in_parts(by.can, text, files))
            throw Failure(Error::field("text", "is longer than this channel takes in one message"));
    }
    const bool seen = message.note || told;
    if (seen) keep_words(content, message, transaction.now());
    change_text(transaction, message, text, content, seen ? std::optional(transaction.now()) : message.edited_at);
    if (told)
        queue_for_delivery(transaction, require_conversation(transaction.db(), address.conversation_id), message.id,
                           "edit");
    announce_message(transaction, "message.updated", address);
}

void delete_message(Transaction& transaction, MessageAddress address, const Amender& by) {
    auto& db = transaction.db();
    const auto c = require_conversation(db, address.conversation_id);
    if (const auto comment = message_at(db, address); comment && is_theirs_to_read(c, *comment, by.can))
        return remove_comment(transaction, c, *comment);
    const auto message = amendable(db, address, by);
    if (message.status == MessageStatus::unconfirmed) refuse_unconfirmed();
    if (!message.note && leaves_or_left(message)) {
        const bool publicly = by.can.comments_in && by.can.comments_in(c.thread);
        const bool alone = message.content.is_object() && flag_of(message.content, "private");
        if (publicly ? !by.can.moderates || alone : !by.can.removes) refuse_for_channel("take back");
        if (has_unknown_parts(by.can, message, attachments_of(db, message.id).size())) refuse_parts();
        queue_for_delivery(transaction, c, message.id, "remove");
    } else if (message.status == MessageStatus::queued) {
        std::size_t attempts = 0;
        for (auto row = db.query(db::q::outbox_acts_of, address.conversation_id, address.message_id, "send");
             row.next();)
            ++attempts;
        // An attempt that was replaced may be under way still.
        if (attempts > 1)
            throw Failure(Error(Errc::conflict, "being_sent", "this message is being sent right now; try again soon"));
        db.execute(db::q::outbox_drop_waiting, address.conversation_id, address.message_id);
        advance_status(transaction, address, MessageStatus::canceled, transaction.now());
    }
    change_message(transaction, db::q::message_set_deleted, address, transaction.now());
    announce_message(transaction, "message.updated", address);
}

void undo_amend(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome) {
    const MessageAddress address{head.conversation_id, head.message_id};
    const auto message = message_at(transaction.db(), address);
    // A message that never arrived took its changes with it, and a later change speaks for itself.
    if (!message || !has_arrived(message->status) || has_later(transaction.db(), head)) return;
    const bool removal = head.act == "remove";
    if (removal) {
        change_message(transaction, db::q::message_set_deleted, address, std::optional<Millis>());
    } else {
        Json content = message->content;
        if (!content.is_object() || !content.contains("before") || content["before"].empty()) return;
        const Json words = content["before"].back();
        const auto text = text_or(words, "text");
        for (const auto* name : kFormat) {
            content.erase(name);
            if (const Json* kept = find(words, name)) content[name] = *kept;
        }
        content["before"].erase(content["before"].size() - 1);
        const bool first = content["before"].empty();
        if (first) content.erase("before");
        change_text(transaction, *message, text, content, first ? std::nullopt : message->edited_at);
    }
    announce_message(transaction, "message.updated", address);
    insert_activity(transaction, head.conversation_id,
                    {{"activity", removal ? "delete_failed" : "edit_failed"},
                     {"message_id", head.message_id},
                     {"code", outcome.code},
                     {"detail", outcome.message}});
}

}  // namespace parley
