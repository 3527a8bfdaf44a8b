#include "connectors/meta/history.hpp"

#include "connectors/meta/read.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

namespace parley::meta {
namespace {

constexpr Millis kSecond = 1000;

struct Told {
    Millis at = 0;
    Json event;
};

std::vector<const Json*> items_of(const Json& holder, std::string_view name) {
    const Json* list = object_at(holder, name);
    return list ? objects_in(*list, "data") : std::vector<const Json*>();
}

Json attachment(std::string_view type, const std::string& url) {
    return {{"type", type}, {"payload", {{"url", url}}}};
}

/// A file as deliveries name it; nothing when its address is not told.
std::optional<Json> file_of(const Json& told) {
    for (const auto& [member, type] :
         {std::pair{"image_data", "image"}, std::pair{"video_data", "video"}, std::pair{"audio_data", "audio"}}) {
        const Json* data = object_at(told, member);
        if (!data) continue;
        const auto sticker = flag_of(*data, "render_as_sticker");
        if (auto url = text_or(*data, "url"); !url.empty()) return attachment(sticker ? "sticker" : type, url);
    }
    const auto url = text_or(told, "file_url");
    if (url.empty()) return std::nullopt;
    const auto mime = text_or(told, "mime_type");
    for (const std::string_view type : {"image", "video", "audio"}) {
        if (mime.starts_with(std::string(type) + "/")) return attachment(type, url);
    }
    return attachment("file", url);
}

class ThreadReader {
public:
    ThreadReader(const Json& thread, const Inbox& inbox, Millis since, std::vector<Told>& into)
        : inbox_(inbox), since_(since), into_(into) {
        for (const auto* one : items_of(thread, "participants")) {
            if (const auto id = id_of(*one, "id"); id && *id != inbox.id) peer_ = *id;
        }
        messages_ = items_of(thread, "messages");
        for (const auto* one : messages_) {
            if (peer_.empty()) peer_ = other_side(*one);
        }
    }

    void read() {
        if (peer_.empty()) return;
        std::reverse(messages_.begin(), messages_.end());
        for (const auto* one : messages_) read_message(*one);
    }

private:
    std::string other_side(const Json& message) const {
        if (const Json* from = object_at(message, "from")) {
            if (const auto id = id_of(*from, "id"); id && *id != inbox_.id) return *id;
        }
        for (const auto* one : items_of(message, "to")) {
            if (const auto id = id_of(*one, "id"); id && *id != inbox_.id) return *id;
        }
        return {};
    }

    void read_message(const Json& told) {
        const auto id = id_of(told, "id").value_or("");
        const auto at = time_of(told, "created_time", 0);
        if (id.empty() || at == 0 || at + kSecond <= since_) return;
        const Json* from = object_at(told, "from");
        const bool ours = from && id_of(*from, "id").value_or("") == inbox_.id;
        Json message{{"mid", id}};
        if (ours) message["is_echo"] = true;
        if (!from || flag_of(told, "is_unsupported"))
            message["is_unsupported"] = true;
        else
            fill(message, told);
        Json event{{"sender", {{"id", ours ? inbox_.id : peer_}}},
                   {"recipient", {{"id", ours ? peer_ : inbox_.id}}},
                   {"timestamp", at},
                   {"message", std::move(message)}};
        into_.push_back({at, std::move(event)});
    }

    void fill(Json& message, const Json& told) const {
        if (auto text = text_or(told, "message"); !text.empty()) message["text"] = std::move(text);
        Json files = Json::array();
        for (const auto* one : items_of(told, "attachments")) {
            if (auto file = file_of(*one)) files.push_back(std::move(*file));
        }
        for (const auto* one : items_of(told, "shares")) {
            if (const auto link = text_or(*one, "link"); !link.empty())
                files.push_back(attachment(inbox_.instagram ? "share" : "fallback", link));
        }
        if (const auto sticker = text_or(told, "sticker"); !sticker.empty() && files.empty())
            files.push_back(attachment("sticker", sticker));
        if (const Json* story = object_at(told, "story")) read_story(*story, message, files);
        if (!files.empty()) message["attachments"] = std::move(files);
    }

    static void read_story(const Json& story, Json& message, Json& files) {
        if (const Json* answered = object_at(story, "reply_to")) {
            message["reply_to"]["story"] = {{"id", id_of(*answered, "id").value_or("")},
                                            {"url", text_or(*answered, "link", text_or(*answered, "url"))}};
        }
        if (const Json* mention = object_at(story, "mention")) {
            if (const auto link = text_or(*mention, "link"); !link.empty())
                files.push_back(attachment("story_mention", link));
        }
    }

    const Inbox& inbox_;
    Millis since_;
    std::vector<Told>& into_;
    std::vector<const Json*> messages_;
    std::string peer_;
};

}  // namespace

std::string_view history_fields(const Inbox& inbox) {
    return inbox.instagram ? "updated_time,participants,messages.limit(50){id,created_time,from,to,message,"
                             "attachments,shares,story,is_unsupported}"
                           : "updated_time,participants,messages.limit(50){id,created_time,from,to,message,"
                             "attachments,shares,sticker}";
}

History read_history(const Json& page, const Inbox& inbox, Millis since) {
    std::vector<Told> told;
    bool older = false;
    for (const auto* thread : objects_in(page, "data")) {
        const auto at = time_of(*thread, "updated_time", 0);
        if (at != 0 && at + kSecond <= since) {
            older = true;
            continue;
        }
        ThreadReader(*thread, inbox, since, told).read();
    }
    // Between threads by time; within one the platform's order stands, whose seconds may hold several.
    std::multimap<Millis, Json> in_order;
    for (auto& one : told) in_order.emplace(one.at, std::move(one.event));

    History history;
    if (!in_order.empty()) {
        const auto last = in_order.rbegin()->first;
        Json events = Json::array(), entries = Json::array();
        for (auto& [at, event] : in_order) events.push_back(std::move(event));
        entries.push_back({{"id", inbox.id}, {"time", last}, {"messaging", std::move(events)}});
        history.delivery = dump({{"object", inbox.instagram ? "instagram" : "page"}, {"entry", std::move(entries)}});
    }
    const Json* paging = object_at(page, "paging");
    const Json* cursors = paging ? object_at(*paging, "cursors") : nullptr;
    if (!older && cursors && find(*paging, "next")) history.after = text_or(*cursors, "after");
    return history;
}

}  // namespace parley::meta
