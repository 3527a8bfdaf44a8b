#include "connectors/telegram/telegram.hpp"
#include "server/base/text.hpp"

namespace parley::telegram {
namespace {

/// As much of a pinned message as a line holds.
constexpr std::size_t kMostPinned = 140;

std::vector<std::string> names_of(const Json& people) {
    std::vector<std::string> names;
    for (const auto& one : people) {
        if (!one.is_object()) continue;
        if (auto name = name_of_chat(one); !name.empty()) names.push_back(std::move(name));
    }
    return names;
}

/// Both chats tell of it: the old one where it went, the new one where it came from.
std::optional<ThreadMoved> read_move(const Json& message, const Json& chat) {
    const auto here = text_or(message, "business_connection_id") + ":";
    const auto id = id_of(chat, "id").value_or("");
    ThreadMoved moved;
    if (const auto to = id_of(message, "migrate_to_chat_id")) {
        moved.from = here + id;
        moved.to = here + *to;
        moved.person.external_id = *to;
    } else if (const auto from = id_of(message, "migrate_from_chat_id")) {
        moved.from = here + *from;
        moved.to = here + id;
        moved.person.external_id = id;
    } else {
        return std::nullopt;
    }
    if (auto title = text_or(chat, "title"); !title.empty()) moved.person.name = std::move(title);
    return moved;
}

}  // namespace

std::optional<UpdateBody> read_service(const Json& message, const Json& chat) {
    if (auto moved = read_move(message, chat)) return std::move(*moved);
    ChatChanged change;
    change.thread = thread_key(message);
    change.external_id = chat_key(message) + ":" + id_of(message, "message_id").value_or("");
    const Json* from = object_at(message, "from");
    if (from) change.by = name_of_chat(*from);
    if (const Json* people = find(message, "new_chat_members"); people && people->is_array()) {
        change.what = "joined";
        change.names = names_of(*people);
    } else if (const Json* gone = object_at(message, "left_chat_member")) {
        change.what = "left";
        change.names = names_of(Json::array({*gone}));
    } else if (find(message, "new_chat_title")) {
        change.what = "title";
        change.text = text_or(message, "new_chat_title");
    } else if (const Json* pinned = object_at(message, "pinned_message")) {
        change.what = "pinned";
        change.text = cut_code_points(text_or(*pinned, "text", text_or(*pinned, "caption")), kMostPinned);
    } else if (find(message, "forum_topic_closed")) {
        change.what = "topic_closed";
    } else if (find(message, "forum_topic_reopened")) {
        change.what = "topic_reopened";
    } else {
        return std::nullopt;
    }
    return change;
}

}  // namespace parley::telegram
