#pragma once

#include "server/base/clock.hpp"
#include "server/net/http.hpp"
#include "server/net/websocket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string_view>

namespace parley {

/// A WebSocket as its connection sees it.
class AcceptedWebSocket : public WebSocket {
public:
    /// When the write under way counts as too slow (Clock::elapsed); 0: none is under way.
    virtual Millis write_deadline() const = 0;
};

/// What a server that stops tells its sockets: come again (IANA's registry of close codes).
inline constexpr int kServiceRestart = 1012;
inline constexpr std::string_view kRestartReason = "the server restarts";

/// What is wrong with an upgrade: 0 nothing, 400, or 426 for another version than 13 (RFC 6455 4.2.1).
int upgrade_refusal(const Request& request) noexcept;

/// Answers the upgrade and takes over the connection; nothing when the handshake is wrong. `clock` outlives it.
boost::asio::awaitable<std::shared_ptr<AcceptedWebSocket>> accept_websocket(boost::asio::ip::tcp::socket socket,
                                                                            const Request& request, Clock& clock);

}  // namespace parley
