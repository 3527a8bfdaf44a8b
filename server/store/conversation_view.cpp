#include "server/base/text.hpp"
#include "server/domain/reply_window.hpp"
#include "server/store/attachments.hpp"
#include "server/store/directory.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

std::optional<std::string> maybe_time(const std::optional<Millis>& time) {
    return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

bool may_have_files(const Message& m) {
    return m.kind == MessageKind::image || m.kind == MessageKind::video || m.kind == MessageKind::audio ||
           m.kind == MessageKind::voice || m.kind == MessageKind::file || m.kind == MessageKind::sticker ||
           m.kind == MessageKind::text;
}

JsonText view_attachments(db::Connection& db, const Message& m) {
    JsonList list;
    if (m.id != 0 && may_have_files(m)) {
        for (const auto& a : attachments_of(db, m.id)) list.push_back(view_attachment(a));
    }
    return list.text();
}

JsonText view_author(Directory& names, const Message& m) {
    std::optional<std::string> name;
    if (m.author_id)
        name = names.user(*m.author_id);
    else if (m.content.is_object())
        name = text_of(m.content, "author_name");
    return json_object({{"type", name_of(m.author_type)}, {"id", m.author_id}, {"name", name}});
}

JsonText view_reply(Directory& names, const Message& m) {
    if (!m.reply_to) return {};
    const auto quoted = message_at(names.db(), {m.conversation_id, *m.reply_to});
    if (!quoted) return {};
    return json_object({{"id", quoted->id},
                        {"text", cut_code_points(quoted->text, 140)},
                        {"author_name", quoted->author_id ? names.user(*quoted->author_id) : std::string()}});
}

JsonText view_error(const Message& m) {
    if (m.error_code.empty()) return {};
    return json_object({{"code", m.error_code}, {"message", m.error_message}});
}

JsonText view_channel_brief(std::int64_t id, const Directory::Channel& channel) {
    return json_object({{"id", id}, {"kind", channel.kind}, {"name", channel.name}});
}

/// Some channels take an answer only for a while after the contact wrote.
JsonText view_can_reply(db::Connection& db, const Conversation& c, std::string_view channel_kind) {
    std::optional<std::string> until;
    if (const auto window = reply_window(channel_kind, c.thread)) {
        if (auto row = db.query(db::q::message_last_inbound, c.id); row.next())
            until = to_rfc3339(row.integer(0) + *window);
    }
    return json_object({{"allowed", !c.cannot_reply}, {"code", c.cannot_reply}, {"until", until}});
}

JsonText view_assignee(Directory& names, std::optional<std::int64_t> id) {
    if (!id) return {};
    return json_object({{"id", *id}, {"name", names.user(*id)}});
}

JsonText view_team_brief(Directory& names, std::optional<std::int64_t> id) {
    const auto* name = id ? names.team(*id) : nullptr;
    return name ? json_object({{"id", *id}, {"name", *name}}) : JsonText{};
}

JsonText view_wait(Directory& names, const Conversation& c) {
    if (!c.wait_id || !c.clock.open) return {};
    return json_object({{"id", *c.wait_id},
                        {"opened_at", to_rfc3339(c.clock.open->opened_at)},
                        {"first", c.clock.open->first},
                        {"target_seconds", names.target_seconds()}});
}

/// Columns of conversation_card after those of the conversation itself.
enum Card {
    contact_name = 20,
    assigned_at,
    assigned_why,
    lead_title,
    stage_id,
    stage_name,
    stage_group,
    source,
    campaign,
    owner
};

JsonText view_contact_brief(const db::Rows& card, const Conversation& c) {
    return json_object({{"id", c.contact_id}, {"name", card.view(Card::contact_name)}, {"avatar_url", nullptr}});
}

JsonText view_assignment(const db::Rows& card, const std::optional<JsonText>& log) {
    if (card.null(Card::assigned_at)) return {};
    auto out =
        json_object({{"at", to_rfc3339(card.integer(Card::assigned_at))}, {"reason", card.view(Card::assigned_why)}});
    if (log) json_extend(out, {{"log", *log}});
    return out;
}

/// The log of candidates is long: only the conversation seen as a whole carries it.
JsonText assignment_log(db::Connection& db, std::int64_t conversation_id) {
    auto row = db.query(db::q::assignment_last, conversation_id);
    return row.next() ? JsonText{row.text(5)} : JsonText{};
}

JsonText view_last_message(Directory& names, const Message& last) {
    return json_object({{"id", last.id},
                        {"direction", name_of(last.direction)},
                        {"author_type", name_of(last.author_type)},
                        {"author", view_author(names, last)},
                        {"note", last.note},
                        {"kind", name_of(last.kind)},
                        {"text", last.deleted_at ? std::string_view() : cut_code_points(last.text, 140)},
                        {"at", to_rfc3339(last.received_at)},
                        {"status", name_of(last.status)}});
}

JsonText view_last_message(Directory& names, const Conversation& c, const Message* at_hand) {
    if (at_hand && at_hand->id == c.last_message_id) return view_last_message(names, *at_hand);
    const auto last = message_at(names.db(), {c.id, c.last_message_id});
    return last ? view_last_message(names, *last) : JsonText{};
}

JsonText view_lead_brief(const db::Rows& card, std::optional<std::int64_t> id) {
    if (!id || card.null(Card::lead_title)) return {};
    return json_object(
        {{"id", *id},
         {"title", card.view(Card::lead_title)},
         {"stage", json_object({{"id", card.integer(Card::stage_id)},
                                {"name", card.view(Card::stage_name)},
                                {"group", name_of(static_cast<StageGroup>(card.integer(Card::stage_group)))}})},
         {"source", card.maybe_text(Card::source)},
         {"campaign", card.maybe_text(Card::campaign)},
         {"owner_id", card.maybe_integer(Card::owner)}});
}

JsonText view_card(Directory& names, std::int64_t id, const Message* last, const std::optional<JsonText>& log) {
    auto card = names.db().query(db::q::conversation_card, id);
    if (!card.next()) return {};
    const auto c = read_conversation(card);
    const auto& channel = names.channel(c.channel_id);
    return json_object({{"id", c.id},
                        {"channel", view_channel_brief(c.channel_id, channel)},
                        {"contact", view_contact_brief(card, c)},
                        {"status", name_of(c.status)},
                        {"assignee", view_assignee(names, c.assignee_id)},
                        {"team", view_team_brief(names, c.team_id)},
                        {"unread", c.unread},
                        {"priority", c.priority},
                        {"created_at", to_rfc3339(c.created_at)},
                        {"last_activity_at", to_rfc3339(c.last_activity_at)},
                        {"snoozed_until", maybe_time(c.snoozed_until)},
                        {"wait", view_wait(names, c)},
                        {"assignment", view_assignment(card, log)},
                        {"last_message", view_last_message(names, c, last)},
                        {"lead", view_lead_brief(card, c.lead_id)},
                        {"can_reply", view_can_reply(names.db(), c, channel.kind)},
                        {"tags", JsonText{"[]"}}});
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

JsonText view_message(Directory& names, const Message& m) {
    return json_object({{"id", m.id},
                        {"conversation_id", m.conversation_id},
                        {"direction", name_of(m.direction)},
                        {"author", view_author(names, m)},
                        {"kind", name_of(m.kind)},
                        {"note", m.note},
                        {"text", m.deleted_at ? std::string_view() : std::string_view(m.text)},
                        {"sent_at", to_rfc3339(m.sent_at)},
                        {"received_at", to_rfc3339(m.received_at)},
                        {"status", name_of(m.status)},
                        {"status_at", maybe_time(m.status_at)},
                        {"error", view_error(m)},
                        {"client_id", m.client_id},
                        {"external_id", m.external_id},
                        {"reply_to", view_reply(names, m)},
                        {"attachments", view_attachments(names.db(), m)},
                        {"content", m.content.is_null() ? JsonText{} : JsonText{dump(m.content)}},
                        {"edited_at", maybe_time(m.edited_at)},
                        {"deleted_at", maybe_time(m.deleted_at)}});
}

JsonText view_conversation(Directory& names, std::int64_t id, const Message* last) {
    return view_card(names, id, last, std::nullopt);
}

JsonText view_whole_conversation(Directory& names, std::int64_t id) {
    auto& db = names.db();
    auto out = view_card(names, id, nullptr, assignment_log(db, id));
    const auto c = conversation_by_id(db, id);
    if (!c) return {};
    json_extend(out, {{"contact_detail", view_contact(db, c->contact_id)},
                      {"lead_detail", c->lead_id ? view_lead(db, *c->lead_id) : JsonText{}}});
    return out;
}

}  // namespace parley
