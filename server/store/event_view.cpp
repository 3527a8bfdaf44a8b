#include "server/store/event_view.hpp"

#include "server/store/scheduled.hpp"
#include "server/store/views.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace parley {

std::int64_t id_in(std::string_view data, std::string_view name) {
    std::int64_t id = 0;
    const auto at = data.find(name);
    if (at == std::string_view::npos) return id;
    const auto from = std::min(at + name.size() + 2, data.size());  // past `":`
    std::from_chars(data.data() + from, data.data() + data.size(), id);
    return id;
}

std::string EventRenderer::frame(const Event& event) {
    std::string out;
    append_frame(out, event);
    return out;
}

void EventRenderer::append_frame(std::string& out, const Event& event) {
    fmt::format_to(std::back_inserter(out), R"({{"seq":{},"type":"{}","at":"{}","conversation_id":)", event.seq,
                   event.type, to_rfc3339(event.at));
    out += event.conversation_id ? std::to_string(*event.conversation_id) : "null";
    out += R"(,"data":)";
    append_data(out, event);
    out += '}';
}

void EventRenderer::append_data(std::string& out, const Event& event) {
    const auto id = [&event](std::string_view name) { return id_in(event.data, name); };
    const std::string_view type = event.type;
    if (type.starts_with("message.")) {
        append_message(out, event, id("message_id"));
    } else if (type.starts_with("conversation.")) {
        out += R"({"conversation":)";
        out += conversation(event.conversation_id.value_or(0));
        out += '}';
    } else if (type.starts_with("scheduled.")) {
        out += R"({"scheduled":)";
        out += view_scheduled_of(names_, event.conversation_id.value_or(0)).text;
        out += '}';
    } else if (type.starts_with("lead.")) {
        const auto* made = at_hand_ ? at_hand_->lead(id("lead_id")) : nullptr;
        out += json_object(
                   {{"lead", made ? view_new_lead(names_, made->lead, made->touches) : view_lead(db_, id("lead_id"))}})
                   .text;
    } else if (type.starts_with("contact.")) {
        out += json_object({{"contact", view_contact(db_, id("contact_id"))}}).text;
    } else if (type.starts_with("user.")) {
        out += dump({{"user", view_user(db_, id("user_id"))}});
    } else if (type.starts_with("channel.")) {
        out += dump({{"channel", view_channel(db_, id("channel_id"), public_url_)}});
    } else {
        out += "{}";
    }
}

void EventRenderer::append_message(std::string& out, const Event& event, std::int64_t message_id) {
    const auto conversation_id = event.conversation_id.value_or(0);
    const Message* message = at_hand_ ? at_hand_->message(message_id) : nullptr;
    std::optional<Message> read;
    if (!message && (read = message_at(db_, {conversation_id, message_id}))) message = &*read;
    if (!message) {
        out += R"({"message":null})";
        return;
    }
    out += R"({"message":)";
    parley::append_message(out, names_, *message);
    // A line of the thread is always followed by an event that brings the conversation.
    if (event.type == "message.created" && message->kind != MessageKind::activity) {
        out += R"(,"conversation":)";
        out += conversation(conversation_id, message);
    }
    out += '}';
}

const std::string& EventRenderer::conversation(std::int64_t id, const Message* last) {
    const auto [found, fresh] = conversations_.try_emplace(id);
    if (!fresh) return found->second;
    const Conversation* known = at_hand_ ? at_hand_->conversation(id) : nullptr;
    if (known && !last) last = at_hand_->message(known->last_message_id);
    if (known)
        append_conversation(found->second, names_, *known, last);
    else
        found->second = view_conversation(names_, id).text;
    return found->second;
}

}  // namespace parley
