#include "connectors/form_answers.hpp"
#include "connectors/telegram/telegram.hpp"
#include "server/domain/identity.hpp"

#include <algorithm>
#include <array>

namespace parley::telegram {
namespace {

/// Members of a Message that say how or where, not what.
constexpr std::array<std::string_view, 35> kEnvelope{"message_id",
                                                     "from",
                                                     "sender_chat",
                                                     "sender_business_bot",
                                                     "chat",
                                                     "date",
                                                     "edit_date",
                                                     "business_connection_id",
                                                     "is_topic_message",
                                                     "message_thread_id",
                                                     "forward_origin",
                                                     "forward_from",
                                                     "forward_sender_name",
                                                     "forward_from_chat",
                                                     "forward_from_message_id",
                                                     "forward_signature",
                                                     "forward_date",
                                                     "reply_to_message",
                                                     "external_reply",
                                                     "quote",
                                                     "reply_to_story",
                                                     "via_bot",
                                                     "media_group_id",
                                                     "is_from_offline",
                                                     "has_protected_content",
                                                     "has_media_spoiler",
                                                     "show_caption_above_media",
                                                     "effect_id",
                                                     "caption",
                                                     "caption_entities",
                                                     "entities",
                                                     "reply_markup",
                                                     "author_signature",
                                                     "link_preview_options",
                                                     "sender_boost_count"};

/// What happened to the chat rather than in it.
constexpr std::array<std::string_view, 26> kService{"new_chat_members",
                                                    "left_chat_member",
                                                    "new_chat_title",
                                                    "new_chat_photo",
                                                    "delete_chat_photo",
                                                    "group_chat_created",
                                                    "supergroup_chat_created",
                                                    "channel_chat_created",
                                                    "message_auto_delete_timer_changed",
                                                    "migrate_to_chat_id",
                                                    "migrate_from_chat_id",
                                                    "pinned_message",
                                                    "write_access_allowed",
                                                    "connected_website",
                                                    "forum_topic_created",
                                                    "forum_topic_edited",
                                                    "forum_topic_closed",
                                                    "forum_topic_reopened",
                                                    "general_forum_topic_hidden",
                                                    "general_forum_topic_unhidden",
                                                    "video_chat_scheduled",
                                                    "video_chat_started",
                                                    "video_chat_ended",
                                                    "video_chat_participants_invited",
                                                    "chat_background_set",
                                                    "boost_added"};

template <class List>
bool among(const List& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

Media file_of(const Json& file, MessageKind kind, std::string_view name, std::string_view content_type) {
    Media media;
    media.kind = kind;
    media.name = text_or(file, "file_name", name);
    media.content_type = text_or(file, "mime_type", content_type);
    media.size = std::max<std::int64_t>(integer_of(file, "file_size").value_or(0), 0);
    const auto side = [&](std::string_view key) -> std::optional<int> {
        const auto pixels = integer_of(file, key);
        if (!pixels || *pixels <= 0 || *pixels > 100'000) return std::nullopt;
        return static_cast<int>(*pixels);
    };
    media.width = side("width");
    media.height = side("height");
    if (const auto length = side("length")) media.width = media.height = length;  // round video
    const auto seconds = integer_of(file, "duration");
    if (seconds && *seconds >= 0 && *seconds < 10'000'000) media.duration_ms = *seconds * 1000;
    media.source = {{"file_id", text_or(file, "file_id")}};
    if (auto key = text_or(file, "file_unique_id"); !key.empty()) media.source["key"] = std::move(key);
    return media;
}

void read_sticker(const Json& sticker, MessageReceived& into) {
    into.kind = MessageKind::sticker;
    into.content = {{"emoji", text_or(sticker, "emoji")}};
    const Json* thumbnail = object_at(sticker, "thumbnail");
    if (flag_of(sticker, "is_animated")) {
        // Gzipped Lottie is no picture; its thumbnail is.
        if (thumbnail) into.media.push_back(file_of(*thumbnail, MessageKind::sticker, "sticker", ""));
        return;
    }
    const bool video = flag_of(sticker, "is_video");
    into.media.push_back(file_of(sticker, MessageKind::sticker, video ? "sticker.webm" : "sticker.webp",
                                 video ? "video/webm" : "image/webp"));
}

void read_place(const Json& location, const Json* venue, MessageReceived& into) {
    into.kind = MessageKind::location;
    into.content = {{"latitude", number_of(location, "latitude").value_or(0)},
                    {"longitude", number_of(location, "longitude").value_or(0)}};
    if (!venue) return;
    into.content["title"] = text_or(*venue, "title");
    into.content["address"] = text_or(*venue, "address");
}

/// Telegram writes numbers with and without the plus.
std::string e164(std::string_view number) {
    std::string digits;
    for (const char c : number) {
        if (c >= '0' && c <= '9') digits += c;
    }
    if (digits.empty()) return digits;
    auto written = "+" + digits;
    auto normal = normal_phone(written);
    return normal.empty() ? written : normal;
}

void read_contact(const Json& contact, const Json& message, MessageReceived& into) {
    const Json* from = object_at(message, "from");
    const auto owner = id_of(contact, "user_id");
    const bool own = owner && from && owner == id_of(*from, "id");
    const auto name = name_of_chat(contact);
    const auto phone = e164(text_or(contact, "phone_number"));
    into.kind = MessageKind::contact;
    into.content = {{"name", name}, {"phone", phone}, {"own", own}};
    if (!own || phone.empty() || into.direction != Direction::inbound || into.person.external_id != *owner) return;
    into.person.phone = phone;
    into.person.phone_proven = true;
}

/// The photo's largest size; live photos come with a still photo as well.
bool read_photo(const Json& message, MessageReceived& into) {
    const Json* sizes = find(message, "photo");
    if (!sizes || !sizes->is_array() || sizes->empty() || !sizes->back().is_object()) return false;
    into.kind = MessageKind::image;
    into.media.push_back(file_of(sizes->back(), MessageKind::image, "photo.jpg", "image/jpeg"));
    return true;
}

bool read_file(const Json& message, MessageReceived& into) {
    struct Form {
        std::string_view key;
        MessageKind kind;
        std::string_view name, content_type;
    };
    // An animation comes with the same file as `document`, so the order matters.
    static constexpr std::array<Form, 6> kForms{{{"animation", MessageKind::video, "animation.mp4", "video/mp4"},
                                                 {"document", MessageKind::file, "file", ""},
                                                 {"video", MessageKind::video, "video.mp4", "video/mp4"},
                                                 {"audio", MessageKind::audio, "audio.mp3", "audio/mpeg"},
                                                 {"voice", MessageKind::voice, "voice.ogg", "audio/ogg"},
                                                 {"video_note", MessageKind::video, "video.mp4", "video/mp4"}}};
    for (const auto& form : kForms) {
        const Json* file = object_at(message, form.key);
        if (!file) continue;
        into.kind = form.kind;
        into.media.push_back(file_of(*file, form.kind, form.name, form.content_type));
        return true;
    }
    return false;
}

}  // namespace

bool read_content(const Json& message, MessageReceived& into) {
    into.text = text_or(message, "text", text_or(message, "caption"));
    if (find(message, "text")) return true;
    if (read_photo(message, into) || read_file(message, into)) return true;
    if (const Json* sticker = object_at(message, "sticker")) {
        read_sticker(*sticker, into);
        return true;
    }
    const Json* venue = object_at(message, "venue");
    const Json* location = object_at(venue ? *venue : message, "location");
    if (location) {
        read_place(*location, venue, into);
        return true;
    }
    if (const Json* contact = object_at(message, "contact")) {
        read_contact(*contact, message, into);
        return true;
    }
    if (const Json* form = object_at(message, "web_app_data")) {
        into.kind = MessageKind::interaction;
        into.text = text_or(*form, "button_text");
        const auto data = text_or(*form, "data");
        into.content = {{"title", into.text}, {"payload", data}, {"form", form_answers(data)}};
        return true;
    }
    std::string what;
    for (const auto& [key, value] : message.items()) {
        if (among(kService, key)) return false;
        if (what.empty() && !among(kEnvelope, key)) what = key;
    }
    into.kind = MessageKind::unsupported;
    into.content = {{"what", what.empty() ? "hidden" : what}};
    return true;
}

}  // namespace parley::telegram
