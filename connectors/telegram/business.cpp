#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {

UpdateBody read_connection(const Json& connection, Millis received_at) {
    constexpr std::string_view kKind = "business_connection";
    const auto key = id_of(connection, "id");
    const Json* owner = object_at(connection, "user");
    if (!key || key->empty()) return missing("id", kKind);
    if (!owner || !id_of(*owner, "id")) return missing("user", kKind);
    const auto who = name_of_chat(*owner).empty() ? std::string("the owner") : name_of_chat(*owner);
    const Json* rights = object_at(connection, "rights");
    // The flag beside the rights is the older way of telling the same.
    const bool replies = flag_of(connection, "can_reply") || (rights && flag_of(*rights, "can_reply"));
    AccountChanged change;
    change.key = *key;
    change.owner = *id_of(*owner, "id");
    change.at = time_of(connection, "date", received_at);
    if (!flag_of(connection, "is_enabled")) {
        change.cannot_reply = "disconnected";
        change.trouble = who + " disconnected the bot: connect it again in Telegram, Settings, Business, Chatbots";
    } else if (!replies) {
        change.cannot_reply = "read_only";
        change.trouble = who + " lets the bot read only: allow replies in Telegram, Settings, Business, Chatbots";
    }
    return change;
}

std::vector<Update> read_deletions(const Json& deleted, const std::string& key, Millis received_at) {
    const Json* ids = find(deleted, "message_ids");
    const Json* chat = object_at(deleted, "chat");
    if (!chat || !id_of(*chat, "id")) return {{missing("chat", "deleted_business_messages"), key}};
    if (!ids || !ids->is_array()) return {{missing("message_ids", "deleted_business_messages"), key}};
    std::vector<Update> updates;
    const auto thread = thread_key(deleted);
    for (const auto& id : *ids) {
        if (!id.is_number_integer()) continue;
        const auto text = std::to_string(id.get<std::int64_t>());
        // Every one needs its own key, or the second would count as a repeat of the first.
        updates.push_back({MessageDeleted{thread, thread + ":" + text, received_at}, key + ":" + text});
    }
    return updates;
}

}  // namespace parley::telegram
