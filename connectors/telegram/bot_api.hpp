#pragma once

#include "connectors/telegram/telegram.hpp"
#include "server/net/multipart.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <vector>

namespace parley::telegram {

/// Calls of one bot. The token is part of every URL, so no URL leaves here and foreign text is cleaned of it.
class BotApi {
public:
    /// `files`: where a Bot API server of one's own keeps its files, when that is on this machine.
    BotApi(Http* http, std::string base, std::string token, bool private_targets, std::string files = {});

    boost::asio::awaitable<HttpOutcome> call(std::string method, Json params,
                                             std::chrono::milliseconds timeout = std::chrono::seconds(30),
                                             std::size_t answer_limit = 1 << 20);
    boost::asio::awaitable<HttpOutcome> upload(std::string method, std::vector<FormPart> parts);
    /// `path` as getFile told it. At most 25 MiB.
    boost::asio::awaitable<HttpOutcome> download(std::string path);
    /// The same where the path is one on disk, as a server with --local tells it. Nothing outside the bot's own part
    /// of its folder is read. At most 100 MiB.
    Result<std::string> read_from_disk(const std::string& path) const;

private:
    HttpCall to(std::string_view path) const;
    /// What comes of a call: words that may be shown lose the token; bytes and paths are good only as they are.
    enum class Answers { may_be_shown, taken_as_they_are };
    boost::asio::awaitable<HttpOutcome> run(HttpCall call, Answers answers);

    Http* http_;
    std::string base_, token_, files_;
    bool private_targets_;
};

/// `result` of a good answer; else what Telegram said, as an Error that a caller can act on.
Result<Json> result_of(const HttpOutcome& outcome, std::size_t limit = 1 << 20);

/// The bytes of a file, in two calls.
boost::asio::awaitable<Result<FetchedMedia>> fetch_file(BotApi& api, std::string file_id);
/// What a person, or a group, shows as picture.
boost::asio::awaitable<Result<FetchedAvatar>> ask_avatar(BotApi& api, std::string person, std::string known);

/// Carries out outgoing acts.
class Sender {
public:
    Sender(BotApi& api, const ConnectorHouse& house) : api_(api), house_(house) {}
    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing);

private:
    boost::asio::awaitable<SendOutcome> deliver(Piece piece, std::string thread);
    boost::asio::awaitable<SendOutcome> call(Piece piece, std::string thread);
    boost::asio::awaitable<Result<std::vector<FormPart>>> form_of(Piece piece);

    BotApi& api_;
    const ConnectorHouse& house_;
};

}  // namespace parley::telegram
