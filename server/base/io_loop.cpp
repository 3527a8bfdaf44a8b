#include "server/base/io_loop.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <thread>

namespace parley {
namespace {

std::int64_t steady_now() {
    return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

IoLoop::IoLoop(boost::asio::io_context& io) : io_(io), may_wait_awake_(std::thread::hardware_concurrency() > 1) {}

void IoLoop::soon(std::chrono::microseconds at_most) {
    if (!may_wait_awake_) return;
    awake_until_.store(steady_now() + std::chrono::nanoseconds(at_most).count(), std::memory_order_relaxed);
    boost::asio::post(io_, [] {});
}

void IoLoop::run() {
    while (!io_.stopped()) {
        const auto until = awake_until_.load(std::memory_order_relaxed);
        if (until != 0 && steady_now() < until)
            io_.poll();
        else
            io_.run_one();
    }
}

}  // namespace parley
