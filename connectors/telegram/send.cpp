#include "connectors/split_text.hpp"
#include "connectors/telegram/bot_api.hpp"
#include "connectors/telegram/telegram.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parley::telegram {
namespace {

constexpr std::size_t kTextLimit = 4096;
constexpr std::size_t kCaptionLimit = 1024;

/// chat_id and, for a business thread, the connection.
Json place_of(std::string_view thread) {
    thread = chat_of(thread);
    const auto colon = thread.rfind(':');
    const auto chat = colon == std::string_view::npos ? thread : thread.substr(colon + 1);
    Json params = Json::object();
    if (const auto id = whole_number(chat))
        params["chat_id"] = *id;
    else
        params["chat_id"] = std::string(chat);
    if (colon != std::string_view::npos && colon > 0)
        params["business_connection_id"] = std::string(thread.substr(0, colon));
    return params;
}

/// The same for what is new there: a topic is named only by what goes into it.
Json place_for_new(std::string_view thread) {
    Json params = place_of(thread);
    const auto chat = chat_of(thread).size();
    if (chat < thread.size()) {
        if (const auto topic = whole_number(thread.substr(chat + 1))) params["message_thread_id"] = *topic;
    }
    return params;
}

/// Telegram's number of a message of ours or theirs; none for pressed buttons and other chats' messages.
std::optional<std::int64_t> message_number(const std::optional<std::string>& external_id, std::string_view thread) {
    if (!external_id) return std::nullopt;
    // Numbers of an account stay when the bot is connected to it anew, under another id.
    const auto without_connection = [](std::string_view name) {
        return name.substr(std::min(name.find(':'), name.size()));
    };
    const auto chat = std::string(without_connection(chat_of(thread))) + ":";
    const auto name = without_connection(*external_id);
    if (external_id->starts_with(':') != thread.starts_with(':') || !name.starts_with(chat)) return std::nullopt;
    return whole_number(name.substr(chat.size()));
}

/// A part of the message's text, as `text` or `caption`, with what is set apart in it.
void put_words(Json& params, const char* name, const Outgoing& outgoing, std::string_view part) {
    params[name] = part;
    const std::string_view whole = outgoing.text;
    const auto from = static_cast<std::size_t>(part.data() - whole.data());
    auto entities = write_entities(outgoing.content, count_utf16(whole.substr(0, from)), count_utf16(part));
    if (!entities.empty())
        params[std::string_view(name) == "text" ? "entities" : "caption_entities"] = std::move(entities);
}

/// A place with a name is a venue, which wants an address as well.
Piece place_piece(const Json& content, Json params) {
    const auto latitude = number_of(content, "latitude").value_or(0);
    const auto longitude = number_of(content, "longitude").value_or(0);
    params["latitude"] = latitude;
    params["longitude"] = longitude;
    auto title = text_or(content, "title"), address = text_or(content, "address");
    if (title.empty()) std::swap(title, address);
    if (title.empty()) return {"sendLocation", std::move(params), {}};
    if (address.empty()) address = dump(latitude) + ", " + dump(longitude);
    params["title"] = std::move(title);
    params["address"] = std::move(address);
    return {"sendVenue", std::move(params), {}};
}

Piece card_piece(const Json& content, Json params) {
    params["phone_number"] = text_or(content, "phone");
    params["first_name"] = text_or(content, "name");
    return {"sendContact", std::move(params), {}};
}

void quote(std::vector<Piece>& pieces, const Outgoing& outgoing) {
    const auto quoted = message_number(outgoing.reply_to_external_id, outgoing.thread);
    if (quoted && !pieces.empty())
        pieces.front().params["reply_parameters"] = {{"message_id", *quoted}, {"allow_sending_without_reply", true}};
}

std::vector<Piece> word_pieces(const Outgoing& outgoing, const Json& place) {
    auto pieces = file_pieces(outgoing.files, place);
    auto keyboard = write_keyboard(outgoing.content);
    // An album takes no keyboard, so the words that it stands under follow.
    const bool album = !pieces.empty() && pieces.back().method == "sendMediaGroup";
    const bool captioned = !pieces.empty() && count_utf16(outgoing.text) <= kCaptionLimit &&
                           (keyboard.is_null() || (pieces.size() == 1 && !album));
    if (captioned) {
        if (!trim(outgoing.text).empty()) put_words(caption_holder(pieces.front()), "caption", outgoing, outgoing.text);
    } else {
        for (const auto part : split_text(outgoing.text, kTextLimit)) {
            Json params = place;
            put_words(params, "text", outgoing, part);
            pieces.push_back({"sendMessage", std::move(params), {}});
        }
    }
    if (!keyboard.is_null() && !pieces.empty()) pieces.back().params["reply_markup"] = std::move(keyboard);
    return pieces;
}

std::vector<Piece> send_pieces(const Outgoing& outgoing) {
    Json place = place_for_new(outgoing.thread);
    std::vector<Piece> pieces;
    if (outgoing.kind == MessageKind::location)
        pieces.push_back(place_piece(outgoing.content, std::move(place)));
    else if (outgoing.kind == MessageKind::contact)
        pieces.push_back(card_piece(outgoing.content, std::move(place)));
    else
        pieces = word_pieces(outgoing, place);
    quote(pieces, outgoing);
    return pieces;
}

/// Everything the message became on the platform goes.
std::vector<Piece> remove_pieces(const Outgoing& outgoing, Json params, std::int64_t number) {
    Json numbers = Json::array({number});
    for (const auto& more : outgoing.more_external_ids) {
        if (const auto one = message_number(more, outgoing.thread)) numbers.push_back(*one);
    }
    if (params.contains("business_connection_id")) {
        params.erase("chat_id");
        params["message_ids"] = std::move(numbers);
        return {{"deleteBusinessMessages", std::move(params), {}}};
    }
    if (numbers.size() > 1) {
        params["message_ids"] = std::move(numbers);
        return {{"deleteMessages", std::move(params), {}}};
    }
    params["message_id"] = number;
    return {{"deleteMessage", std::move(params), {}}};
}

/// What is named by the start of Telegram's description, in lower case and without "bad request: ".
struct Known {
    int status;
    std::string_view prefix, code, words;
    bool unreachable;
};
constexpr std::array<Known, 42> kKnown{{
    {403, "bot was blocked by the user", "blocked", "the contact blocked the bot", true},
    {403, "user is deactivated", "deactivated", "the contact's Telegram account is deleted", true},
    {403, "bot can't initiate conversation", "not_started",
     "the contact has not pressed Start: a bot may not write first", true},
    {403, "bot was kicked", "kicked", "the bot was removed from the group", true},
    {403, "bot is not a member", "not_member", "the bot is not in this group or channel", true},
    {403, "", "forbidden", "Telegram does not let the bot write here", true},
    {400, "chat not found", "chat_not_found", "Telegram does not know this chat", true},
    {400, "peer_id_invalid", "chat_not_found", "Telegram does not know this chat", true},
    {400, "user not found", "chat_not_found", "Telegram does not know this person", true},
    {400, "group chat was upgraded", "chat_moved", "the group became a supergroup: answer in its new conversation",
     true},
    {400, "business_peer_usage_missing", "window_closed", "24 hours have passed since the contact's last message",
     true},
    {400, "business_peer_invalid", "not_served", "the account's owner does not let the bot into this chat", true},
    {400, "bot_access_forbidden", "read_only",
     "the account's owner does not let the bot do this: allow it in Telegram, Settings, Business, Chatbots", true},
    {400, "business_connection", "disconnected", "the owner disconnected the bot from the account", true},
    {400, "business connection", "disconnected", "the owner disconnected the bot from the account", true},
    {400, "message to edit not found", "message_gone", "the message is not there any more", false},
    {400, "message can't be edited", "too_late", "Telegram does not let this message be changed any more", false},
    {400, "there is no text in the message to edit", "no_text", "this message has no text to change", false},
    {400, "message to delete not found", "message_gone", "the message is not there any more", false},
    {400, "message can't be deleted", "too_late", "Telegram lets messages be removed for 48 hours only", false},
    {400, "message to react not found", "message_gone", "the message is not there any more", false},
    {400, "message_id_invalid", "message_gone", "the message is not there any more", false},
    {400, "reaction_invalid", "reaction_refused", "this reaction is not allowed in this chat", false},
    {400, "reactions_too_many", "reaction_refused", "this reaction is not allowed in this chat", false},
    {400, "message is too long", "too_long", "the text is longer than Telegram takes", false},
    {400, "message caption is too long", "too_long", "the text is longer than Telegram takes", false},
    {400, "message_too_long", "too_long", "the text is longer than Telegram takes", false},
    {400, "media_caption_too_long", "too_long", "the text is longer than Telegram takes", false},
    {400, "can't parse entities", "format_refused", "Telegram does not take the formatting", false},
    {400, "can't parse messageentity", "format_refused", "Telegram does not take the formatting", false},
    {400, "entity ", "format_refused", "Telegram does not take the formatting", false},
    {400, "message text is empty", "empty", "there is no text to send", false},
    {400, "voice_messages_forbidden", "voice_refused", "the contact takes no voice messages", false},
    {400, "photo_invalid_dimensions", "photo_refused", "Telegram does not take the picture as a photo", false},
    {400, "photo_", "photo_refused", "Telegram does not take the picture as a photo", false},
    {400, "image_process_failed", "photo_refused", "Telegram does not take the picture as a photo", false},
    {400, "file is too big", "too_large", "the file is larger than Telegram takes", false},
    {400, "file must be non-empty", "empty", "the file is empty", false},
    {400, "wrong file identifier", "file_refused", "Telegram did not take the file", false},
    {400, "not enough rights", "no_rights", "the bot may not write in this group", false},
    {400, "topic_closed", "no_rights", "this topic of the group is closed", false},
    {413, "", "too_large", "the file is larger than Telegram takes", false},
}};

/// "Bad Request: chat not found" gives "chat not found".
std::string bare(std::string_view description) {
    auto text = to_lower_ascii(description);
    for (const std::string_view head : {"bad request: ", "forbidden: "}) {
        if (text.starts_with(head)) text.erase(0, head.size());
    }
    // Of an album it tells which item, and then why in quotes.
    constexpr std::string_view kItem = "failed to send message #", kWhy = "error message \"";
    if (const auto why = text.find(kWhy); text.starts_with(kItem) && why != std::string::npos) {
        text.erase(0, why + kWhy.size());
        if (text.ends_with('"')) text.pop_back();
    }
    return text;
}

SendOutcome outcome_of(SendOutcome::Kind kind, std::string code, std::string message) {
    auto outcome = SendOutcome::failed_with(std::move(code), std::move(message));
    outcome.kind = kind;
    return outcome;
}

/// The group has another id by now, and Telegram says which: it is sent there.
std::optional<SendOutcome> went_on(const Json* body, std::string_view thread) {
    const Json* parameters = body ? object_at(*body, "parameters") : nullptr;
    const auto to = parameters ? id_of(*parameters, "migrate_to_chat_id") : std::nullopt;
    if (!to) return std::nullopt;
    ThreadMoved moved;
    moved.from = std::string(chat_of(thread));
    moved.to = moved.from.substr(0, moved.from.rfind(':') + 1) + *to;
    if (moved.to == moved.from) return std::nullopt;
    moved.person.external_id = *to;
    auto outcome =
        outcome_of(SendOutcome::Kind::retry, "chat_moved", "the group became a supergroup: it is sent there");
    outcome.moved = std::move(moved);
    return outcome;
}

SendOutcome refused(int status, const std::string& description) {
    const auto text = bare(description);
    for (const auto& known : kKnown) {
        if (known.status != status || !text.starts_with(known.prefix)) continue;
        auto outcome = SendOutcome::failed_with(std::string(known.code), std::string(known.words));
        outcome.unreachable = known.unreachable;
        return outcome;
    }
    return SendOutcome::failed_with("refused", description.empty() ? "Telegram answered " + std::to_string(status)
                                                                   : "Telegram says: " + description);
}

SendOutcome limited(const HttpAnswer& answer, const Json* body) {
    auto outcome = outcome_of(SendOutcome::Kind::rate_limited, "rate_limited", "Telegram asks to wait");
    const Json* parameters = body ? find(*body, "parameters") : nullptr;
    auto seconds = parameters && parameters->is_object() ? integer_of(*parameters, "retry_after") : std::nullopt;
    if (!seconds) seconds = whole_number(answer.headers.get("Retry-After"));
    outcome.wait = std::chrono::seconds(std::clamp<std::int64_t>(seconds.value_or(1), 1, 86'400));
    return outcome;
}

SendOutcome accepted(const Json& body, std::string_view thread) {
    const Json* result = find(body, "result");
    if (result && result->is_object()) {
        if (const auto id = id_of(*result, "message_id"))
            return SendOutcome::sent_as(std::string(chat_of(thread)) + ":" + *id);
    }
    if (result && result->is_array()) {
        SendOutcome album;
        for (const auto& message : *result) {
            const auto id = message.is_object() ? id_of(message, "message_id") : std::nullopt;
            if (!id) continue;
            auto name = std::string(chat_of(thread)) + ":" + *id;
            if (album.external_id.empty())
                album = SendOutcome::sent_as(std::move(name));
            else
                album.more_external_ids.push_back(std::move(name));
        }
        if (!album.external_id.empty()) return album;
    }
    // Chat actions, deletions and some edits answer `true`.
    if (result && result->is_boolean()) return SendOutcome::sent_as("");
    return outcome_of(SendOutcome::Kind::unconfirmed, "unreadable_answer",
                      "Telegram's answer tells no message: it may have arrived");
}

}  // namespace

Capabilities::ThreadPace pace_in(std::string_view thread) {
    constexpr Capabilities::ThreadPace kPerson{1, 5}, kGroup{0.25, 5};
    // Groups have numbers below zero.
    return thread.find(":-") == std::string_view::npos ? kPerson : kGroup;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

bool drop_entities(Piece& piece) {
    const auto dropped = piece.params.erase("entities") + piece.params.erase("caption_entities");
    return dropped + caption_holder(piece).erase("caption_entities") > 0;
}

std::vector<Piece> pieces_of(const Outgoing& outgoing) {
    Json params = place_of(outgoing.thread);
    const auto number = message_number(outgoing.external_id, outgoing.thread);
    switch (outgoing.act) {
        case Outgoing::Act::send:
            return send_pieces(outgoing);
        case Outgoing::Act::edit:
            if (!number) return {};
            params["message_id"] = *number;
            put_words(params, outgoing.files.empty() ? "text" : "caption", outgoing, outgoing.text);
            // What is not told again goes.
            if (auto keyboard = write_keyboard(outgoing.content); find(keyboard, "inline_keyboard"))
                params["reply_markup"] = std::move(keyboard);
            return {{outgoing.files.empty() ? "editMessageText" : "editMessageCaption", std::move(params), {}}};
        case Outgoing::Act::remove:
            if (!number) return {};
            return remove_pieces(outgoing, std::move(params), *number);
        case Outgoing::Act::react:
            // Chats of a connected account have no such call.
            if (!number || params.contains("business_connection_id")) return {};
            params["message_id"] = *number;
            params["reaction"] = Json::array();
            if (!outgoing.reaction.empty())
                params["reaction"].push_back({{"type", "emoji"}, {"emoji", outgoing.reaction}});
            return {{"setMessageReaction", std::move(params), {}}};
        case Outgoing::Act::typing:
            params = place_for_new(outgoing.thread);
            params["action"] = "typing";
            return {{"sendChatAction", std::move(params), {}}};
        case Outgoing::Act::read:
            if (!number || !params.contains("business_connection_id")) return {};
            params["message_id"] = *number;
            return {{"readBusinessMessage", std::move(params), {}}};
        case Outgoing::Act::hide:
        case Outgoing::Act::closed:
            return {};
    }
    return {};
}

SendOutcome interpret(const HttpAnswer& answer, std::string_view thread) {
    const auto json = read_json(answer.body, {1 << 20, 64});
    const Json* body = json && json->is_object() && find(*json, "ok") ? &*json : nullptr;
    int status = answer.status;
    if (status / 100 == 2) {
        if (body && flag_of(*body, "ok")) return accepted(*body, thread);
        const auto told = body ? integer_of(*body, "error_code").value_or(0) : 0;
        if (told < 400 || told > 599)
            return outcome_of(SendOutcome::Kind::unconfirmed, "unreadable_answer",
                              "Telegram's answer could not be read: it may have arrived");
        status = static_cast<int>(told);
    }
    const auto description = body ? text_or(*body, "description") : std::string();
    if (status >= 500) {
        const auto words = "Telegram answered " + std::to_string(status);
        if (body) return outcome_of(SendOutcome::Kind::retry, "telegram_down", words);
        return outcome_of(SendOutcome::Kind::unconfirmed, "unreadable_answer", words + ": it may have arrived");
    }
    if (status == 429) return limited(answer, body);
    if (status == 401)
        return outcome_of(SendOutcome::Kind::channel_down, "token_refused",
                          "Telegram refuses the token: set the current one from @BotFather");
    if (status == 404)
        return outcome_of(SendOutcome::Kind::channel_down, "not_found",
                          "Telegram does not know the bot: check the token and api_base");
    if (!body && status != 413) {
        // Not Telegram's own words: something on the way refused, and nothing was taken.
        return outcome_of(
            SendOutcome::Kind::retry, "not_telegram",
            "an answer " + std::to_string(status) + " that is not Telegram's: check api_base and the network");
    }
    // A repeat of what was done before the answer was lost.
    if (status == 400 && (bare(description).starts_with("message is not modified") ||
                          bare(description).starts_with("message to delete not found")))
        return SendOutcome::sent_as("");
    if (auto moved = status == 400 ? went_on(body, thread) : std::nullopt) return std::move(*moved);
    return refused(status, description);
}

}  // namespace parley::telegram
