#pragma once

#include "connectors/connector.hpp"
#include "server/net/multipart.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::meta {

/// Which of the platforms is talked to: its name in messages, and what its errors mean.
struct Service {
    std::string_view name;
    /// `attempt` counts from 1.
    SendOutcome (*refused)(const Json& error, int http_status, int attempt) = nullptr;
};

/// Calls of one account to the Graph API.
class Graph {
public:
    /// `base`: without the version, which is part of every path.
    Graph(Http* http, std::string base, std::string token, bool private_targets);

    /// From now on; it is renewed now and then.
    void set_token(std::string token) { token_ = std::move(token); }

    /// `path` begins with a slash and may have a query. `as`: another token, such as the app's own.
    boost::asio::awaitable<HttpOutcome> get(std::string path, std::string as = {});
    boost::asio::awaitable<HttpOutcome> post(std::string path, Json body, std::string as = {});
    boost::asio::awaitable<HttpOutcome> remove(std::string path);
    boost::asio::awaitable<HttpOutcome> upload(std::string path, std::vector<FormPart> parts);
    /// From where the platform keeps files. The token goes only to its own hosts, and never along a redirect.
    boost::asio::awaitable<HttpOutcome> download(std::string url);
    /// From an address that is signed itself; whoever keeps it needs no token and gets none.
    boost::asio::awaitable<HttpOutcome> download_signed(std::string url);

private:
    HttpCall to(Method method, std::string_view path, const std::string& as) const;
    bool keeps_files(std::string_view url) const;

    Http* http_;
    std::string base_, token_;
    bool private_targets_;
};

/// A good answer's object; else what went wrong, as an Error that a caller can act on.
Result<Json> result_of(const HttpOutcome& outcome, const Service& service);
/// What the platform's answer to a call means. `id`: where a good answer has what was made, nothing when it has not.
SendOutcome interpret(const HttpAnswer& answer, int attempt, const Service& service,
                      std::optional<std::string> (*id)(const Json& answer));

/// What a refusal whose number nobody knows means, by how it came.
SendOutcome::Kind kind_of_unknown(const Json& error, int http_status);
/// `first` seconds, then twice as many each time, up to `most`. `attempt` counts from 1.
std::chrono::seconds doubling_wait(int attempt, std::int64_t first, std::int64_t most);

}  // namespace parley::meta
