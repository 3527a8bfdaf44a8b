#include "server/api/editor.hpp"
#include "server/api/routes.hpp"
#include "server/flow/assign.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace {

Json all_teams(ApiContext&, db::Connection& db) {
    Json items = Json::array();
    for (const auto& team : load_routing(db).teams) {
        Json members = Json::array();
        for (const auto& member : team.members) members.push_back(member.user_id);
        items.push_back({{"id", team.id},
                         {"name", team.name},
                         {"strategy", name_of(team.strategy)},
                         {"reoffer_seconds", team.reoffer_seconds},
                         {"members", std::move(members)}});
    }
    return items;
}

void store_team(Transaction& transaction, std::int64_t id, bool fresh, const Json& body) {
    const auto strategy = text_or(body, "strategy", "least_loaded");
    const auto name = text_or(body, "name");
    if (name.empty()) throw Failure(Error::field("name", "is missing"));
    if (!strategy_from(strategy)) throw Failure(Error::field("strategy", "is least_loaded, round_robin or weighted"));
    const auto seconds = integer_of(body, "reoffer_seconds").value_or(0);
    if (seconds < 0 || seconds > 86'400) throw Failure(Error::field("reoffer_seconds", "is 0 (never) to 86400"));
    auto& db = transaction.db();
    if (fresh)
        db.execute(db::q::team_insert, id, name, strategy, seconds, transaction.now());
    else if (db.execute(db::q::team_update, id, name, strategy, seconds) == 0)
        throw Failure(Error(Errc::not_found, "there is no such team"));
    if (const Json* members = find(body, "members"); members && members->is_array()) {
        db.execute(db::q::team_members_clear, id);
        for (const auto& member : *members) {
            const std::int64_t user = member.is_number_integer() ? member.get<std::int64_t>() : 0;
            if (view_user_brief(db, user).is_null())
                throw Failure(Error::field("members", "there is no user " + member.dump()));
            db.execute(db::q::team_member_insert, id, user, 1);
        }
    }
    // Each team is a view of its people.
    transaction.emit("views.updated", std::nullopt, "{}");
    drain_queue(transaction);
}

}  // namespace

void add_team_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/teams", list_with(context, Role::operator_, all_teams)});
    add_editor(router, context, "/api/v1/teams", {"name", "strategy", "reoffer_seconds", "members"}, store_team);
}

}  // namespace parley
