#pragma once

#include "server/net/http_client.hpp"

#include <optional>
#include <string>

namespace parley {

/// Where a URL leads, in the pieces that a connection and a request line need.
struct HttpTarget {
    bool tls = false;
    std::string host;  ///< a name or an address; IPv6 without brackets
    std::string port;
    std::string path;       ///< with the query, escaped
    std::string authority;  ///< for the Host field: brackets kept, the usual port left out
    bool is_address = false;
    std::string key() const { return (tls ? "s:" : "p:") + host + ":" + port; }
};

/// Absolute http or https URLs without user information.
std::optional<HttpTarget> read_target(const std::string& url);

/// The call that follows a redirect, or nothing when it is not to be followed: only http and https, only as GET or
/// HEAD, without credentials, and on another host no private addresses.
std::optional<HttpCall> follow(const HttpCall& call, const HttpAnswer& answer);

}  // namespace parley
