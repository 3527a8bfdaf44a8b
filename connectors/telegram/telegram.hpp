#pragma once

#include "connectors/connector.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Telegram Bot API: bots, and personal accounts whose owner connected the bot (Telegram Business).
ConnectorKind telegram_kind();

namespace telegram {

/// Where message numbers are unique, as far as we see them: `<business connection or nothing>:<chat id>`.
std::string chat_key(const Json& message);
/// The conversation's key: the chat's, and for a topic of a forum `/<topic>` after it.
std::string thread_key(const Json& message);
/// The chat's part of a thread.
std::string_view chat_of(std::string_view thread);

/// "First Last", or the title of a chat.
std::string name_of_chat(const Json& user_or_chat);
/// What happened to the chat, when the message is about that; nothing: it belongs into no inbox.
std::optional<UpdateBody> read_service(const Json& message, const Json& chat);

/// `info`: what getWebhookInfo tells. Do all `kinds` of updates go to `url`? Empty: nowhere, they are fetched.
bool is_agreed(const Json& info, std::string_view url, const Json& kinds);
/// Why updates wait at Telegram, when its last tries failed; else empty.
std::string trouble_of(const Json& info, Millis now);
/// Where updates go that are going to come here, in words; empty: nowhere. Only the host: the rest is somebody's
/// secret.
std::string taken_from(const Json& info);
/// What getMe tells of what the bot may do beside answering, as steps of a check that hold up nothing.
std::vector<ChannelHealth::Step> hints_of(const Json& me);

/// The body of one webhook call. Never an error: what cannot be read is a NotUnderstood that is kept. `bot`: our own
/// id, by which messages that we wrote in somebody's account are known.
std::vector<Update> parse_update(std::string_view body, Millis received_at, std::string_view bot = {});
/// The updates of a getUpdates answer, each as its own bytes, cut without judging them: one that cannot be read must
/// not take the others with it. Nothing when this is no such answer. `id` is 0 where none is written.
struct RawUpdate {
    std::string_view bytes;
    std::int64_t id = 0;
};
std::optional<std::vector<RawUpdate>> split_updates(std::string_view answer);
/// The id of the callback_query in an update, which wants to be answered; empty for all others.
std::string callback_of(const Update& update);
/// The same for an Update object that was read already. `received_at` stands in where Telegram tells no time.
std::vector<Update> read_update(const Json& update, Millis received_at, std::string_view bot = {});
/// What somebody lets us do in the own account.
UpdateBody read_connection(const Json& connection, Millis received_at);
/// Messages that went from such an account. `key`: of the update they came in.
std::vector<Update> read_deletions(const Json& deleted, const std::string& key, Millis received_at);
/// A User or a Chat.
Person person_of(const Json& who);
/// A required field that is not there.
UpdateBody missing(const std::string& what, std::string_view kind);
/// A number and nothing else.
std::optional<std::int64_t> whole_number(std::string_view text);
/// Telegram's seconds; `otherwise` where they are no time.
Millis time_of(const Json& holder, std::string_view key, Millis otherwise);

/// About a message a second to one person and 20 a minute to a group; short bursts pass.
Capabilities::ThreadPace pace_in(std::string_view thread);

/// The emoji a bot may put on a message, those used most first.
extern const std::span<const std::string_view> kReactions;

/// Kind, text, content and media of a Message object. false: a service line of the chat that nobody has to answer.
bool read_content(const Json& message, MessageReceived& into);

/// Whose words a forwarded message has, and what its text sets apart: `forwarded_from` and `marks` of the content.
void read_marks(const Json& message, MessageReceived& into);
/// `marks` of a content as Telegram's entities, of that part of the text, in UTF-16 units.
Json write_entities(const Json& content, std::size_t from, std::size_t length);

/// One call towards Telegram. With files it goes by multipart, each of them under the name `field`.
struct Piece {
    std::string method;
    Json params;
    struct Upload {
        const Outgoing::File* file = nullptr;
        std::string field;
    };
    std::vector<Upload> uploads;
};
/// The calls that an outgoing act becomes, in order; files point into `outgoing`. Empty: nothing to call.
std::vector<Piece> pieces_of(const Outgoing& outgoing);

/// Only in private chats of the bot itself a button may ask for a phone number, or for where somebody is.
bool asks_in(std::string_view thread);
/// content.buttons as Telegram's keyboard: under the message, or in place of the contact's own when one asks. Null
/// without buttons.
Json write_keyboard(const Json& content);

/// The calls that bring files, in their order: those that stand together and may be one album are one call.
std::vector<Piece> file_pieces(std::span<const Outgoing::File> files, const Json& place);
/// Where a caption stands in such a call; an album shows that of its first item.
Json& caption_holder(Piece& piece);
/// The same files as plain ones, an album's all, since it mixes them with nothing else. false: that is what they are.
bool turn_into_documents(Piece& piece);
/// The same words without what sets some of them apart. false: nothing does.
bool drop_entities(Piece& piece);

/// What Telegram's answer to a call about `thread` means.
SendOutcome interpret(const HttpAnswer& answer, std::string_view thread);

}  // namespace telegram
}  // namespace parley
