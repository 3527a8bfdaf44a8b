#include "server/base/text.hpp"
#include "server/domain/reply_window.hpp"
#include "server/store/attachments.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"

namespace parley {
namespace {

std::optional<std::string> maybe_time(const std::optional<Millis>& time) {
    return time ? std::optional(to_rfc3339(*time)) : std::nullopt;
}

std::string name_of_user(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::user_get, id);
    return row.next() ? row.text(2) : std::string();
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

JsonText view_author(db::Connection& db, const Message& m) {
    std::optional<std::string> name;
    if (m.author_id)
        name = name_of_user(db, *m.author_id);
    else if (m.content.is_object())
        name = text_of(m.content, "author_name");
    return json_object({{"type", name_of(m.author_type)}, {"id", m.author_id}, {"name", name}});
}

JsonText view_reply(db::Connection& db, const Message& m) {
    if (!m.reply_to) return {};
    const auto quoted = message_at(db, {m.conversation_id, *m.reply_to});
    if (!quoted) return {};
    return json_object({{"id", quoted->id},
                        {"text", cut_code_points(quoted->text, 140)},
                        {"author_name", quoted->author_id ? name_of_user(db, *quoted->author_id) : std::string()}});
}

JsonText view_error(const Message& m) {
    if (m.error_code.empty()) return {};
    return json_object({{"code", m.error_code}, {"message", m.error_message}});
}

JsonText view_channel_brief(std::int64_t id, std::string_view kind, std::string_view name) {
    return json_object({{"id", id}, {"kind", kind}, {"name", name}});
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

JsonText view_contact_brief(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::contact_name, id);
    return json_object({{"id", id}, {"name", row.next() ? row.view(0) : ""}, {"avatar_url", nullptr}});
}

JsonText view_assignee(db::Connection& db, std::optional<std::int64_t> id) {
    if (!id) return {};
    return json_object({{"id", *id}, {"name", name_of_user(db, *id)}});
}

JsonText view_team_brief(db::Connection& db, std::optional<std::int64_t> id) {
    if (!id) return {};
    for (auto row = db.query(db::q::teams_all); row.next();) {
        if (row.integer(0) == *id) return json_object({{"id", *id}, {"name", row.view(1)}});
    }
    return {};
}

JsonText view_wait(db::Connection& db, const Conversation& c) {
    if (!c.wait_id || !c.clock.open) return {};
    return json_object({{"id", *c.wait_id},
                        {"opened_at", to_rfc3339(c.clock.open->opened_at)},
                        {"first", c.clock.open->first},
                        {"target_seconds", target_seconds(db)}});
}

/// The log of candidates is long: only the conversation seen as a whole carries it.
JsonText view_assignment(db::Connection& db, std::int64_t conversation_id, bool whole) {
    auto row = db.query(db::q::assignment_last, conversation_id);
    if (!row.next()) return {};
    auto out = json_object({{"at", to_rfc3339(row.integer(0))}, {"reason", row.view(4)}});
    if (whole) json_extend(out, {{"log", JsonText{row.text(5)}}});
    return out;
}

JsonText view_last_message(db::Connection& db, const Conversation& c) {
    const auto last = message_at(db, {c.id, c.last_message_id});
    if (!last) return {};
    return json_object({{"id", last->id},
                        {"direction", name_of(last->direction)},
                        {"author_type", name_of(last->author_type)},
                        {"author", view_author(db, *last)},
                        {"note", last->note},
                        {"kind", name_of(last->kind)},
                        {"text", last->deleted_at ? std::string_view() : cut_code_points(last->text, 140)},
                        {"at", to_rfc3339(last->received_at)},
                        {"status", name_of(last->status)}});
}

JsonText view_lead_brief(db::Connection& db, std::optional<std::int64_t> id) {
    if (!id) return {};
    const auto lead = lead_by_id(db, *id);
    if (!lead) return {};
    return json_object({{"id", lead->id},
                        {"title", lead->title},
                        {"stage", json_object({{"id", lead->stage_id},
                                               {"name", lead->stage_name},
                                               {"group", name_of(static_cast<StageGroup>(lead->stage_group))}})},
                        {"source", lead->source},
                        {"campaign", lead->campaign},
                        {"owner_id", lead->owner_id}});
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

JsonText view_message(db::Connection& db, const Message& m) {
    return json_object({{"id", m.id},
                        {"conversation_id", m.conversation_id},
                        {"direction", name_of(m.direction)},
                        {"author", view_author(db, m)},
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
                        {"reply_to", view_reply(db, m)},
                        {"attachments", view_attachments(db, m)},
                        {"content", m.content.is_null() ? JsonText{} : JsonText{dump(m.content)}},
                        {"edited_at", maybe_time(m.edited_at)},
                        {"deleted_at", maybe_time(m.deleted_at)}});
}

JsonText view_conversation(db::Connection& db, std::int64_t id, bool whole) {
    const auto c = conversation_by_id(db, id);
    if (!c) return {};
    std::string channel_kind, channel_name;
    if (auto row = db.query(db::q::channel_get, c->channel_id); row.next()) {
        channel_kind = row.text(1);
        channel_name = row.text(2);
    }
    auto out = json_object({{"id", c->id},
                            {"channel", view_channel_brief(c->channel_id, channel_kind, channel_name)},
                            {"contact", view_contact_brief(db, c->contact_id)},
                            {"status", name_of(c->status)},
                            {"assignee", view_assignee(db, c->assignee_id)},
                            {"team", view_team_brief(db, c->team_id)},
                            {"unread", c->unread},
                            {"priority", c->priority},
                            {"created_at", to_rfc3339(c->created_at)},
                            {"last_activity_at", to_rfc3339(c->last_activity_at)},
                            {"snoozed_until", maybe_time(c->snoozed_until)},
                            {"wait", view_wait(db, *c)},
                            {"assignment", view_assignment(db, id, whole)},
                            {"last_message", view_last_message(db, *c)},
                            {"lead", view_lead_brief(db, c->lead_id)},
                            {"can_reply", view_can_reply(db, *c, channel_kind)},
                            {"tags", JsonText{"[]"}}});
    if (whole) {
        json_extend(out, {{"contact_detail", view_contact(db, c->contact_id)},
                          {"lead_detail", c->lead_id ? view_lead(db, *c->lead_id) : JsonText{}}});
    }
    return out;
}

}  // namespace parley
