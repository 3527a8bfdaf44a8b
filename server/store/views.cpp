#include "server/store/views.hpp"

#include "server/base/text.hpp"
#include "server/domain/reply_window.hpp"
#include "server/store/attachments.hpp"
#include "server/store/settings.hpp"

namespace parley {
namespace {

template <class T>
Json maybe(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}
Json maybe_time(const std::optional<Millis>& time) {
    return time ? Json(to_rfc3339(*time)) : Json(nullptr);
}

bool has_files(const Message& m) {
    return m.kind == MessageKind::image || m.kind == MessageKind::video || m.kind == MessageKind::audio ||
           m.kind == MessageKind::voice || m.kind == MessageKind::file || m.kind == MessageKind::sticker;
}

Json view_reply(db::Connection& db, const Message& m) {
    if (!m.reply_to) return nullptr;
    const auto quoted = message_at(db, {m.conversation_id, *m.reply_to});
    if (!quoted) return nullptr;
    std::string author;
    if (quoted->author_id) author = text_or(view_user_brief(db, quoted->author_id), "name");
    return {{"id", quoted->id}, {"text", cut_code_points(quoted->text, 140)}, {"author_name", author}};
}

Json view_stage(const Lead& lead) {
    return {{"id", lead.stage_id},
            {"name", lead.stage_name},
            {"group", name_of(static_cast<StageGroup>(lead.stage_group))}};
}

/// The log of candidates is long: only the conversation seen as a whole carries it.
Json view_assignment(db::Connection& db, std::int64_t conversation_id, bool whole) {
    auto row = db.query(db::q::assignment_last, conversation_id);
    if (!row.next()) return nullptr;
    Json out{{"at", to_rfc3339(row.integer(0))}, {"reason", row.text(4)}};
    if (whole) out["log"] = Json::parse(row.view(5), nullptr, false);
    return out;
}

Json view_author(db::Connection& db, const Message& m) {
    Json author{{"type", name_of(m.author_type)}, {"id", maybe(m.author_id)}, {"name", nullptr}};
    if (m.author_id)
        author["name"] = text_or(view_user_brief(db, m.author_id), "name");
    else if (m.content.is_object() && m.content.contains("author_name"))
        author["name"] = m.content["author_name"];
    return author;
}

/// Some channels take an answer only for a while after the contact wrote.
Json view_can_reply(db::Connection& db, const Conversation& c, std::string_view channel_kind) {
    Json until = nullptr;
    if (const auto window = reply_window(channel_kind, c.thread)) {
        auto row = db.query(db::q::message_last_inbound, c.id);
        if (row.next()) until = to_rfc3339(row.integer(0) + *window);
    }
    return {{"allowed", !c.cannot_reply}, {"code", maybe(c.cannot_reply)}, {"until", std::move(until)}};
}

Json view_last_message(db::Connection& db, const Conversation& c) {
    const auto last = message_at(db, {c.id, c.last_message_id});
    if (!last) return nullptr;
    return {{"id", last->id},
            {"direction", name_of(last->direction)},
            {"author_type", name_of(last->author_type)},
            {"author", view_author(db, *last)},
            {"note", last->note},
            {"kind", name_of(last->kind)},
            {"text", last->deleted_at ? std::string_view() : cut_code_points(last->text, 140)},
            {"at", to_rfc3339(last->received_at)},
            {"status", name_of(last->status)}};
}

}  // namespace

Json view_user_brief(db::Connection& db, std::optional<std::int64_t> id) {
    if (!id) return nullptr;
    auto row = db.query(db::q::user_get, *id);
    if (!row.next()) return nullptr;
    return {{"id", *id}, {"name", row.text(2)}};
}

Json view_attachment(const Attachment& a) {
    return {{"id", a.id},
            {"kind", name_of(a.kind)},
            {"name", a.name},
            {"content_type", a.content_type},
            {"size", a.size},
            {"width", maybe(a.width)},
            {"height", maybe(a.height)},
            {"duration_ms", maybe(a.duration_ms)},
            {"state", name_of(a.state)},
            {"reason", a.reason.empty() ? Json(nullptr) : Json(a.reason)},
            {"url",
             a.state == AttachmentState::ready ? Json("/api/v1/attachments/" + std::to_string(a.id)) : Json(nullptr)}};
}

Json view_message(db::Connection& db, const Message& m) {
    Json attachments = Json::array();
    if (m.id != 0 && (has_files(m) || m.kind == MessageKind::text)) {
        for (const auto& a : attachments_of(db, m.id)) attachments.push_back(view_attachment(a));
    }
    Json error = nullptr;
    if (!m.error_code.empty()) error = {{"code", m.error_code}, {"message", m.error_message}};
    return {{"id", m.id},
            {"conversation_id", m.conversation_id},
            {"direction", name_of(m.direction)},
            {"author", view_author(db, m)},
            {"kind", name_of(m.kind)},
            {"note", m.note},
            {"text", m.deleted_at ? std::string() : m.text},
            {"sent_at", to_rfc3339(m.sent_at)},
            {"received_at", to_rfc3339(m.received_at)},
            {"status", name_of(m.status)},
            {"status_at", maybe_time(m.status_at)},
            {"error", std::move(error)},
            {"client_id", maybe(m.client_id)},
            {"external_id", maybe(m.external_id)},
            {"reply_to", view_reply(db, m)},
            {"attachments", std::move(attachments)},
            {"content", m.content},
            {"edited_at", maybe_time(m.edited_at)},
            {"deleted_at", maybe_time(m.deleted_at)}};
}

Json view_lead(db::Connection& db, std::int64_t id, bool with_touches) {
    const auto lead = lead_by_id(db, id);
    if (!lead) return nullptr;
    Json out{{"id", lead->id},
             {"title", lead->title},
             {"contact_id", lead->contact_id},
             {"conversation_id", lead->conversation_id},
             {"pipeline_id", lead->pipeline_id},
             {"stage", view_stage(*lead)},
             {"owner", view_user_brief(db, lead->owner_id)},
             {"amount_minor", maybe(lead->amount_minor)},
             {"currency", maybe(lead->currency)},
             {"source", maybe(lead->source)},
             {"campaign", maybe(lead->campaign)},
             {"created_at", to_rfc3339(lead->created_at)}};
    if (!with_touches) return out;
    const auto touches = touches_of(db, lead->contact_id);
    const auto attribution = attribute(touches);
    out["first_touch"] = attribution.first ? write_touch(*attribution.first) : Json(nullptr);
    out["last_touch"] = attribution.last ? write_touch(*attribution.last) : Json(nullptr);
    auto& list = out["touches"] = Json::array();
    for (const auto& touch : touches) list.push_back(write_touch(touch));
    auto& history = out["history"] = Json::array();
    for (auto row = db.query(db::q::lead_history, id); row.next();) {
        history.push_back({{"stage", {{"id", row.integer(1)}, {"name", row.text(2)}}},
                           {"at", to_rfc3339(row.integer(0))},
                           {"by", maybe(row.maybe_integer(3))}});
    }
    return out;
}

Json view_contact(db::Connection& db, std::int64_t id) {
    const auto c = contact_by_id(db, id);
    if (!c) return nullptr;
    Json identities = Json::array();
    for (auto row = db.query(db::q::identities_of_contact, id); row.next();) {
        const auto realm = row.text(0);
        identities.push_back({{"kind", realm.substr(0, realm.find(':'))},
                              {"handle", row.text(1)},
                              {"username", maybe(row.maybe_text(2))}});
    }
    return {{"id", c->id},
            {"name", c->name},
            {"phone", maybe(c->phone)},
            {"phone_verified", c->phone_verified},
            {"email", maybe(c->email)},
            {"email_verified", c->email_verified},
            {"language", maybe(c->language)},
            {"avatar_url", nullptr},
            {"blocked", c->blocked},
            {"created_at", to_rfc3339(c->created_at)},
            {"attributes", c->attributes},
            {"identities", std::move(identities)}};
}

Json view_conversation(db::Connection& db, std::int64_t id, bool whole) {
    const auto c = conversation_by_id(db, id);
    if (!c) return nullptr;
    Json channel{{"id", c->channel_id}, {"kind", ""}, {"name", ""}};
    if (auto row = db.query(db::q::channel_get, c->channel_id); row.next()) {
        channel["kind"] = row.text(1);
        channel["name"] = row.text(2);
    }
    const auto contact = contact_by_id(db, c->contact_id);
    Json team = nullptr;
    if (c->team_id) {
        for (auto row = db.query(db::q::teams_all); row.next();) {
            if (row.integer(0) == *c->team_id) team = {{"id", row.integer(0)}, {"name", row.text(1)}};
        }
    }
    Json wait = nullptr;
    if (c->wait_id && c->clock.open) {
        wait = {{"id", *c->wait_id},
                {"opened_at", to_rfc3339(c->clock.open->opened_at)},
                {"first", c->clock.open->first},
                {"target_seconds", target_seconds(db)}};
    }
    Json lead = nullptr;
    if (c->lead_id) {
        if (const auto row = lead_by_id(db, *c->lead_id)) {
            lead = {{"id", row->id},
                    {"title", row->title},
                    {"stage", view_stage(*row)},
                    {"source", maybe(row->source)},
                    {"campaign", maybe(row->campaign)},
                    {"owner_id", maybe(row->owner_id)}};
        }
    }
    auto can_reply = view_can_reply(db, *c, text_or(channel, "kind"));
    Json out{{"id", c->id},
             {"channel", std::move(channel)},
             {"contact",
              {{"id", c->contact_id}, {"name", contact ? contact->name : std::string()}, {"avatar_url", nullptr}}},
             {"status", name_of(c->status)},
             {"assignee", view_user_brief(db, c->assignee_id)},
             {"team", std::move(team)},
             {"unread", c->unread},
             {"priority", c->priority},
             {"created_at", to_rfc3339(c->created_at)},
             {"last_activity_at", to_rfc3339(c->last_activity_at)},
             {"snoozed_until", maybe_time(c->snoozed_until)},
             {"wait", std::move(wait)},
             {"assignment", view_assignment(db, id, whole)},
             {"last_message", view_last_message(db, *c)},
             {"lead", std::move(lead)},
             {"can_reply", std::move(can_reply)},
             {"tags", Json::array()}};
    if (whole) {
        out["contact_detail"] = view_contact(db, c->contact_id);
        out["lead_detail"] = c->lead_id ? view_lead(db, *c->lead_id) : Json(nullptr);
    }
    return out;
}

Json view_user(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::user_get, id);
    if (!row.next()) return nullptr;
    const bool online = row.integer(8) != 0;
    const bool away = row.integer(9) != 0;
    return {{"id", id},
            {"email", row.text(1)},
            {"name", row.text(2)},
            {"role", name_of(static_cast<Role>(row.integer(3)))},
            {"language", row.text(4)},
            {"active", row.integer(5) != 0},
            {"capacity", row.integer(6)},
            {"load", row.integer(7)},
            {"presence", !online ? "offline"
                         : away  ? "away"
                                 : "online"}};
}

Json view_channel(db::Connection& db, std::int64_t id, const std::string& public_url) {
    auto row = db.query(db::q::channel_get, id);
    if (!row.next()) return nullptr;
    const auto kind = row.text(1);
    const auto key = row.text(3);
    const auto path = kind == "api" ? "/api/channel/v1/" + key : "/hooks/" + kind + "/" + key;
    return {{"id", id},
            {"kind", kind},
            {"name", row.text(2)},
            {"key", key},
            {"enabled", row.integer(5) != 0},
            {"state", row.text(6)},
            {"state_detail", row.text(7)},
            {"hook_url", public_url + path}};
}

Json view_event(db::Connection& db, const Event& event, const std::string& public_url) {
    const auto refs = Json::parse(event.data, nullptr, false);
    Json data = Json::object();
    if (event.type.starts_with("message.")) {
        const auto message_id = integer_of(refs, "message_id").value_or(0);
        const auto message = message_at(db, {event.conversation_id.value_or(0), message_id});
        data["message"] = message ? view_message(db, *message) : Json(nullptr);
        if (event.type == "message.created")
            data["conversation"] = view_conversation(db, event.conversation_id.value_or(0));
    } else if (event.type.starts_with("conversation.")) {
        data["conversation"] = view_conversation(db, event.conversation_id.value_or(0));
    } else if (event.type.starts_with("lead.")) {
        data["lead"] = view_lead(db, integer_of(refs, "lead_id").value_or(0));
    } else if (event.type.starts_with("contact.")) {
        data["contact"] = view_contact(db, integer_of(refs, "contact_id").value_or(0));
    } else if (event.type.starts_with("user.")) {
        data["user"] = view_user(db, integer_of(refs, "user_id").value_or(0));
    } else if (event.type.starts_with("channel.")) {
        data["channel"] = view_channel(db, integer_of(refs, "channel_id").value_or(0), public_url);
    }
    return {{"seq", event.seq},
            {"type", event.type},
            {"at", to_rfc3339(event.at)},
            {"conversation_id", maybe(event.conversation_id)},
            {"data", std::move(data)}};
}

}  // namespace parley
