#pragma once

#include "connectors/meta/graph.hpp"
#include "connectors/whatsapp/whatsapp.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace parley::whatsapp {

using meta::Graph;
inline constexpr meta::Service kService{"WhatsApp", refused};

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
