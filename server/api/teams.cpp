#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/flow/assign.hpp"
#include "server/store/views.hpp"

#include <boost/asio/this_coro.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

template <class List>
Handler list_with(ApiContext& context, Role least, List list) {
    return [&context, least, list](Request& request) -> asio::awaitable<Response> {
        co_await allowed(context, request, least);
        auto body = co_await context.store.read(
            [&](db::Connection& db) { return dump({{"items", list(context, db)}, {"next_cursor", nullptr}}); });
        co_return Response::json(200, std::move(body));
    };
}

Json all_users(ApiContext&, db::Connection& db) {
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::users_all); row.next();) ids.push_back(row.integer(0));
    Json items = Json::array();
    for (const auto id : ids) items.push_back(view_user(db, id));
    return items;
}

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

Json all_rules(ApiContext&, db::Connection& db) {
    Json items = Json::array();
    for (auto row = db.query(db::q::rules_all); row.next();) {
        items.push_back({{"id", row.integer(0)},
                         {"position", row.integer(1)},
                         {"name", row.text(2)},
                         {"enabled", row.integer(3) != 0},
                         {"conditions", Json::parse(row.view(4), nullptr, false)},
                         {"action", Json::parse(row.view(5), nullptr, false)}});
    }
    return items;
}

Json all_channels(ApiContext& context, db::Connection& db) {
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::channels_all); row.next();) ids.push_back(row.integer(0));
    Json items = Json::array();
    for (const auto id : ids) items.push_back(view_channel(db, id, context.settings.public_url));
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
    drain_queue(transaction);
}

void store_rule(Transaction& transaction, std::int64_t id, bool fresh, const Json& body) {
    const auto conditions = read_conditions(body.value("conditions", Json::object()));
    if (!conditions) throw Failure(conditions.error());
    const Json action = body.value("action", Json::object());
    if (!integer_of(action, "team_id") && !integer_of(action, "user_id"))
        throw Failure(Error::field("action", "needs a team_id or a user_id"));
    const auto position = integer_of(body, "position").value_or(0);
    const auto name = text_or(body, "name");
    const bool enabled = !body.contains("enabled") || flag_of(body, "enabled");
    const auto text = dump(write_conditions(*conditions));
    const auto act = dump(action);
    auto& db = transaction.db();
    if (fresh)
        db.execute(db::q::rule_insert, id, position, name, enabled, text, act);
    else if (db.execute(db::q::rule_update, id, position, name, enabled, text, act) == 0)
        throw Failure(Error(Errc::not_found, "there is no such rule"));
}

/// POST makes, PATCH /{id} replaces: the same body, the same checks.
template <class Put>
void add_editor(Router& router, ApiContext& context, const std::string& path,
                std::initializer_list<std::string_view> members, Put put) {
    const std::vector<std::string_view> known(members);
    const auto handle = [&context, known, put](Request& request, bool fresh) -> asio::awaitable<Response> {
        const auto caller = co_await allowed(context, request, Role::admin);
        const auto body = read_body(request, known);
        const std::int64_t known_id = fresh ? 0 : path_id(request);
        const auto store = [&](Transaction& transaction) {
            const auto id = fresh ? transaction.next_id() : known_id;
            put(transaction, id, fresh, body);
            return Response::json(fresh ? 201 : 200, dump({{"id", id}}));
        };
        if (fresh) co_return co_await once(context, request, caller, store);
        co_return co_await context.store.write(store);
    };
    router.add({Method::post, path, [handle](Request& request) { return handle(request, true); }});
    router.add({Method::patch, path + "/{id}", [handle](Request& request) { return handle(request, false); }});
}

/// As they stand: whom a person can serve does not change with his name or language.
std::string skills_of(db::Connection& db, std::int64_t user_id) {
    auto row = db.query(db::q::user_get, user_id);
    return row.next() ? row.text(11) : "[]";
}

void change_user(Transaction& transaction, std::int64_t id, const Json& body) {
    const auto user = view_user(transaction.db(), id);
    if (user.is_null()) throw Failure(Error(Errc::not_found, "there is no such user"));
    const auto role = role_from(text_or(body, "role", text_or(user, "role")));
    if (!role) throw Failure(Error::field("role", "is admin, manager or operator"));
    const auto language = text_or(body, "language", text_or(user, "language"));
    if (language != "en" && language != "ru" && language != "pl")
        throw Failure(Error::field("language", "is en, ru or pl"));
    const auto capacity = integer_of(body, "capacity").value_or(integer_of(user, "capacity").value_or(20));
    if (capacity < 0 || capacity > 1000) throw Failure(Error::field("capacity", "is 0 to 1000"));
    const bool active = body.contains("active") ? flag_of(body, "active") : flag_of(user, "active");
    transaction.db().execute(db::q::user_update, id, text_or(body, "name", text_or(user, "name")), *role, language,
                             active, capacity, skills_of(transaction.db(), id));
    if (!active) transaction.db().execute(db::q::sessions_delete_of_user, id);
    transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
    drain_queue(transaction);
}

}  // namespace

void add_team_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/users", list_with(context, Role::operator_, all_users)});
    router.add({Method::get, "/api/v1/teams", list_with(context, Role::operator_, all_teams)});
    router.add({Method::get, "/api/v1/rules", list_with(context, Role::manager, all_rules)});
    router.add({Method::get, "/api/v1/channels", list_with(context, Role::operator_, all_channels)});
    add_editor(router, context, "/api/v1/teams", {"name", "strategy", "reoffer_seconds", "members"}, store_team);
    add_editor(router, context, "/api/v1/rules", {"name", "position", "enabled", "conditions", "action"}, store_rule);
    router.add({Method::del, "/api/v1/rules/{id}", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    const auto id = path_id(request);
                    co_await context.store.write([&](Transaction& transaction) {
                        if (transaction.db().execute(db::q::rule_delete, id) == 0)
                            throw Failure(Error(Errc::not_found, "there is no such rule"));
                    });
                    co_return Response::empty(204);
                }});
    router.add({Method::get, "/api/v1/me", [&context](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    auto user =
                        co_await context.store.read([&](db::Connection& db) { return view_user(db, caller.user_id); });
                    co_return Response::json(200, dump(user));
                }});
    const auto change = [&context](std::int64_t id, const Json& body) -> asio::awaitable<Response> {
        auto user = co_await context.store.write([&](Transaction& transaction) {
            change_user(transaction, id, body);
            return view_user(transaction.db(), id);
        });
        co_return Response::json(200, dump(user));
    };
    router.add({Method::patch, "/api/v1/me", [&context, change](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    const auto body = read_body(request, {"language", "name"});
                    co_return co_await change(caller.user_id, body);
                }});
    router.add({Method::patch, "/api/v1/users/{id}", [&context, change](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    const auto id = path_id(request);
                    const auto body = read_body(request, {"name", "role", "language", "active", "capacity"});
                    co_return co_await change(id, body);
                }});
}

}  // namespace parley
