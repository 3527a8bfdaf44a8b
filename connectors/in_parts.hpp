#pragma once

#include "connectors/connector.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <vector>

namespace parley {

/// One call among those that a message becomes, and how many messages of the platform it makes.
struct Part {
    std::function<boost::asio::awaitable<SendOutcome>(int attempt)> deliver;
    std::size_t messages = 1;
    std::vector<std::int64_t> files{};  ///< of ours that go with it
};

/// Carries out parts in order. Once one arrived the message cannot be sent again as a whole, so the others are tried
/// for a moment here; what is then missing is left to a human (`partly_sent`), and SendOutcome::arrived says what is
/// not. `before`: what arrived already, which is the same message's first parts. The first id is the message's, the
/// others follow it.
boost::asio::awaitable<SendOutcome> send_in_parts(std::vector<Part> parts, Clock& clock, int attempt,
                                                  PartsArrived before = {});

/// As it is kept with the message: {parts, of, messages, ids, files}.
Json write_arrived(const PartsArrived& arrived);
PartsArrived read_arrived(const Json& content);
inline constexpr const char* kArrived = "arrived";  ///< the member of content

}  // namespace parley
