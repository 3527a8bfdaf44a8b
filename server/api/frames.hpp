#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"
#include "server/domain/rate_limit.hpp"
#include "server/flow/hub.hpp"
#include "server/net/websocket.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>

namespace parley {

/// What a peer says on its socket: JSON objects, at most 20 a second. What hands make is far below; a program gone wild
/// is stopped before it costs others.
class FrameReader {
public:
    FrameReader(std::shared_ptr<WebSocket> socket, const Clock& clock);
    /// Nothing once the peer is gone, or broke these rules and was told so (close 1008).
    boost::asio::awaitable<std::optional<Json>> next();

private:
    std::shared_ptr<WebSocket> socket_;
    const Clock& clock_;
    TokenBucket pace_;
};

/// Writes what comes until the peer is gone or the stream is stopped; one that fell behind is told 1013 to come back.
boost::asio::awaitable<void> pass_on(std::shared_ptr<Subscription> stream, std::shared_ptr<WebSocket> socket);

}  // namespace parley
