#pragma once

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// An accepted WebSocket (text frames, no compression, frames up to 64 KiB, ping every 30 s). I/O thread only.
class WebSocket {
public:
    virtual ~WebSocket() = default;
    /// The next text message; nothing once the peer is gone or broke the protocol (the close was sent).
    virtual boost::asio::awaitable<std::optional<std::string>> read() = 0;
    /// One write may be under way at a time. False once the peer is gone or was too slow (30 s).
    virtual boost::asio::awaitable<bool> write(std::shared_ptr<const std::string> text) = 0;
    /// Sends the close frame (RFC 6455 7.4 code) and ends read and write. May be called again.
    virtual boost::asio::awaitable<void> close(int code, std::string_view reason) = 0;
    /// Drops the connection now; from any coroutine of the I/O thread.
    virtual void abort() = 0;
};

class Router;
/// GET /test/echo with the product's own options, for conformance suites; nothing without PARLEY_TEST_HOOKS.
void add_test_echo(Router& router);

}  // namespace parley
