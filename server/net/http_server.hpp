#pragma once

#include "server/base/clock.hpp"
#include "server/net/http.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace parley {

struct HttpServerOptions {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;                 ///< 0 picks a free one
    std::vector<std::string> trusted_proxies;  ///< addresses or CIDR ranges whose forwarded headers count
    std::vector<std::string> host_names;       ///< Host must be one of these (421 otherwise); empty takes any
    std::size_t max_connections = 20'000;
    std::size_t max_connections_per_peer = 100;  ///< 0: no limit
    /// Neither these nor the trusted proxies have a limit of their own.
    std::vector<std::string> peers_without_limit{"127.0.0.0/8", "::1"};
    std::chrono::seconds head_timeout{10};
    std::chrono::seconds idle_timeout{60};
    std::chrono::seconds write_timeout{30};
};

/// Accepts, guards (the gate), reads, routes, answers. One I/O thread.
class HttpServer {
public:
    HttpServer(boost::asio::any_io_executor executor, HttpServerOptions options, const Router& router, Clock& clock);
    ~HttpServer();

    /// Binds; throws Failure saying what to do when the address is taken.
    void listen();
    std::uint16_t port() const;
    /// Serves until stop().
    boost::asio::awaitable<void> serve();
    /// No new connections; those open get `grace` to finish, WebSockets close 1012.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

    struct Counts {
        std::uint64_t connections = 0, requests = 0, refused = 0, sockets = 0;
    };
    Counts counts() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace parley
