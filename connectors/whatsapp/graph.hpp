#pragma once

#include "connectors/whatsapp/whatsapp.hpp"
#include "server/net/multipart.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace parley::whatsapp {

/// Calls of one account to the Graph API.
class Graph {
public:
    /// `base`: without the version, which is part of every path.
    Graph(Http* http, std::string base, std::string token, bool private_targets);

    /// `path` begins with a slash and may have a query.
    boost::asio::awaitable<HttpOutcome> get(std::string path);
    boost::asio::awaitable<HttpOutcome> post(std::string path, Json body);
    boost::asio::awaitable<HttpOutcome> upload(std::string path, std::vector<FormPart> parts);
    /// From where the platform keeps files. The token goes only to its own hosts, and never along a redirect.
    boost::asio::awaitable<HttpOutcome> download(std::string url);

private:
    HttpCall to(Method method, std::string_view path) const;
    bool keeps_files(std::string_view url) const;

    Http* http_;
    std::string base_, token_;
    bool private_targets_;
};

/// A good answer's object; else what went wrong, as an Error that a caller can act on.
Result<Json> result_of(const HttpOutcome& outcome);

/// Carries out outgoing acts.
class Sender {
public:
    Sender(Graph& graph, const ConnectorHouse& house, std::string number_id)
        : graph_(graph), house_(house), number_id_(std::move(number_id)) {}
    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing);

private:
    boost::asio::awaitable<SendOutcome> deliver(Piece piece, int attempt);
    boost::asio::awaitable<SendOutcome> call(Piece piece, int attempt);
    /// Uploads the file of a piece and puts its id in. Nothing of the message is sent by that, so it may be tried
    /// again.
    boost::asio::awaitable<std::optional<SendOutcome>> put_file(Piece& piece, int attempt);

    Graph& graph_;
    const ConnectorHouse& house_;
    std::string number_id_;
};

}  // namespace parley::whatsapp
