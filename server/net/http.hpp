#pragma once

#include "server/base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <any>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

class WebSocket;

enum class Method { get, head, post, put, patch, del, options };
std::string_view name_of(Method method) noexcept;

/// Header fields as received, in order; look-ups ignore case.
class Headers {
public:
    void add(std::string name, std::string value);
    void set(std::string name, std::string value);
    /// The first field of that name, or empty.
    std::string_view get(std::string_view name) const noexcept;
    std::size_t count(std::string_view name) const noexcept;
    const std::vector<std::pair<std::string, std::string>>& all() const noexcept { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// One request that has passed the gate (RELIABILITY_SECURITY appendix A). The head was copied before the body was
/// read; trailers are dropped.
struct Request {
    Method method = Method::get;
    std::string target;  ///< as received: path and query, still escaped
    std::string path;    ///< unescaped once; begins with '/', no dot segments
    std::string query;   ///< still escaped, without '?'
    Headers headers;
    std::string body;
    std::string peer;     ///< the customer's address: X-Forwarded-For only from trusted proxies, read from the right
    bool secure = false;  ///< came over TLS, as told by a trusted proxy
    std::string id;       ///< for logs and problem+json
    std::map<std::string, std::string, std::less<>> path_values;  ///< `{id}` of the route
    std::any attached;  ///< what a guard in front of the handler learnt; the floors above say what

    /// Unescaped value of a query parameter; nothing when absent or escaped wrongly.
    std::optional<std::string> parameter(std::string_view name) const;
    std::string_view value(std::string_view name) const;  ///< of the path; empty when the route has no such part
};

struct Response {
    int status = 200;
    Headers headers;
    std::string body;
    /// Bytes that outlive the connection (embedded assets, cached pages); used instead of `body` when set.
    std::string_view fixed_body;

    static Response json(int status, std::string body);
    static Response text(int status, std::string body);
    static Response empty(int status);
};

/// RFC 9457. `reason` becomes `code`, fields become `errors:[{field,message}]`, retry_after a header and a member.
Response problem(const Error& error, std::string_view request_id);
/// The same with a status that the error's code does not tell, such as 405 or 501.
Response problem(int status, const Error& error, std::string_view request_id);
int http_status(Errc code) noexcept;

/// May throw Failure: becomes a problem; any other exception becomes a 500 without details.
using Handler = std::function<boost::asio::awaitable<Response>(Request&)>;
/// Takes over after the 101. Decide before: throw Failure in `accept` of the route to refuse.
using SocketHandler = std::function<boost::asio::awaitable<void>(Request, std::shared_ptr<WebSocket>)>;

struct Route {
    Method method;
    std::string pattern;  ///< "/api/v1/conversations/{id}/messages"; "{rest...}" at the end takes what is left
    Handler handler;
    std::size_t body_limit = 256 * 1024;
    SocketHandler socket = {};  ///< set for WebSocket routes; `handler` then answers plain requests and refusals
};

/// The routing table. Built once at start; a path known with another method answers 405 with Allow.
class Router {
public:
    Router();
    ~Router();
    Router(Router&&) noexcept;
    Router& operator=(Router&&) noexcept;

    void add(Route route);
    /// For paths that match no route (the app's pages).
    void otherwise(Handler handler);
    /// Replaces the handler of every route added so far by what `around` makes of it.
    void wrap(const std::function<Handler(const Route&)>& around);

    struct Found {
        const Route* route = nullptr;
        std::map<std::string, std::string, std::less<>> values;
        std::string allow;  ///< set when only the method is wrong
    };
    Found find(Method method, std::string_view path) const;
    const Handler& fallback() const;
    const std::vector<Route>& all() const;

private:
    struct Tree;
    std::unique_ptr<Tree> tree_;
};

}  // namespace parley
