#include "server/api/editor.hpp"
#include "server/api/routes.hpp"
#include "server/base/secret.hpp"
#include "server/store/views.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

/// What a token is called by: the beginning of its hash, which opens nothing.
constexpr std::size_t kHandle = 16;

Json view_token(const db::Rows& row) {
    const auto used = row.maybe_integer(5);
    return {{"id", row.text(0).substr(0, kHandle)},
            {"name", row.text(1)},
            {"user", {{"id", row.integer(2)}, {"name", row.text(3)}}},
            {"created_at", to_rfc3339(row.integer(4))},
            {"last_used_at", used ? Json(to_rfc3339(*used)) : Json(nullptr)}};
}

Json all_tokens(ApiContext&, db::Connection& db) {
    Json items = Json::array();
    for (auto row = db.query(db::q::tokens_all); row.next();) items.push_back(view_token(row));
    return items;
}

/// Acts with the rights of whoever makes it. Not through `once`: an answer that is kept would keep the token.
asio::awaitable<Response> add_token(ApiContext& context, Request& request) {
    const auto caller = co_await allowed(context, request, Role::admin);
    const auto body = read_body(request, {"name"});
    const auto name = text_field(body, "name", 100).value_or("");
    if (name.empty()) throw Failure(Error::field("name", "must be 1 to 100 characters"));
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        const auto token = make_api_token(transaction, caller.user_id, name);
        return dump({{"id", sha256_hex(token).substr(0, kHandle)}, {"name", name}, {"token", token}});
    });
    auto response = Response::json(201, std::move(answer));
    response.headers.add("Cache-Control", "no-store");
    co_return response;
}

asio::awaitable<Response> remove_token(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const std::string handle(request.value("id"));
    const bool right = handle.size() == kHandle && std::ranges::all_of(handle, [](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
    co_await context.store.write([&](Transaction& transaction) {
        if (!right || transaction.db().execute(db::q::token_delete, handle, handle + "g") == 0)
            throw Failure(Error(Errc::not_found, "there is no such token"));
    });
    co_return Response::empty(204);
}

}  // namespace

void add_token_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/tokens", list_with(context, Role::admin, all_tokens)});
    router.add({Method::post, "/api/v1/tokens", [&context](Request& request) { return add_token(context, request); }});
    router.add(
        {Method::del, "/api/v1/tokens/{id}", [&context](Request& request) { return remove_token(context, request); }});
}

}  // namespace parley
