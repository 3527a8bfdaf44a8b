#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace parley {

struct Resolved {
    std::vector<boost::asio::ip::tcp::endpoint> endpoints;  ///< empty: `why` says what went wrong
    std::string why;
};

/// Addresses of a host; an address stands for itself. Answers at the deadline even when the system's resolver, which
/// cannot be interrupted, goes on waiting on its own thread.
boost::asio::awaitable<Resolved> resolve(std::string host, std::string port,
                                         std::chrono::steady_clock::time_point deadline);

}  // namespace parley
