#pragma once

#include "connectors/connector.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Telegram Bot API: bots, and personal accounts whose owner connected the bot (Telegram Business).
ConnectorKind telegram_kind();

namespace telegram {

/// A thread is `<business connection or nothing>:<chat id>`; message ids of both sides can clash without the
/// connection.
std::string thread_key(const Json& message);

/// The body of one webhook call. Never an error: what cannot be read is a NotUnderstood that is kept.
std::vector<Update> parse_update(std::string_view body, Millis received_at);
/// The same for an Update object that was read already. `received_at` stands in where Telegram tells no time.
std::vector<Update> read_update(const Json& update, Millis received_at);

/// Kind, text, content and media of a Message object. false: a service line of the chat that nobody has to answer.
bool read_content(const Json& message, MessageReceived& into);

/// Parts of at most `limit` UTF-16 units, cut at line, word or at least grapheme borders; blank parts are left out.
std::vector<std::string> split_text(std::string_view text, std::size_t limit);

/// One call towards Telegram. With `file` the bytes go by multipart under the name `field`.
struct Piece {
    std::string method;
    Json params;
    const Outgoing::File* file = nullptr;
    std::string field;
};
/// The calls that an outgoing act becomes, in order; `file` points into `outgoing`. Empty: nothing to call.
std::vector<Piece> pieces_of(const Outgoing& outgoing);

/// What Telegram's answer to a call about `thread` means.
SendOutcome interpret(const HttpAnswer& answer, std::string_view thread);

}  // namespace telegram
}  // namespace parley
