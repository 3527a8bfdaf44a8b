// A bare server for the framing tortures and for measuring: GET and POST /healthz, POST /echo, GET /test/echo
// (WebSocket). usage: torture_server PORT
#include "server/base/log.hpp"
#include "server/base/secret.hpp"
#include "server/net/http_server.hpp"
#include "server/net/websocket.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <cstdio>
#include <cstring>

namespace asio = boost::asio;

namespace {

asio::awaitable<parley::Response> healthy(parley::Request&) {
    co_return parley::Response::json(200, R"({"ok":true})");
}

/// Suspends once, as a handler that waits for the commit does.
asio::awaitable<parley::Response> echo(parley::Request&) {
    co_await asio::post(asio::use_awaitable);
    co_return parley::Response::json(200, R"({"ok":true})");
}

void add(parley::Router& router, parley::Method method, const char* pattern, parley::Handler handler) {
    parley::Route route;
    route.method = method;
    route.pattern = pattern;
    route.handler = std::move(handler);
    router.add(std::move(route));
}

}  // namespace

int main(int argc, char** argv) {
    parley::HttpServerOptions options;
    options.port = 0;
    if (argc > 1) std::from_chars(argv[1], argv[1] + std::strlen(argv[1]), options.port);
    parley::init_crypto();
    parley::init_log(false, parley::LogLevel::warning);
    asio::io_context io(1);
    const auto clock = parley::make_system_clock();
    parley::Router router;
    add(router, parley::Method::get, "/healthz", healthy);
    add(router, parley::Method::post, "/healthz", healthy);
    add(router, parley::Method::post, "/echo", echo);
    parley::add_test_echo(router);
    parley::HttpServer server(io.get_executor(), options, router, *clock);
    server.listen();
    std::printf("listening on http://127.0.0.1:%u\n", static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](auto, int) { io.stop(); });
    asio::co_spawn(io, server.serve(), asio::detached);
    io.run();
    return 0;
}
