#include "server/base/text.hpp"
#include "server/store/attachments.hpp"
#include "server/store/directory.hpp"
#include "server/store/reactions.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

bool may_have_files(const Message& m) {
    return m.kind == MessageKind::image || m.kind == MessageKind::video || m.kind == MessageKind::audio ||
           m.kind == MessageKind::voice || m.kind == MessageKind::file || m.kind == MessageKind::sticker ||
           m.kind == MessageKind::text;
}

void append_attachments(std::string& out, db::Connection& db, const Message& m) {
    if (m.id == 0 || m.surely_no_files || !may_have_files(m)) {
        out += "[]";
        return;
    }
    JsonList list;
    for (const auto& a : attachments_of(db, m.id)) list.push_back(view_attachment(a));
    out += list.text().text;
}

std::optional<std::string> author_name(Directory& names, const Message& m) {
    if (m.author_id) return names.user(*m.author_id);
    return m.content.is_object() ? text_of(m.content, "author_name") : std::nullopt;
}

void append_author(std::string& out, Directory& names, const Message& m) {
    append_object(out, {{"type", name_of(m.author_type)}, {"id", m.author_id}, {"name", author_name(names, m)}});
}

void append_reply(std::string& out, Directory& names, const Message& m) {
    const auto quoted = m.reply_to ? message_at(names.db(), {m.conversation_id, *m.reply_to}) : std::nullopt;
    if (!quoted) {
        out += "null";
        return;
    }
    append_object(out, {{"id", quoted->id},
                        {"text", cut_code_points(quoted->text, 140)},
                        {"author_name", author_name(names, *quoted).value_or("")}});
}

void append_error(std::string& out, const Message& m) {
    if (m.error_code.empty())
        out += "null";
    else
        append_object(out, {{"code", m.error_code}, {"message", m.error_message}});
}

void append_ours(JsonList& list, Directory& names, const Reactions::Ours& ours, std::string_view state) {
    list.push_back(json_object(
        {{"emoji", ours.emoji},
         {"by", json_object({{"type", "operator"}, {"id", ours.user_id}, {"name", names.user(ours.user_id)}})},
         {"at", JsonTime{ours.at}},
         {"state", state}}));
}

/// Ours first. What is to be taken away stays in sight until the platform has done so.
void append_reactions(std::string& out, Directory& names, const Message& m) {
    if (m.reactions.is_null() || m.deleted_at) {
        out += "[]";
        return;
    }
    const auto reactions = read_reactions(m.reactions);
    JsonList list;
    if (reactions.asked && !reactions.asked->emoji.empty())
        append_ours(list, names, *reactions.asked, "sending");
    else if (reactions.ours)
        append_ours(list, names, *reactions.ours, reactions.asked ? "removing" : "sent");
    for (const auto& one : reactions.theirs) {
        for (const auto& emoji : one.emoji) {
            list.push_back(json_object({{"emoji", emoji},
                                        {"by", json_object({{"type", "contact"}, {"id", nullptr}, {"name", one.name}})},
                                        {"at", JsonTime{one.at}},
                                        {"state", "sent"}}));
        }
    }
    out += list.text().text;
}

/// Some channels take an answer for a while only.
void append_can_reply(std::string& out, const Conversation& c, const Briefs::Channel& channel) {
    JsonTime until, plain_until;
    if (const auto ends = window_ends(channel.window, c.window_opened_at)) {
        until.at = ends->whole;
        if (ends->plain != ends->whole) plain_until.at = ends->plain;
    }
    append_object(
        out, {{"allowed", !c.cannot_reply}, {"code", c.cannot_reply}, {"until", until}, {"plain_until", plain_until}});
}

/// `{id, name}`, or null.
void append_named(std::string& out, std::optional<std::int64_t> id, const std::string* name) {
    if (id && name)
        append_object(out, {{"id", *id}, {"name", *name}});
    else
        out += "null";
}

void append_wait(std::string& out, Directory& names, const Conversation& c) {
    if (!c.wait_id || !c.clock.open) {
        out += "null";
        return;
    }
    append_object(out, {{"id", *c.wait_id},
                        {"opened_at", JsonTime{c.clock.open->opened_at}},
                        {"first", c.clock.open->first},
                        {"target_seconds", names.target_seconds()}});
}

/// The log of candidates is long: only the conversation seen as a whole carries it.
JsonText view_assignment_with_log(db::Connection& db, std::int64_t conversation_id) {
    auto row = db.query(db::q::assignment_last, conversation_id);
    if (!row.next()) return {};
    return json_object({{"at", to_rfc3339(row.integer(0))}, {"reason", row.view(4)}, {"log", JsonRaw{row.view(5)}}});
}

void append_last_message(std::string& out, Directory& names, const Message& last) {
    append_object(out, {{"id", last.id},
                        {"direction", name_of(last.direction)},
                        {"author_type", name_of(last.author_type)},
                        {"author", [&](std::string& to) { append_author(to, names, last); }},
                        {"note", last.note},
                        {"kind", name_of(last.kind)},
                        {"text", last.deleted_at ? std::string_view() : cut_code_points(last.text, 140)},
                        {"at", JsonTime{last.received_at}},
                        {"status", name_of(last.status)}});
}

void append_last_message(std::string& out, Directory& names, const Conversation& c, const Message* at_hand) {
    if (at_hand && at_hand->id == c.last_message_id) return append_last_message(out, names, *at_hand);
    const auto last = message_at(names.db(), {c.id, c.last_message_id});
    if (last)
        append_last_message(out, names, *last);
    else
        out += "null";
}

void append_card(std::string& out, Directory& names, const Conversation& c, const Message* last, JsonRaw assignment) {
    auto& db = names.db();
    auto& briefs = names.briefs();
    const auto& channel = names.channel(c.channel_id);
    const auto* assignee = c.assignee_id ? &names.user(*c.assignee_id) : nullptr;
    const auto* team = c.team_id ? names.team(*c.team_id) : nullptr;
    append_object(out, {{"id", c.id},
                        {"channel",
                         [&](std::string& to) {
                             append_object(to, {{"id", c.channel_id}, {"kind", channel.kind}, {"name", channel.name}});
                         }},
                        {"contact", JsonRaw{briefs.contact(db, c.contact_id)}},
                        {"status", name_of(c.status)},
                        {"assignee", [&](std::string& to) { append_named(to, c.assignee_id, assignee); }},
                        {"team", [&](std::string& to) { append_named(to, c.team_id, team); }},
                        {"unread", c.unread},
                        {"priority", c.priority},
                        {"created_at", JsonTime{c.created_at}},
                        {"last_activity_at", JsonTime{c.last_activity_at}},
                        {"snoozed_until", JsonTime{c.snoozed_until}},
                        {"wait", [&](std::string& to) { append_wait(to, names, c); }},
                        {"assignment", assignment},
                        {"last_message", [&](std::string& to) { append_last_message(to, names, c, last); }},
                        {"lead", c.lead_id ? JsonRaw{briefs.lead(db, *c.lead_id)} : JsonRaw{}},
                        {"can_reply", [&](std::string& to) { append_can_reply(to, c, channel); }},
                        {"tags", JsonRaw{briefs.tags(db, c.id)}}});
}

}  // namespace

JsonText view_attachment(const Attachment& a) {
    const bool ready = a.state == AttachmentState::ready;
    return json_object({{"id", a.id},
                        {"kind", name_of(a.kind)},
                        {"name", a.name},
                        {"content_type", a.content_type},
                        {"size", a.size},
                        {"width", a.width},
                        {"height", a.height},
                        {"duration_ms", a.duration_ms},
                        {"state", name_of(a.state)},
                        {"reason", a.reason.empty() ? std::nullopt : std::optional(a.reason)},
                        {"url", ready ? std::optional("/api/v1/attachments/" + std::to_string(a.id)) : std::nullopt}});
}

void append_message(std::string& out, Directory& names, const Message& m) {
    auto content = m.content.is_null() ? JsonText{} : JsonText{dump(m.content)};
    if (m.deleted_at && m.content.is_object()) {
        auto kept = m.content;
        for (const auto* words : {"before", "marks", "typed"}) kept.erase(words);
        content.text = dump(kept);
    }
    append_object(out, {{"id", m.id},
                        {"conversation_id", m.conversation_id},
                        {"direction", name_of(m.direction)},
                        {"author", [&](std::string& to) { append_author(to, names, m); }},
                        {"kind", name_of(m.kind)},
                        {"note", m.note},
                        {"text", m.deleted_at ? std::string_view() : std::string_view(m.text)},
                        {"sent_at", JsonTime{m.sent_at}},
                        {"received_at", JsonTime{m.received_at}},
                        {"status", name_of(m.status)},
                        {"status_at", JsonTime{m.status_at}},
                        {"error", [&](std::string& to) { append_error(to, m); }},
                        {"client_id", m.client_id},
                        {"external_id", m.external_id},
                        {"reply_to", [&](std::string& to) { append_reply(to, names, m); }},
                        {"attachments", [&](std::string& to) { append_attachments(to, names.db(), m); }},
                        {"content", content},
                        {"reactions", [&](std::string& to) { append_reactions(to, names, m); }},
                        {"edited_at", JsonTime{m.edited_at}},
                        {"deleted_at", JsonTime{m.deleted_at}}});
}

JsonText view_message(Directory& names, const Message& m) {
    JsonText out{""};
    append_message(out.text, names, m);
    return out;
}

void append_conversation(std::string& out, Directory& names, const Conversation& c, const Message* last) {
    append_card(out, names, c, last, JsonRaw{names.briefs().assignment(names.db(), c.id)});
}

JsonText view_conversation(Directory& names, std::int64_t id) {
    JsonText out{""};
    if (const auto* ahead = names.ahead(id)) {
        append_conversation(out.text, names, ahead->conversation, ahead->last ? &*ahead->last : nullptr);
        return out;
    }
    const auto found = conversation_by_id(names.db(), id);
    if (!found) return {};
    append_conversation(out.text, names, *found);
    return out;
}

JsonText view_whole_conversation(Directory& names, std::int64_t id) {
    auto& db = names.db();
    const auto c = conversation_by_id(db, id);
    if (!c) return {};
    JsonText out{""};
    append_card(out.text, names, *c, nullptr, JsonRaw{view_assignment_with_log(db, id).text});
    json_extend(out, {{"contact_detail", view_contact(db, c->contact_id)},
                      {"lead_detail", c->lead_id ? view_lead(db, *c->lead_id) : JsonText{}}});
    return out;
}

}  // namespace parley
