#include "server/store/views.hpp"

namespace parley {
namespace {

JsonText view_stage(std::int64_t id, std::string_view name) {
    return json_object({{"id", id}, {"name", name}});
}

JsonText view_touch(const Touch& touch) {
    return {dump(write_touch(touch))};
}

JsonText view_identities(db::Connection& db, std::int64_t contact_id) {
    JsonList list;
    for (auto row = db.query(db::q::identities_of_contact, contact_id); row.next();) {
        const auto realm = row.view(0);
        list.push_back(json_object(
            {{"kind", realm.substr(0, realm.find(':'))}, {"handle", row.view(1)}, {"username", row.maybe_text(2)}}));
    }
    return list.text();
}

JsonText view_consents(db::Connection& db, std::int64_t contact_id) {
    JsonList list;
    for (auto row = db.query(db::q::consents_of_contact, contact_id); row.next();) {
        list.push_back(json_object({{"at", to_rfc3339(row.integer(0))},
                                    {"channel_id", row.integer(1)},
                                    {"version", row.view(2)},
                                    {"text", row.view(3)},
                                    {"language", row.view(4)},
                                    {"page", row.maybe_text(5)}}));
    }
    return list.text();
}

}  // namespace

Json view_user_brief(db::Connection& db, std::optional<std::int64_t> id) {
    if (!id) return nullptr;
    auto row = db.query(db::q::user_get, *id);
    if (!row.next()) return nullptr;
    return {{"id", *id}, {"name", row.text(2)}};
}

JsonText view_lead(db::Connection& db, std::int64_t id, bool with_touches) {
    const auto lead = lead_by_id(db, id);
    if (!lead) return {};
    auto out = json_object(
        {{"id", lead->id},
         {"title", lead->title},
         {"contact_id", lead->contact_id},
         {"conversation_id", lead->conversation_id},
         {"pipeline_id", lead->pipeline_id},
         {"stage", json_object({{"id", lead->stage_id},
                                {"name", lead->stage_name},
                                {"group", name_of(static_cast<StageGroup>(lead->stage_group))}})},
         {"owner", lead->owner_id ? json_object({{"id", *lead->owner_id}, {"name", lead->owner_name}}) : JsonText{}},
         {"amount_minor", lead->amount_minor},
         {"currency", lead->currency},
         {"source", lead->source},
         {"campaign", lead->campaign},
         {"created_at", to_rfc3339(lead->created_at)}});
    if (!with_touches) return out;
    const auto touches = touches_of(db, lead->contact_id);
    const auto attribution = attribute(touches);
    JsonList list, history;
    for (const auto& touch : touches) list.push_back(view_touch(touch));
    for (auto row = db.query(db::q::lead_history, id); row.next();) {
        history.push_back(json_object({{"stage", view_stage(row.integer(1), row.view(2))},
                                       {"at", to_rfc3339(row.integer(0))},
                                       {"by", row.maybe_integer(3)}}));
    }
    json_extend(out, {{"first_touch", attribution.first ? view_touch(*attribution.first) : JsonText{}},
                      {"last_touch", attribution.last ? view_touch(*attribution.last) : JsonText{}},
                      {"touches", list.text()},
                      {"history", history.text()}});
    return out;
}

JsonText view_contact(db::Connection& db, std::int64_t id) {
    const auto c = contact_by_id(db, id);
    if (!c) return {};
    return json_object({{"id", c->id},
                        {"name", c->name},
                        {"phone", c->phone},
                        {"phone_verified", c->phone_verified},
                        {"email", c->email},
                        {"email_verified", c->email_verified},
                        {"language", c->language},
                        {"avatar_url", nullptr},
                        {"blocked", c->blocked},
                        {"created_at", to_rfc3339(c->created_at)},
                        {"attributes", JsonText{dump(c->attributes)}},
                        {"identities", view_identities(db, id)},
                        {"consents", view_consents(db, id)}});
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
            {"skills", Json::parse(row.view(11), nullptr, false)},
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

}  // namespace parley
