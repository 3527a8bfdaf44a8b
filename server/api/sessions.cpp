#include "server/api/auth.hpp"
#include "server/api/passwords.hpp"
#include "server/api/routes.hpp"
#include "server/base/secret.hpp"
#include "server/domain/user_agent.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

/// What a session is called by: the beginning of its hash, which opens nothing.
constexpr std::size_t kHandle = 16;

/// One's own, the last used first.
asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto own = caller.csrf.empty() ? std::string() : session_hash(request);
    const auto now = context.clock.now();
    auto body = co_await context.store.read([&](db::Connection& db) {
        Json items = Json::array();
        for (auto row = db.query(db::q::sessions_of_user, caller.user_id, now - kIdleSession, now - kLongestSession);
             row.next();) {
            const auto agent = read_user_agent(row.view(3));
            items.push_back({{"id", row.text(0).substr(0, kHandle)},
                             {"browser", agent.browser.empty() ? Json() : Json(agent.browser)},
                             {"system", agent.system.empty() ? Json() : Json(agent.system)},
                             {"created_at", to_rfc3339(row.integer(1))},
                             {"last_seen_at", to_rfc3339(row.integer(2))},
                             {"current", row.view(0) == own}});
        }
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> end_others(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    if (caller.csrf.empty())
        throw Failure(Error(Errc::forbidden, "no_session", "a token has no session that would be left; use a browser"));
    const auto own = session_hash(request);
    co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::sessions_delete_others, caller.user_id, own);
    });
    context.desk.end_sockets(caller.user_id, "", own);
    co_return Response::empty(204);
}

asio::awaitable<Response> end_one(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const std::string handle(request.value("id"));
    const bool right = handle.size() == kHandle && std::ranges::all_of(handle, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
    co_await context.store.write([&](Transaction& transaction) {
        if (!right || transaction.db().execute(db::q::session_delete_named, caller.user_id, handle, handle + "g") == 0)
            throw Failure(Error(Errc::not_found, "there is no such session"));
    });
    context.desk.end_sockets(caller.user_id, handle);
    co_return Response::empty(204);
}

}  // namespace

void add_own_session_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/me/sessions", [&context](Request& request) { return list(context, request); }});
    router.add(
        {Method::del, "/api/v1/me/sessions", [&context](Request& request) { return end_others(context, request); }});
    router.add(
        {Method::del, "/api/v1/me/sessions/{id}", [&context](Request& request) { return end_one(context, request); }});
}

}  // namespace parley
