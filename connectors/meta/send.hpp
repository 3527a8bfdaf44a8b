#pragma once

#include "connectors/meta/graph.hpp"
#include "connectors/meta/messaging.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>
#include <vector>

/// The Send API of Messenger and Instagram, and answers under posts.
namespace parley::meta {

struct SendRules {
    Inbox inbox;
    Service service;
    bool human_agent = false;  ///< the app may answer for seven days, where a person writes
};

inline constexpr std::size_t kMessengerText = 2000;  ///< characters
inline constexpr std::size_t kInstagramText = 1000;  ///< bytes
/// Of a public answer, in characters. The briefs name the call (channels/instagram.md 2.4, messenger.md 5) and no
/// limit, and Meta's reference of it names none either: these are what their own apps let people write in a comment.
/// UNCONFIRMED; what the platform refuses all the same is shown in its words.
inline constexpr std::size_t kInstagramComment = 2200, kFacebookComment = 8000;
inline constexpr std::size_t kMostImages = 10;

/// One call. Files are handed over first, and put in as attachments of their kind.
struct SendPiece {
    std::string path;                          ///< under the version: "/me/messages", "/COMMENT/comments"
    Json body;                                 ///< null: the thing itself is deleted
    std::vector<const Outgoing::File*> files;  ///< several: pictures that go as one message
};
/// The calls that an outgoing act becomes, in order; files point into `outgoing`. Empty: nothing to call.
std::vector<SendPiece> pieces_of(const Outgoing& outgoing, const SendRules& rules);
/// As what a file goes: image, video, audio, else file.
std::string_view type_of(const Outgoing::File& file, bool instagram);

SendOutcome refused_by_messenger(const Json& error, int http_status, int attempt);
SendOutcome refused_by_instagram(const Json& error, int http_status, int attempt);

/// Carries out outgoing acts.
class MessagingSender {
public:
    MessagingSender(Graph& graph, const ConnectorHouse& house, SendRules rules)
        : graph_(graph), house_(house), rules_(std::move(rules)) {}
    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing);

private:
    boost::asio::awaitable<SendOutcome> deliver(SendPiece piece, int attempt);
    boost::asio::awaitable<SendOutcome> call(std::string path, Json body, int attempt);
    /// Nothing of the message is sent by that, so it may be tried again.
    boost::asio::awaitable<std::optional<SendOutcome>> put_files(SendPiece& piece, int attempt);
    boost::asio::awaitable<SendOutcome> hand_over(const Outgoing::File& file, int attempt);

    Graph& graph_;
    const ConnectorHouse& house_;
    SendRules rules_;
};

}  // namespace parley::meta
