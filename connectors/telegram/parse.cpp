#include "connectors/telegram/telegram.hpp"
#include "server/base/text.hpp"
#include "server/domain/attribution.hpp"

#include <algorithm>
#include <array>

namespace parley::telegram {
namespace {

constexpr JsonLimits kUpdateLimits{4 << 20, 64};
constexpr std::size_t kMostQuoted = 300;

/// Kinds that Telegram may still send from an earlier subscription and that have no place in an inbox.
constexpr std::array<std::string_view, 17> kUnused{"channel_post",         "edited_channel_post",
                                                   "guest_message",        "message_reaction_count",
                                                   "inline_query",         "chosen_inline_result",
                                                   "shipping_query",       "pre_checkout_query",
                                                   "purchased_paid_media", "poll",
                                                   "poll_answer",          "chat_member",
                                                   "chat_join_request",    "chat_boost",
                                                   "removed_chat_boost",   "managed_bot",
                                                   "subscription"};

/// Several people write there: the conversation is with the chat itself.
bool is_group(const Json& chat) {
    const auto type = text_or(chat, "type");
    return type == "group" || type == "supergroup" || type == "channel";
}

/// Whoever wrote, for the inbox the one on the other side.
void read_author(const Json& message, const Json& chat, MessageReceived& into) {
    const Json* from = object_at(message, "from");
    const bool business = find(message, "business_connection_id") != nullptr;
    if (business && from && id_of(*from, "id") != id_of(chat, "id")) {
        const Json* bot = object_at(message, "sender_business_bot");
        into.direction = Direction::outbound;
        into.author = bot ? AuthorType::bot : AuthorType::operator_;
        into.author_name = person_of(bot ? *bot : *from).name.value_or("");
        into.person = person_of(chat);
        return;
    }
    // Anonymous administrators and channels write in groups under a service account's name.
    const Json* on_behalf = object_at(message, "sender_chat");
    const Json& writer = on_behalf ? *on_behalf : from ? *from : chat;
    into.person = person_of(is_group(chat) ? chat : writer);
    if (!is_group(chat)) return;
    into.author_name = name_of_chat(writer);
    const auto signature = text_or(message, "author_signature");
    if (on_behalf && !signature.empty()) into.author_name = signature;
}

/// What follows `/start` when the message is the press of a Start button: links carry at most 64 of A-Z a-z 0-9 _ -.
std::optional<std::string_view> start_payload(std::string_view text) {
    if (!text.starts_with("/start")) return std::nullopt;
    text.remove_prefix(6);
    if (text.starts_with('@')) text.remove_prefix(std::min(text.find(' '), text.size()));
    if (text.empty()) return text;
    if (text.front() != ' ') return std::nullopt;
    text = trim(text);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (text.size() > 64 || !std::all_of(text.begin(), text.end(), plain)) return std::nullopt;
    return text;
}

/// In his own app the owner of an account opens the bot's chat by a link of Telegram's: no customer came.
bool from_manage_bot(std::string_view payload) {
    return payload.starts_with("bizChat") && whole_number(payload.substr(7)).has_value();
}

/// From where a message came and when it was read.
struct Origin {
    std::string_view kind, update_id, bot;
    Millis received_at = 0;
};

/// What an answer is about, in words: the quoted message may be unknown to us (from before our time, from another
/// chat), or only a part of it was marked. {text, author, part, story}
std::optional<Json> quoted_in(const Json& message) {
    const Json* quoted = object_at(message, "reply_to_message");
    const Json* elsewhere = object_at(message, "external_reply");
    const Json* part = object_at(message, "quote");
    const bool story = object_at(message, "reply_to_story") != nullptr;
    std::string text, author;
    if (quoted) {
        text = text_or(*quoted, "text", text_or(*quoted, "caption"));
        if (const Json* from = object_at(*quoted, "from")) author = name_of_chat(*from);
    }
    if (const Json* origin = elsewhere ? object_at(*elsewhere, "origin") : nullptr) {
        for (const auto* name : {"sender_user", "sender_chat", "chat"}) {
            if (const Json* who = object_at(*origin, name)) author = name_of_chat(*who);
        }
        author = text_or(*origin, "sender_user_name", author);
    }
    if (part) text = text_or(*part, "text");
    if (text.empty() && !story) return std::nullopt;
    return Json{{"text", std::string(cut_code_points(text, kMostQuoted))},
                {"author", author},
                {"part", part != nullptr},
                {"story", story}};
}

UpdateBody read_message(const Json& message, const Origin& origin) {
    const auto kind = origin.kind;
    const Json* chat = object_at(message, "chat");
    if (!chat || !id_of(*chat, "id")) return missing("chat", kind);
    const auto id = id_of(message, "message_id");
    if (!id) return missing("message_id", kind);
    MessageReceived m;
    m.thread = thread_key(message);
    // 0 stands for messages that cannot be referred to: every one of them is its own.
    m.external_id = chat_key(message) + ":" + (*id == "0" ? "u" + std::string(origin.update_id) : *id);
    m.sent_at = time_of(message, "date", origin.received_at);
    m.automatic = flag_of(message, "is_from_offline");
    m.account = text_of(message, "business_connection_id");
    read_author(message, *chat, m);
    if (const Json* bot = object_at(message, "sender_business_bot"); bot && !origin.bot.empty())
        m.ours = m.direction == Direction::outbound && id_of(*bot, "id") == origin.bot;
    if (m.person.external_id.empty()) return missing("from/id", kind);
    // Of somebody's own account: what the bot may answer there ends a day after.
    m.opens_window = m.account && m.direction == Direction::inbound;
    if (!read_content(message, m)) {
        auto service = read_service(message, *chat);
        return service ? std::move(*service) : Ignored{"a service message of the chat"};
    }
    read_marks(message, m);
    if (const Json* quoted = object_at(message, "reply_to_message")) {
        const auto quoted_id = id_of(*quoted, "message_id");
        // What is said in a topic replies to the line that opened it, unless to something else.
        const bool opens_topic =
            flag_of(message, "is_topic_message") && quoted_id == id_of(message, "message_thread_id");
        if (quoted_id && !opens_topic) m.reply_to = chat_key(message) + ":" + *quoted_id;
    }
    if (auto quoted = quoted_in(message)) m.content["quoted"] = std::move(*quoted);
    m.album = id_of(message, "media_group_id");
    if (m.direction == Direction::inbound && kind == "message" && m.kind == MessageKind::text) {
        if (const auto payload = start_payload(m.text)) {
            if (from_manage_bot(*payload)) return Ignored{"the account's owner looks after the bot"};
            m.starts_only = true;
            if (!payload->empty()) m.touches.push_back(touch_from_deep_link(*payload, m.sent_at));
        }
    }
    return m;
}

UpdateBody read_edit(const Json& message, std::string_view kind, Millis received_at) {
    auto body = read_message(message, {kind, "", "", received_at});
    auto* m = std::get_if<MessageReceived>(&body);
    if (!m) return body;
    MessageEdited edit;
    edit.thread = std::move(m->thread);
    edit.external_id = std::move(m->external_id);
    edit.edited_at = time_of(message, "edit_date", received_at);
    edit.text = std::move(m->text);
    edit.content = m->content.is_null() ? Json::object() : std::move(m->content);
    edit.kind = m->kind;
    edit.media = std::move(m->media);
    return edit;
}

/// All of it each time; somebody who hides behind a channel or a group counts as that.
UpdateBody read_reaction(const Json& change, std::string_view kind, Millis received_at) {
    const Json* chat = object_at(change, "chat");
    const auto id = id_of(change, "message_id");
    if (!chat || !id_of(*chat, "id")) return missing("chat", kind);
    if (!id) return missing("message_id", kind);
    const Json* who = object_at(change, "user");
    if (!who) who = object_at(change, "actor_chat");
    if (!who || !id_of(*who, "id")) return missing("user", kind);
    ReactionSeen seen;
    seen.thread = thread_key(change);
    seen.external_id = chat_key(change) + ":" + *id;
    seen.person = person_of(*who);
    seen.at = time_of(change, "date", received_at);
    const Json* now = find(change, "new_reaction");
    if (!now || !now->is_array()) return missing("new_reaction", kind);
    for (const auto& one : *now) {
        const auto type = text_or(one, "type");
        seen.emoji.push_back(type == "paid" ? "⭐" : type == "emoji" ? text_or(one, "emoji") : std::string());
    }
    return seen;
}

/// The words on the pressed button, where the message is still known; else the data itself.
std::string button_title(const Json& message, const std::string& data) {
    const Json* markup = object_at(message, "reply_markup");
    const Json* rows = markup ? find(*markup, "inline_keyboard") : nullptr;
    if (!rows || !rows->is_array()) return data;
    for (const auto& row : *rows) {
        if (!row.is_array()) continue;
        for (const auto& button : row) {
            if (button.is_object() && text_of(button, "callback_data") == data) return text_or(button, "text", data);
        }
    }
    return data;
}

UpdateBody read_callback(const Json& query, Millis received_at) {
    const auto id = id_of(query, "id");
    const Json* from = object_at(query, "from");
    if (!id) return missing("id", "callback_query");
    if (!from || !id_of(*from, "id")) return missing("from", "callback_query");
    const Json* message = object_at(query, "message");
    const bool placed = message && object_at(*message, "chat");
    MessageReceived m;
    m.person = person_of(*from);
    m.thread = placed ? thread_key(*message) : ":" + m.person.external_id;
    if (message) m.account = text_of(*message, "business_connection_id");
    m.opens_window = m.account.has_value();
    if (const Json* chat = placed ? object_at(*message, "chat") : nullptr; chat && is_group(*chat)) {
        m.author_name = m.person.name.value_or("");
        m.person = person_of(*chat);
    }
    m.external_id = "cb:" + *id;
    m.sent_at = received_at;
    m.kind = MessageKind::interaction;
    const auto data = text_or(query, "data", text_or(query, "game_short_name"));
    m.text = message ? button_title(*message, data) : data;
    m.content = {{"title", m.text}, {"payload", data}};
    if (placed) {
        if (const auto message_id = id_of(*message, "message_id")) m.reply_to = chat_key(*message) + ":" + *message_id;
    }
    return m;
}

UpdateBody read_membership(const Json& change) {
    const Json* chat = object_at(change, "chat");
    const Json* state = object_at(change, "new_chat_member");
    if (!chat || !id_of(*chat, "id")) return missing("chat", "my_chat_member");
    if (!state) return missing("new_chat_member", "my_chat_member");
    const auto status = text_or(*state, "status");
    const bool group = is_group(*chat), gone = status == "kicked" || status == "left";
    if (!gone && status != "member" && !(group && status == "administrator")) return Ignored{"membership " + status};
    ContactChanged changed;
    const Json* from = object_at(change, "from");
    changed.person = person_of(!group && from && id_of(*from, "id") ? *from : *chat);
    changed.thread = thread_key(change);
    changed.reachable = !gone;
    if (gone) changed.reason = group ? "kicked" : "blocked";
    return changed;
}

}  // namespace

UpdateBody missing(const std::string& what, std::string_view kind) {
    return NotUnderstood{"missing_field", what + " is required", "/" + std::string(kind) + "/" + what, true};
}

Person person_of(const Json& who) {
    Person person;
    person.external_id = id_of(who, "id").value_or("");
    auto name = name_of_chat(who);
    if (!name.empty()) person.name = std::move(name);
    person.username = text_of(who, "username");
    person.language = text_of(who, "language_code");
    return person;
}

Millis time_of(const Json& holder, std::string_view key, Millis otherwise) {
    const auto seconds = integer_of(holder, key).value_or(0);
    return seconds > 0 && seconds < 100'000'000'000 ? seconds * 1000 : otherwise;
}

std::string name_of_chat(const Json& user_or_chat) {
    auto name = text_or(user_or_chat, "first_name");
    const auto last = text_or(user_or_chat, "last_name");
    if (!last.empty()) name += (name.empty() ? "" : " ") + last;
    return name.empty() ? text_or(user_or_chat, "title") : name;
}

std::string chat_key(const Json& message) {
    const Json* chat = object_at(message, "chat");
    return text_or(message, "business_connection_id") + ":" + (chat ? id_of(*chat, "id").value_or("") : "");
}

std::string thread_key(const Json& message) {
    const auto topic = flag_of(message, "is_topic_message") ? id_of(message, "message_thread_id") : std::nullopt;
    return chat_key(message) + (topic ? "/" + *topic : "");
}

std::string_view chat_of(std::string_view thread) {
    const auto colon = thread.rfind(':');
    const auto slash = colon == std::string_view::npos ? colon : thread.find('/', colon);
    return thread.substr(0, slash);
}

std::vector<Update> read_update(const Json& update, Millis received_at, std::string_view bot) {
    const auto update_id = id_of(update, "update_id").value_or("");
    std::optional<std::string> key;
    if (!update_id.empty()) key = "tg:" + update_id;
    for (const auto& [kind, value] : update.items()) {
        if (kind == "update_id" || !value.is_object()) continue;
        if (kind == "message" || kind == "business_message") {
            auto body = read_message(value, {kind, update_id, bot, received_at});
            // Messages are known by their own id; a second key would only cost.
            if (std::holds_alternative<MessageReceived>(body)) key.reset();
            return {{std::move(body), key}};
        }
        if (kind == "edited_message" || kind == "edited_business_message")
            return {{read_edit(value, kind, received_at), key}};
        if (kind == "callback_query") return {{read_callback(value, received_at), std::nullopt}};
        if (kind == "message_reaction") return {{read_reaction(value, kind, received_at), key}};
        if (kind == "my_chat_member") return {{read_membership(value), key}};
        if (kind == "business_connection") return {{read_connection(value, received_at), key}};
        if (kind == "deleted_business_messages") return read_deletions(value, key.value_or("tg:"), received_at);
        if (std::find(kUnused.begin(), kUnused.end(), kind) != kUnused.end()) return {{Ignored{kind}, key}};
        return {{NotUnderstood{"unknown_kind", "an update of the kind " + kind, "/" + kind, true}, key}};
    }
    return {{NotUnderstood{"unknown_kind", "an update without content", "", true}, key}};
}

std::vector<Update> parse_update(std::string_view body, Millis received_at, std::string_view bot) {
    const auto update = read_json(body, kUpdateLimits);
    if (update && update->is_object()) return read_update(*update, received_at, bot);
    // Genuine by its secret: refusing would make Telegram send it again and hold up the chat for a day.
    const auto why = update ? std::string("an update must be an object") : update.error().detail();
    return {{NotUnderstood{"invalid_json", why, "", true}, std::nullopt}};
}

}  // namespace parley::telegram
