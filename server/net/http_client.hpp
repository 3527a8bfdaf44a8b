#pragma once

#include "server/net/http.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace parley {

/// A request to a platform. `url` is absolute; the body is sent as given.
struct HttpCall {
    Method method = Method::post;
    std::string url;
    Headers headers;
    std::string body;
    std::chrono::milliseconds timeout{30'000};  ///< whole call; connecting and TLS at most 5 s each
    std::size_t answer_limit = 1 << 20;
    /// false: loopback, private, link-local ... addresses are refused after resolving (appendix C); the address
    /// checked is the one connected to. true only for bases that an admin configured.
    bool private_targets = false;
    int redirects = 0;  ///< how many to follow (each checked again, credentials dropped)
};

struct HttpAnswer {
    int status = 0;
    Headers headers;
    std::string body;
};

/// No answer. `maybe_taken` is false only when the request surely did not reach the peer whole.
struct HttpTrouble {
    bool maybe_taken = false;
    bool refused_target = false;  ///< an address we do not talk to
    std::string what;             ///< never holds the URL: tokens live in URLs
};

using HttpOutcome = std::variant<HttpAnswer, HttpTrouble>;

/// What connectors and jobs talk to the world through; tests hand in a scripted one.
class Http {
public:
    virtual ~Http() = default;
    virtual boost::asio::awaitable<HttpOutcome> call(HttpCall call) = 0;
};

/// Beast and OpenSSL: certificates always verified (optionally with one more CA bundle), connections kept for reuse.
/// A reused connection that turns out to be closed before a byte was answered counts as not taken only when
/// nothing of the request was written.
std::unique_ptr<Http> make_http_client(boost::asio::any_io_executor executor, std::string extra_ca_file = {});

/// True for addresses of RELIABILITY_SECURITY appendix C. Text that is not a canonical address gives true.
bool is_private_address(std::string_view address);

}  // namespace parley
