#include "server/store/event_view.hpp"

#include "server/store/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace parley {

namespace {

/// The id that an event's data refer to: `{"message_id":12}`, as Transaction::emit was given it. 0 when there is none.
std::int64_t id_in(std::string_view data, std::string_view name) {
    std::int64_t id = 0;
    const auto at = data.find(name);
    if (at == std::string_view::npos) return id;
    const auto from = std::min(at + name.size() + 2, data.size());  // past `":`
    std::from_chars(data.data() + from, data.data() + data.size(), id);
    return id;
}

}  // namespace

std::string EventRenderer::frame(const Event& event) {
    const auto conversation_id = event.conversation_id ? std::to_string(*event.conversation_id) : "null";
    return fmt::format(R"({{"seq":{},"type":"{}","at":"{}","conversation_id":{},"data":{}}})", event.seq, event.type,
                       to_rfc3339(event.at), conversation_id, data(event));
}

std::string EventRenderer::data(const Event& event) {
    const auto id = [&event](std::string_view name) { return id_in(event.data, name); };
    const std::string_view type = event.type;
    if (type.starts_with("message.")) return message_data(event, id("message_id"));
    if (type.starts_with("conversation."))
        return R"({"conversation":)" + conversation(event.conversation_id.value_or(0)) + "}";
    if (type.starts_with("lead.")) return json_object({{"lead", view_lead(db_, id("lead_id"))}}).text;
    if (type.starts_with("contact.")) return json_object({{"contact", view_contact(db_, id("contact_id"))}}).text;
    if (type.starts_with("user.")) return dump({{"user", view_user(db_, id("user_id"))}});
    if (type.starts_with("channel.")) return dump({{"channel", view_channel(db_, id("channel_id"), public_url_)}});
    return "{}";
}

std::string EventRenderer::message_data(const Event& event, std::int64_t message_id) {
    const auto conversation_id = event.conversation_id.value_or(0);
    const auto message = message_at(db_, {conversation_id, message_id});
    if (!message) return R"({"message":null})";
    auto out = R"({"message":)" + view_message(names_, *message).text;
    // A line of the thread is always followed by an event that brings the conversation.
    if (event.type == "message.created" && message->kind != MessageKind::activity)
        out += R"(,"conversation":)" + conversation(conversation_id, &*message);
    return out + "}";
}

const std::string& EventRenderer::conversation(std::int64_t id, const Message* last) {
    const auto [found, fresh] = conversations_.try_emplace(id);
    if (fresh) found->second = view_conversation(names_, id, last).text;
    return found->second;
}

}  // namespace parley
