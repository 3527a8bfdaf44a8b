#include "server/store/event_view.hpp"

#include "server/store/views.hpp"

#include <fmt/format.h>

namespace parley {

std::string EventRenderer::frame(const Event& event) {
    const auto conversation_id = event.conversation_id ? std::to_string(*event.conversation_id) : "null";
    return fmt::format(R"({{"seq":{},"type":"{}","at":"{}","conversation_id":{},"data":{}}})", event.seq, event.type,
                       to_rfc3339(event.at), conversation_id, data(event));
}

std::string EventRenderer::data(const Event& event) {
    const auto refs = Json::parse(event.data, nullptr, false);
    const auto id = [&refs](std::string_view key) { return integer_of(refs, key).value_or(0); };
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
    auto out = R"({"message":)" + view_message(db_, *message).text;
    // A line of the thread is always followed by an event that brings the conversation.
    if (event.type == "message.created" && message->kind != MessageKind::activity)
        out += R"(,"conversation":)" + conversation(conversation_id);
    return out + "}";
}

const std::string& EventRenderer::conversation(std::int64_t id) {
    const auto [found, fresh] = conversations_.try_emplace(id);
    if (fresh) found->second = view_conversation(db_, id).text;
    return found->second;
}

}  // namespace parley
