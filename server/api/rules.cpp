#include "server/api/editor.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"
#include "server/domain/routing_cover.hpp"
#include "server/flow/assign.hpp"
#include "server/store/views.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr Millis kMonth = 30LL * 24 * 3600 * 1000;

std::map<std::int64_t, std::string> kinds_of_channels(db::Connection& db) {
    std::map<std::int64_t, std::string> kinds;
    for (auto row = db.query(db::q::channels_all); row.next();) kinds[row.integer(0)] = row.text(1);
    return kinds;
}

Json all_rules(ApiContext& context, db::Connection& db) {
    std::map<std::int64_t, std::int64_t> matches;
    for (auto row = db.query(db::q::rule_matches_since, context.clock.now() - kMonth); row.next();)
        matches[row.integer(0)] = row.integer(1);
    const auto shadowed = taken_by(load_routing(db).rules, kinds_of_channels(db));
    Json items = Json::array();
    for (auto row = db.query(db::q::rules_all); row.next();) {
        const auto id = row.integer(0);
        const auto taken = shadowed.find(id);
        items.push_back({{"id", id},
                         {"position", row.integer(1)},
                         {"name", row.text(2)},
                         {"enabled", row.integer(3) != 0},
                         {"conditions", stored_json(row.view(4))},
                         {"action", stored_json(row.view(5))},
                         {"matches", matches[id]},
                         {"taken_by", taken == shadowed.end() ? Json(nullptr) : Json(taken->second)}});
    }
    return items;
}

/// What follows when the conditions hold; what is not known is refused, so that a typing mistake is seen.
Json read_action(db::Connection& db, const Json& given) {
    if (!given.is_object()) throw Failure(Error::field("action", "must be an object"));
    for (const auto& [name, value] : given.items()) {
        if (name != "team_id" && name != "user_id" && name != "priority" && name != "skills")
            throw Failure(Error::field("action/" + name, "is not known here"));
    }
    Json action = Json::object();
    const auto team = integer_field(given, "team_id"), user = integer_field(given, "user_id");
    if (!team && !user) throw Failure(Error::field("action", "needs a team_id or a user_id"));
    if (user) {
        if (view_user_brief(db, user).is_null()) throw Failure(Error::field("action/user_id", "there is no such user"));
        action["user_id"] = *user;
    }
    if (team) {
        bool known = false;
        for (auto row = db.query(db::q::teams_all); row.next();) known = known || row.integer(0) == *team;
        if (!known) throw Failure(Error::field("action/team_id", "there is no such team"));
        action["team_id"] = *team;
    }
    if (const auto priority = integer_field(given, "priority"); priority && *priority != 0) {
        if (*priority < 0 || *priority > 10) throw Failure(Error::field("action/priority", "is 0 to 10"));
        action["priority"] = *priority;
    }
    if (const Json* skills = find(given, "skills"); skills && !skills->is_null()) {
        const bool texts =
            skills->is_array() && std::ranges::all_of(*skills, [](const Json& one) { return one.is_string(); });
        if (!texts) throw Failure(Error::field("action/skills", "must be a list of texts"));
        if (!skills->empty()) action["skills"] = *skills;
    }
    return action;
}

void store_rule(Transaction& transaction, std::int64_t id, bool fresh, const Json& body) {
    const auto conditions = read_conditions(body.value("conditions", Json::object()));
    if (!conditions) throw Failure(conditions.error());
    auto& db = transaction.db();
    const auto act = dump(read_action(db, body.value("action", Json::object())));
    const auto position = integer_of(body, "position").value_or(0);
    const auto name = text_field(body, "name", 200).value_or("");
    const bool enabled = !body.contains("enabled") || flag_of(body, "enabled");
    const auto text = dump(write_conditions(*conditions));
    if (fresh)
        db.execute(db::q::rule_insert, id, position, name, enabled, text, act);
    else if (db.execute(db::q::rule_update, id, position, name, enabled, text, act) == 0)
        throw Failure(Error(Errc::not_found, "there is no such rule"));
}

/// The whole order at once: two who move rules at the same time end with one of the two orders, never a mixture.
asio::awaitable<Response> set_order(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto body = read_body(request, {"ids"});
    std::vector<std::int64_t> wanted;
    if (const Json* ids = find(body, "ids"); ids && ids->is_array()) {
        for (const auto& id : *ids) wanted.push_back(id.is_number_integer() ? id.get<std::int64_t>() : 0);
    }
    co_await context.store.write([&](Transaction& transaction) {
        std::vector<std::int64_t> known;
        for (auto row = transaction.db().query(db::q::rules_all); row.next();) known.push_back(row.integer(0));
        if (!std::ranges::is_permutation(known, wanted))
            throw Failure(Error::field("ids", "must name every rule once; somebody may have added one meanwhile"));
        for (std::size_t i = 0; i < wanted.size(); ++i)
            transaction.db().execute(db::q::rule_move, wanted[i], static_cast<std::int64_t>(i + 1));
    });
    co_return Response::empty(204);
}

/// What would become of such a message now. Nothing is stored and nobody is told.
asio::awaitable<Response> try_rules(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::manager);
    const auto body = read_body(
        request, {"channel_id", "text", "language", "source", "campaign", "page", "at", "returning", "contact_fields"});
    Enquiry enquiry;
    enquiry.channel_id = integer_field(body, "channel_id").value_or(0);
    enquiry.text = text_field(body, "text", 16'000).value_or("");
    enquiry.language = text_field(body, "language", 35).value_or("");
    enquiry.source = text_field(body, "source", 200).value_or("");
    enquiry.campaign = text_field(body, "campaign", 200).value_or("");
    enquiry.landing_page = text_field(body, "page", 2'048).value_or("");
    enquiry.returning = flag_of(body, "returning");
    if (const Json* fields = find(body, "contact_fields"); fields && fields->is_object()) {
        for (const auto& [name, value] : fields->items()) {
            if (value.is_string()) enquiry.contact_fields[name] = value.get<std::string>();
        }
    }
    Millis at = context.clock.now();
    if (const auto given = text_field(body, "at", 40); given && !given->empty()) {
        const auto read = from_rfc3339(*given);
        if (!read) throw Failure(Error::field("at", "is a time such as 2026-11-22T09:00:00Z"));
        at = *read;
    }
    auto answer = co_await context.store.read([&](db::Connection& db) {
        const auto kinds = kinds_of_channels(db);
        const auto kind = kinds.find(enquiry.channel_id);
        if (kind == kinds.end()) throw Failure(Error::field("channel_id", "there is no such channel"));
        enquiry.channel_kind = kind->second;
        const auto tables = load_routing(db);
        const auto decision = decide(tables, enquiry, at);
        const auto named = [&](const auto& all, std::optional<std::int64_t> id) {
            for (const auto& one : all) {
                if (one.id == id) return Json{{"id", one.id}, {"name", one.name}};
            }
            return Json(nullptr);
        };
        return dump({{"rule", named(tables.rules, decision.rule_id)},
                     {"team", named(tables.teams, decision.team_id)},
                     {"user", view_user_brief(db, decision.user_id)},
                     {"reason", decision.reason},
                     {"priority", decision.priority},
                     {"in_hours", in_hours(tables, at)},
                     {"log", stored_json(decision_log(decision).text)}});
    });
    co_return Response::json(200, std::move(answer));
}

}  // namespace

void add_rule_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/rules", list_with(context, Role::manager, all_rules)});
    add_editor(router, context, "/api/v1/rules", {"name", "position", "enabled", "conditions", "action"}, store_rule);
    router.add(
        {Method::post, "/api/v1/rules/order", [&context](Request& request) { return set_order(context, request); }});
    router.add(
        {Method::post, "/api/v1/rules/test", [&context](Request& request) { return try_rules(context, request); }});
    router.add({Method::del, "/api/v1/rules/{id}", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    const auto id = path_id(request);
                    co_await context.store.write([&](Transaction& transaction) {
                        if (transaction.db().execute(db::q::rule_delete, id) == 0)
                            throw Failure(Error(Errc::not_found, "there is no such rule"));
                    });
                    co_return Response::empty(204);
                }});
}

}  // namespace parley
