#include "server/store/settings.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"

namespace parley {

namespace asio = boost::asio;

void add_settings_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/settings", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await signed_in(context, request);
                    auto settings = co_await context.store.read([](db::Connection& db) { return read_settings(db); });
                    co_return Response::json(200, dump(view_settings(settings)));
                }});
    router.add({Method::patch, "/api/v1/settings", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    const auto body = read_body(request, {"company", "target_seconds", "calendar"});
                    auto settings = co_await context.store.write([&](Transaction& transaction) {
                        change_settings(transaction, body);
                        return read_settings(transaction.db());
                    });
                    co_return Response::json(200, dump(view_settings(settings)));
                }});
}

}  // namespace parley
