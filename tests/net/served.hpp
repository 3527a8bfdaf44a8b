#pragma once

#include "server/net/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <atomic>
#include <future>
#include <memory>
#include <thread>

namespace parley {

/// Goes with the real time and can be pushed ahead, from any thread; sleeping takes a millisecond whatever was asked
/// for.
class HurryingClock final : public Clock {
public:
    Millis now() const override { return elapsed(); }
    Millis elapsed() const override {
        const auto since = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since).count() + ahead_;
    }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds) override {
        boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor, std::chrono::milliseconds(1));
        co_await timer.async_wait(boost::asio::use_awaitable);
        ++slept_;
    }
    void advance(std::chrono::milliseconds time) { ahead_ += time.count(); }
    std::uint64_t slept() const { return slept_; }

private:
    std::atomic<std::uint64_t> slept_ = 0;
    std::atomic<Millis> ahead_ = 0;
};

/// A server on a free port with its I/O thread. Routes and options are set before start().
class Served {
public:
    ~Served() { stop(); }

private:
    boost::asio::io_context io_{1};  // outlives what routes keep, such as timers

public:
    Router router;
    HttpServerOptions options;
    HurryingClock clock;

    void route(Method method, std::string pattern, Handler handler, std::size_t body_limit = 256 * 1024) {
        Route route;
        route.method = method;
        route.pattern = std::move(pattern);
        route.handler = std::move(handler);
        route.body_limit = body_limit;
        router.add(std::move(route));
    }

    void start() {
        options.port = 0;
        server_ = std::make_unique<HttpServer>(io_.get_executor(), options, router, clock);
        server_->listen();
        port_ = server_->port();
        boost::asio::co_spawn(io_, server_->serve(), boost::asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }

    /// Asks the server to stop; the future is ready when it has.
    std::future<void> stopping(std::chrono::milliseconds grace) {
        auto done = std::make_shared<std::promise<void>>();
        boost::asio::co_spawn(io_, server_->stop(grace), [done](std::exception_ptr) { done->set_value(); });
        return done->get_future();
    }

    void stop() {
        if (!thread_.joinable()) return;
        stopping(std::chrono::milliseconds(0)).wait();
        work_.reset();
        thread_.join();
        server_.reset();
    }

    std::uint16_t port() const { return port_; }
    HttpServer::Counts counts() {
        std::promise<HttpServer::Counts> counts;
        boost::asio::post(io_, [&] { counts.set_value(server_->counts()); });
        return counts.get_future().get();
    }
    /// Time passes, for a server that has done all it can do now, and the server looks at its deadlines.
    void pass(std::chrono::milliseconds time) {
        counts();
        clock.advance(time);
        const auto before = clock.slept();
        while (clock.slept() < before + 2) std::this_thread::yield();
    }
    boost::asio::io_context& io() { return io_; }

private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_{io_.get_executor()};
    std::unique_ptr<HttpServer> server_;
    std::thread thread_;
    std::uint16_t port_ = 0;
};

}  // namespace parley
