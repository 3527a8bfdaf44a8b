#pragma once

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"

#include <boost/asio/awaitable.hpp>

#include <initializer_list>
#include <string>
#include <vector>

namespace parley {

/// A list that fits in one page.
template <class List>
Handler list_with(ApiContext& context, Role least, List list) {
    return [&context, least, list](Request& request) -> boost::asio::awaitable<Response> {
        co_await allowed(context, request, least);
        auto body = co_await context.store.read(
            [&](db::Connection& db) { return dump({{"items", list(context, db)}, {"next_cursor", nullptr}}); });
        co_return Response::json(200, std::move(body));
    };
}

/// POST makes, PATCH /{id} replaces: the same body, the same checks.
template <class Put>
void add_editor(Router& router, ApiContext& context, const std::string& path,
                std::initializer_list<std::string_view> members, Put put) {
    const std::vector<std::string_view> known(members);
    const auto handle = [&context, known, put](Request& request, bool fresh) -> boost::asio::awaitable<Response> {
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

}  // namespace parley
