#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/flow/platform_templates.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

Json view(const KeptTemplate& t) {
    return {{"id", t.id},
            {"name", t.told.name},
            {"language", t.told.language},
            {"category", t.told.category},
            {"status", t.told.status},
            {"reason", t.told.reason},
            {"quality", t.told.quality.empty() ? Json(nullptr) : Json(t.told.quality)},
            {"parts", t.told.parts},
            {"updated_at", to_rfc3339(t.updated_at)}};
}

asio::awaitable<Response> list(ApiContext& context, std::int64_t channel_id) {
    if (!context.channels.by_id(channel_id)) throw Failure(Error(Errc::not_found, "there is no such channel"));
    const auto page = co_await context.store.read([&](db::Connection& db) {
        Json all = Json::array();
        for (const auto& one : kept_templates(db, channel_id)) all.push_back(view(one));
        const auto synced = templates_synced_at(db, channel_id);
        return Json{{"items", std::move(all)},
                    {"next_cursor", nullptr},
                    {"synced_at", synced ? Json(to_rfc3339(*synced)) : Json(nullptr)}};
    });
    co_return Response::json(200, dump(page));
}

}  // namespace

void add_channel_template_routes(Router& router, ApiContext& context) {
    router.add(
        {Method::get, "/api/v1/channels/{id}/templates", [&context](Request& request) -> asio::awaitable<Response> {
             co_await signed_in(context, request);
             co_return co_await list(context, path_id(request));
         }});
    router.add({Method::post, "/api/v1/channels/{id}/templates/sync",
                [&context](Request& request) -> asio::awaitable<Response> {
                    co_await signed_in(context, request);
                    const auto id = path_id(request);
                    co_await sync_templates(context.store, context.channels, id);
                    co_return co_await list(context, id);
                }});
}

}  // namespace parley
