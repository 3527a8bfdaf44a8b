#include "server/api/routes.hpp"

namespace parley {

namespace asio = boost::asio;

void add_health_routes(Router& router, ApiContext& context) {
    const Handler alive = [](Request&) -> asio::awaitable<Response> {
        co_return Response::json(200, "{\"status\":\"ok\"}");
    };
    router.add({Method::get, "/healthz", alive});
    router.add({Method::post, "/healthz", alive});
    // Ready means: a commit goes through now.
    router.add({Method::get, "/readyz", [&context](Request&) -> asio::awaitable<Response> {
                    co_await context.store.write([](Transaction&) {});
                    co_return Response::json(200, "{\"status\":\"ready\"}");
                }});
    router.add({Method::get, "/metrics", [&context](Request& request) -> asio::awaitable<Response> {
                    if (request.peer != "127.0.0.1" && request.peer != "::1")
                        throw Failure(Error(Errc::not_found, "there is nothing here"));
                    const auto counts = context.store.counts();
                    const auto quarantined = co_await context.store.read([](db::Connection& db) {
                        auto row = db.query(db::q::quarantine_count);
                        return row.next() ? row.integer(0) : 0;
                    });
                    const auto outbox = co_await context.store.read([](db::Connection& db) {
                        auto row = db.query(db::q::outbox_count);
                        return row.next() ? row.integer(0) : 0;
                    });
                    std::string text;
                    const auto add = [&](std::string_view name, std::string_view type, auto value) {
                        text += "# TYPE " + std::string(name) + " " + std::string(type) + "\n" + std::string(name) +
                                " " + std::to_string(value) + "\n";
                    };
                    add("parley_commits_total", "counter", counts.commits);
                    add("parley_committed_steps_total", "counter", counts.steps);
                    add("parley_checkpoints_total", "counter", counts.checkpoints);
                    add("parley_writes_waiting", "gauge", counts.queued);
                    add("parley_operator_sockets", "gauge", context.hub.listeners());
                    add("parley_quarantined_updates", "gauge", quarantined);
                    add("parley_outbox_rows", "gauge", outbox);
                    add("parley_last_event_seq", "gauge", context.store.last_seq());
                    auto response = Response::text(200, std::move(text));
                    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
                    co_return response;
                }});
}

}  // namespace parley
