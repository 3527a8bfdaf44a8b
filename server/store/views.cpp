#include "server/store/views.hpp"

#include "server/store/directory.hpp"
#include "server/store/merges.hpp"

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

JsonText lead_object(const Lead& lead, std::string_view owner_name) {
    return json_object(
        {{"id", lead.id},
         {"title", lead.title},
         {"contact_id", lead.contact_id},
         {"conversation_id", lead.conversation_id},
         {"pipeline_id", lead.pipeline_id},
         {"stage", json_object({{"id", lead.stage_id},
                                {"name", lead.stage_name},
                                {"group", name_of(static_cast<StageGroup>(lead.stage_group))}})},
         {"owner", lead.owner_id ? json_object({{"id", *lead.owner_id}, {"name", owner_name}}) : JsonText{}},
         {"amount_minor", lead.amount_minor},
         {"currency", lead.currency},
         {"source", lead.source},
         {"campaign", lead.campaign},
         {"created_at", to_rfc3339(lead.created_at)}});
}

/// With where it came from and which way it went.
JsonText lead_story(const Lead& lead, std::string_view owner_name, const std::vector<Touch>& touches,
                    const JsonList& history) {
    auto out = lead_object(lead, owner_name);
    const auto attribution = attribute(touches);
    JsonList list;
    for (const auto& touch : touches) list.push_back(view_touch(touch));
    json_extend(out, {{"first_touch", attribution.first ? view_touch(*attribution.first) : JsonText{}},
                      {"last_touch", attribution.last ? view_touch(*attribution.last) : JsonText{}},
                      {"touches", list.text()},
                      {"history", history.text()}});
    return out;
}

/// Those that were found to be the same person, each to be taken apart again.
JsonText view_merged(db::Connection& db, std::int64_t contact_id) {
    JsonList list;
    for (const auto& merge : merges_below(db, contact_id)) {
        const auto c = contact_by_id(db, merge.contact_id);
        if (!c) continue;
        list.push_back(json_object({{"id", c->id},
                                    {"name", c->name},
                                    {"phone", c->phone},
                                    {"email", c->email},
                                    {"at", to_rfc3339(merge.at)},
                                    {"by", JsonText{dump(view_user_brief(db, merge.by_user_id))}}}));
    }
    return list.text();
}

/// A link to set the own password with: until when it is good, also when there was one and is none any more. Null for
/// who has a password and no link.
Json view_invitation(db::Connection& db, std::int64_t user_id, bool has_password) {
    auto row = db.query(db::q::invitation_of_user, user_id);
    if (row.next()) return {{"expires_at", to_rfc3339(row.integer(0))}, {"first", !has_password}};
    if (has_password) return nullptr;
    return {{"expires_at", nullptr}, {"first", true}};
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
    if (!with_touches) return lead_object(*lead, lead->owner_name);
    JsonList history;
    for (auto row = db.query(db::q::lead_history, id); row.next();) {
        history.push_back(json_object({{"stage", view_stage(row.integer(1), row.view(2))},
                                       {"at", to_rfc3339(row.integer(0))},
                                       {"by", row.maybe_integer(3)}}));
    }
    return lead_story(*lead, lead->owner_name, touches_of(db, lead->contact_id), history);
}

JsonText view_new_lead(Directory& names, const Lead& lead, const std::vector<Touch>& touches) {
    JsonList history;
    history.push_back(json_object(
        {{"stage", view_stage(lead.stage_id, lead.stage_name)}, {"at", to_rfc3339(lead.created_at)}, {"by", nullptr}}));
    return lead_story(lead, lead.owner_id ? names.user(*lead.owner_id) : std::string(), touches, history);
}

JsonText view_contact(db::Connection& db, std::int64_t id) {
    const auto c = contact_by_id(db, id);
    if (!c) return {};
    const auto merge = merge_of(db, id);
    std::optional<std::string> avatar;
    if (auto row = db.query(db::q::avatar_get, id); row.next()) avatar = avatar_address(id, row.view(4));
    return json_object({{"id", c->id},
                        {"name", c->name},
                        {"phone", c->phone},
                        {"phone_verified", c->phone_verified},
                        {"email", c->email},
                        {"email_verified", c->email_verified},
                        {"language", c->language},
                        {"avatar_url", avatar},
                        {"blocked", c->blocked},
                        {"created_at", to_rfc3339(c->created_at)},
                        {"attributes", JsonText{dump(c->attributes)}},
                        {"identities", view_identities(db, id)},
                        {"consents", view_consents(db, id)},
                        {"merged", view_merged(db, id)},
                        {"merged_into", merge ? std::optional(merge->into_id) : std::nullopt}});
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
            {"skills", stored_json(row.view(11))},
            {"invitation", view_invitation(db, id, !row.view(10).empty())},
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
            {"state_code", row.text(10)},
            {"state_detail", row.text(7)},
            {"hook_url", public_url + path}};
}

}  // namespace parley
