#include "server/api/editor.hpp"
#include "server/api/passwords.hpp"
#include "server/api/routes.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/flow/assign.hpp"
#include "server/store/views.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostSkills = 50, kLongestSkill = 60;

Json all_users(ApiContext&, db::Connection& db) {
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::users_all); row.next();) ids.push_back(row.integer(0));
    Json items = Json::array();
    for (const auto id : ids) items.push_back(view_user(db, id));
    return items;
}

/// What a person can do, as rules ask for it: languages by their code ("pl"), anything else in a word of the house's
/// own.
std::string read_skills(const Json& list) {
    if (!list.is_array()) throw Failure(Error::field("skills", "must be a list of texts"));
    Json skills = Json::array();
    for (const auto& item : list) {
        const auto skill = item.is_string() ? std::string(trim(clean(item.get_ref<const std::string&>()))) : "";
        if (skill.empty() || count_code_points(skill) > kLongestSkill)
            throw Failure(Error::field("skills", "each is a text of 1 to 60 characters"));
        if (std::find(skills.begin(), skills.end(), Json(skill)) == skills.end()) skills.push_back(skill);
    }
    if (skills.size() > kMostSkills) throw Failure(Error::field("skills", "are at most 50"));
    return dump(skills);
}

/// Somebody has to be able to mend things.
void check_admin_remains(db::Connection& db, std::int64_t except) {
    for (auto row = db.query(db::q::users_all); row.next();) {
        if (row.integer(0) != except && row.integer(5) != 0 && static_cast<Role>(row.integer(3)) == Role::admin) return;
    }
    throw Failure(Error::field("role", "this is the only admin; make somebody else one first"));
}

void change_user(Transaction& transaction, std::int64_t id, const Json& body) {
    const auto user = view_user(transaction.db(), id);
    if (user.is_null()) throw Failure(Error(Errc::not_found, "there is no such user"));
    const auto name = text_field(body, "name", 200).value_or(text_or(user, "name"));
    if (name.empty()) throw Failure(Error::field("name", "must be 1 to 200 characters"));
    const auto role = role_from(text_or(body, "role", text_or(user, "role")));
    if (!role) throw Failure(Error::field("role", "is admin, manager or operator"));
    const auto language = text_or(body, "language", text_or(user, "language"));
    if (language != "en" && language != "ru" && language != "pl")
        throw Failure(Error::field("language", "is en, ru or pl"));
    const auto capacity = integer_of(body, "capacity").value_or(integer_of(user, "capacity").value_or(20));
    if (capacity < 0 || capacity > 1000) throw Failure(Error::field("capacity", "is 0 to 1000"));
    const bool active = body.contains("active") ? flag_of(body, "active") : flag_of(user, "active");
    const auto skills = read_skills(body.contains("skills") ? body["skills"] : user["skills"]);
    const bool was_admin = text_or(user, "role") == name_of(Role::admin) && flag_of(user, "active");
    if (was_admin && (!active || *role != Role::admin)) check_admin_remains(transaction.db(), id);
    transaction.db().execute(db::q::user_update, id, name, *role, language, active, capacity, skills);
    if (!active) {
        transaction.db().execute(db::q::sessions_delete_of_user, id);
        transaction.db().execute(db::q::invitation_delete, id);
    }
    transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
    drain_queue(transaction);
}

void check_password(std::string_view field, std::string_view password) {
    if (password.size() < 10 || password.size() > 128)
        throw Failure(Error::field(std::string(field), "must be 10 to 128 characters"));
}

asio::awaitable<Response> change_own_password(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto body = read_body(request, {"current", "password"});
    const auto current = text_or(body, "current"), password = text_or(body, "password");
    check_password("password", password);
    auto hash = co_await context.store.read([&](db::Connection& db) {
        auto row = db.query(db::q::user_get, caller.user_id);
        return row.next() ? row.text(10) : std::string();
    });
    co_await guess_password(context, request.peer, "user:" + std::to_string(caller.user_id), "current", hash, current);
    const auto fresh = co_await hash_off_thread(password);
    co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::user_set_password, caller.user_id, fresh);
        // Whoever knew the old one is out; this browser stays.
        transaction.db().execute(db::q::sessions_delete_others, caller.user_id, session_hash(request));
        transaction.db().execute(db::q::invitation_delete, caller.user_id);
    });
    context.desk.end_sockets(caller.user_id, "", session_hash(request));
    co_return Response::empty(204);
}

/// By an admin, for somebody who forgot it.
asio::awaitable<Response> give_password(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto id = path_id(request);
    const auto body = read_body(request, {"password"});
    const auto password = text_or(body, "password");
    check_password("password", password);
    const auto fresh = co_await hash_off_thread(password);
    co_await context.store.write([&](Transaction& transaction) {
        if (transaction.db().execute(db::q::user_set_password, id, fresh) == 0)
            throw Failure(Error(Errc::not_found, "there is no such user"));
        transaction.db().execute(db::q::sessions_delete_others, id, session_hash(request));
        // A link that was made before opens nothing any more.
        transaction.db().execute(db::q::invitation_delete, id);
        transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
    });
    context.desk.end_sockets(id, "", session_hash(request));
    co_return Response::empty(204);
}

}  // namespace

void add_user_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/users", list_with(context, Role::operator_, all_users)});
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
        if (!flag_of(user, "active")) context.desk.end_sockets(id, "");
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
                    const auto body = read_body(request, {"name", "role", "language", "active", "capacity", "skills"});
                    co_return co_await change(id, body);
                }});
    router.add({Method::post, "/api/v1/me/password",
                [&context](Request& request) { return change_own_password(context, request); }});
    router.add({Method::post, "/api/v1/users/{id}/password",
                [&context](Request& request) { return give_password(context, request); }});
}

}  // namespace parley
