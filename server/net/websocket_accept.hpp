#pragma once

#include "server/base/clock.hpp"
#include "server/net/http.hpp"
#include "server/net/websocket.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace parley {

/// A WebSocket as its connection sees it.
class AcceptedWebSocket : public WebSocket {
public:
    /// When the write under way counts as too slow (Clock::elapsed); 0: none is under way.
    virtual Millis write_deadline() const = 0;
};

/// Answers the upgrade and takes over the connection; nothing when the handshake is wrong. `clock` outlives it.
boost::asio::awaitable<std::shared_ptr<AcceptedWebSocket>> accept_websocket(boost::asio::ip::tcp::socket socket,
                                                                            const Request& request, Clock& clock);

}  // namespace parley
