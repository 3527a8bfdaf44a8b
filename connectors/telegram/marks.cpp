#include "connectors/telegram/telegram.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace parley::telegram {
namespace {

constexpr std::size_t kMostMarks = 200;

/// What a reader sees of Telegram's entities; those that only name an address are found in the text itself.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kShown{{{"bold", "bold"},
                                                                                {"italic", "italic"},
                                                                                {"underline", "underline"},
                                                                                {"strikethrough", "strikethrough"},
                                                                                {"spoiler", "spoiler"},
                                                                                {"blockquote", "blockquote"},
                                                                                {"expandable_blockquote", "blockquote"},
                                                                                {"code", "code"},
                                                                                {"pre", "pre"},
                                                                                {"text_link", "link"},
                                                                                {"bot_command", "code"}}};

bool may_be_opened(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

/// Offsets are UTF-16 units, and may point past the end in what somebody made up.
Json read_mark(const Json& entity, std::int64_t units) {
    const auto type = text_or(entity, "type");
    const auto shown = std::find_if(kShown.begin(), kShown.end(), [&](const auto& one) { return one.first == type; });
    const auto offset = integer_of(entity, "offset").value_or(-1);
    if (shown == kShown.end() || offset < 0 || offset >= units) return nullptr;
    const auto length = std::min(integer_of(entity, "length").value_or(0), units - offset);
    if (length <= 0) return nullptr;
    Json mark{{"type", shown->second}, {"offset", offset}, {"length", length}};
    if (type != "text_link") return mark;
    auto url = text_or(entity, "url");
    if (!may_be_opened(url)) return nullptr;
    mark["url"] = std::move(url);
    return mark;
}

/// A person, one who hides his account, a chat, a channel.
std::string origin_of(const Json& message) {
    const Json* origin = object_at(message, "forward_origin");
    if (!origin) return {};
    for (const auto* who : {"sender_user", "sender_chat", "chat"}) {
        if (const Json* found = object_at(*origin, who)) return name_of_chat(*found);
    }
    return text_or(*origin, "sender_user_name");
}

}  // namespace

void read_marks(const Json& message, MessageReceived& into) {
    if (auto origin = origin_of(message); !origin.empty()) into.content["forwarded_from"] = std::move(origin);
    const Json* entities = find(message, find(message, "text") ? "entities" : "caption_entities");
    if (!entities || !entities->is_array()) return;
    const auto units = static_cast<std::int64_t>(count_utf16(into.text));
    Json marks = Json::array();
    for (const auto& entity : *entities) {
        if (marks.size() == kMostMarks) break;
        if (auto mark = read_mark(entity, units); !mark.is_null()) marks.push_back(std::move(mark));
    }
    if (!marks.empty()) into.content["marks"] = std::move(marks);
}

Json write_entities(const Json& content, std::size_t from, std::size_t length) {
    Json entities = Json::array();
    const Json* marks = find(content, "marks");
    if (!marks || !marks->is_array()) return entities;
    const auto first = static_cast<std::int64_t>(from), last = first + static_cast<std::int64_t>(length);
    for (const auto& mark : *marks) {
        const auto type = text_or(mark, "type");
        const auto known =
            std::find_if(kShown.begin(), kShown.end(), [&](const auto& one) { return one.second == type; });
        const auto offset = integer_of(mark, "offset").value_or(0);
        const auto begin = std::max(offset, first);
        const auto end = std::min(offset + integer_of(mark, "length").value_or(0), last);
        if (known == kShown.end() || begin >= end) continue;
        Json entity{{"type", known->first}, {"offset", begin - first}, {"length", end - begin}};
        if (type == "link") entity["url"] = text_or(mark, "url");
        entities.push_back(std::move(entity));
    }
    return entities;
}

}  // namespace parley::telegram
