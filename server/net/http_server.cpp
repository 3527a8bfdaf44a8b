#include "server/net/http_server.hpp"

#include "server/base/log.hpp"
#include "server/net/connection.hpp"
#include "server/net/forwarded.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>
#include <map>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr auto kSweep = std::chrono::milliseconds(500);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);
constexpr auto kStopStep = std::chrono::milliseconds(20);
constexpr std::string_view kTooMany =
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// IPv4 in its own writing also when it came through an IPv6 socket.
std::string text_of(const asio::ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
}

asio::awaitable<void> run_connection(std::shared_ptr<Connection> connection) {
    try {
        co_await connection->run();
    } catch (const std::exception& error) {
        log_error("connection failed: {}", error.what());
    }
}

asio::awaitable<void> close_for_restart(std::shared_ptr<AcceptedWebSocket> websocket) {
    co_await websocket->close(kServiceRestart, kRestartReason);
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(asio::any_io_executor io, HttpServerOptions options, const Router& router, Clock& clock)
        : executor(io), acceptor(io), host{std::move(options), router, clock, {}, 0, false} {}

    bool too_many(const std::string& peer) const {
        const auto& options = host.options;
        if (connections.size() >= options.max_connections) return true;
        const auto found = per_peer.find(peer);
        if (options.max_connections_per_peer == 0 || found == per_peer.end()) return false;
        if (found->second < options.max_connections_per_peer) return false;
        return !address_in(peer, options.peers_without_limit) && !address_in(peer, options.trusted_proxies);
    }

    void admit(asio::ip::tcp::socket socket) {
        boost::system::error_code error;
        const auto endpoint = socket.remote_endpoint(error);
        if (error) return;
        auto peer = text_of(endpoint.address());
        if (too_many(peer)) {
            ++host.counts.refused;
            socket.non_blocking(true, error);
            socket.write_some(asio::buffer(kTooMany), error);
            return;
        }
        ++per_peer[peer];
        const auto place =
            connections.insert(connections.end(), std::make_shared<Connection>(std::move(socket), host, peer));
        asio::co_spawn(executor, run_connection(*place), [self = shared_from_this(), place, peer](std::exception_ptr) {
            self->connections.erase(place);
            if (--self->per_peer[peer] == 0) self->per_peer.erase(peer);
        });
    }

    asio::any_io_executor executor;
    asio::ip::tcp::acceptor acceptor;
    asio::cancellation_signal sweep_stop;
    ConnectionHost host;
    std::list<std::shared_ptr<Connection>> connections;
    std::map<std::string, std::size_t> per_peer;
};

namespace {

/// One look at all connections twice a second costs less than a timer each.
template <class State>
asio::awaitable<void> sweep(std::shared_ptr<State> state) {
    for (;;) {
        co_await state->host.clock.sleep(kSweep);
        const Millis now = state->host.clock.elapsed();
        for (const auto& connection : state->connections) {
            const Millis deadline = connection->deadline();
            if (deadline != 0 && deadline < now) connection->abort();
        }
    }
}

}  // namespace

HttpServer::HttpServer(asio::any_io_executor executor, HttpServerOptions options, const Router& router, Clock& clock)
    : state_(std::make_shared<State>(std::move(executor), std::move(options), router, clock)) {}

HttpServer::~HttpServer() = default;

void HttpServer::listen() {
    const auto& options = state_->host.options;
    try {
        const asio::ip::tcp::endpoint where(asio::ip::make_address(options.host), options.port);
        state_->acceptor.open(where.protocol());
        state_->acceptor.set_option(asio::socket_base::reuse_address(true));
        state_->acceptor.bind(where);
        state_->acceptor.listen(4096);
    } catch (const std::exception& error) {
        throw Failure(Error(Errc::unavailable, "cannot_listen",
                            "cannot listen on " + options.host + ":" + std::to_string(options.port) + " (" +
                                error.what() + "); stop what uses it or choose another --listen"));
    }
}

std::uint16_t HttpServer::port() const {
    return state_->acceptor.local_endpoint().port();
}

HttpServer::Counts HttpServer::counts() const {
    auto counts = state_->host.counts;
    counts.connections = state_->connections.size();
    return counts;
}

asio::awaitable<void> HttpServer::serve() {
    const auto state = state_;
    asio::co_spawn(state->executor, sweep(state),
                   asio::bind_cancellation_slot(state->sweep_stop.slot(), asio::detached));
    while (!state->host.stopping) {
        auto [error, socket] = co_await state->acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted || state->host.stopping) break;
        if (error) {
            // Out of descriptors: those who are here go on; try again shortly.
            log_warning("accept: {}", error.message());
            co_await state->host.clock.sleep(kAcceptPause);
            continue;
        }
        state->admit(std::move(socket));
    }
}

asio::awaitable<void> HttpServer::stop(std::chrono::milliseconds grace) {
    const auto state = state_;
    state->host.stopping = true;
    boost::system::error_code ignored;
    state->acceptor.close(ignored);
    for (const auto& connection : state->connections) {
        if (connection->websocket()) {
            asio::co_spawn(state->executor, close_for_restart(connection->websocket()), asio::detached);
        } else if (connection->idle()) {
            connection->abort();
        }
    }
    for (auto waited = kStopStep; waited < grace && !state->connections.empty(); waited += kStopStep) {
        co_await state->host.clock.sleep(kStopStep);
    }
    for (const auto& connection : state->connections) connection->abort();
    state->sweep_stop.emit(asio::cancellation_type::terminal);
}

}  // namespace parley
