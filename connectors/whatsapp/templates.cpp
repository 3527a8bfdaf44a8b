#include "connectors/whatsapp/templates.hpp"

#include "connectors/whatsapp/whatsapp.hpp"
#include "server/base/text.hpp"

#include <algorithm>

namespace parley::whatsapp {
namespace {

/// `{{1}}` and `{{name}}` in a text, each once, in their order.
std::vector<std::string> names_in(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = 0;;) {
        const auto open = text.find("{{", at);
        const auto close = open == std::string_view::npos ? open : text.find("}}", open);
        if (close == std::string_view::npos) return names;
        auto name = std::string(trim(text.substr(open + 2, close - open - 2)));
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
        at = close + 2;
    }
}

/// What the template was shown to the platform with: a list in a list, a list, or by name.
std::string example_of(const Json& part, const std::string& kind, std::size_t index, const std::string& name) {
    const Json* example = object_at(part, "example");
    if (!example) return {};
    for (const auto* one : objects_in(*example, kind + "_text_named_params")) {
        if (text_or(*one, "param_name") == name) return text_or(*one, "example");
    }
    const Json* list = find(*example, kind + "_text");
    if (list && list->is_array() && !list->empty() && list->front().is_array()) list = &list->front();
    if (!list || !list->is_array() || index >= list->size() || !(*list)[index].is_string()) return {};
    return (*list)[index].get<std::string>();
}

Json words_of(const Json& part, const std::string& kind) {
    const auto text = text_or(part, "text");
    Json places = Json::array();
    const auto names = names_in(text);
    for (std::size_t i = 0; i < names.size(); ++i)
        places.push_back({{"name", names[i]}, {"example", example_of(part, kind, i, names[i])}});
    return {{"text", text}, {"places", std::move(places)}};
}

/// What can be sent from here: words, a file on top, and buttons that want at most the end of a link.
Json buttons_of(const Json& part, bool& sendable) {
    Json buttons = Json::array();
    for (const auto* button : objects_in(part, "buttons")) {
        const auto type = to_lower_ascii(text_or(*button, "type"));
        const auto url = text_or(*button, "url");
        Json places = Json::array();
        for (const auto& name : names_in(url)) places.push_back({{"name", name}, {"example", ""}});
        if (type != "quick_reply" && type != "url" && type != "phone_number") sendable = false;
        if (places.size() > 1) sendable = false;
        buttons.push_back(
            {{"type", type}, {"text", text_or(*button, "text")}, {"url", url}, {"places", std::move(places)}});
    }
    return buttons;
}

}  // namespace

std::optional<PlatformTemplate> read_template(const Json& told) {
    PlatformTemplate t;
    t.external_id = id_of(told, "id").value_or("");
    t.name = text_or(told, "name");
    t.language = text_or(told, "language");
    if (t.name.empty() || t.language.empty()) return std::nullopt;
    t.category = to_lower_ascii(text_or(told, "category"));
    t.status = to_lower_ascii(text_or(told, "status"));
    t.reason = to_lower_ascii(text_or(told, "rejected_reason"));
    if (t.reason == "none") t.reason.clear();
    if (const Json* quality = object_at(told, "quality_score")) t.quality = to_lower_ascii(text_or(*quality, "score"));
    if (t.quality == "unknown") t.quality.clear();
    bool sendable = t.category != "authentication";
    t.parts = {{"header", nullptr},
               {"body", {{"text", ""}, {"places", Json::array()}}},
               {"footer", nullptr},
               {"buttons", Json::array()}};
    for (const auto* part : objects_in(told, "components")) {
        const auto type = to_lower_ascii(text_or(*part, "type"));
        if (type == "header") {
            const auto format = to_lower_ascii(text_or(*part, "format", "text"));
            auto header = words_of(*part, "header");
            header["format"] = format;
            if (format != "text" && format != "image" && format != "video" && format != "document") sendable = false;
            t.parts["header"] = std::move(header);
        } else if (type == "body") {
            t.parts["body"] = words_of(*part, "body");
        } else if (type == "footer") {
            t.parts["footer"] = text_or(*part, "text");
        } else if (type == "buttons") {
            t.parts["buttons"] = buttons_of(*part, sendable);
        } else {
            sendable = false;  // carousels, limited offers ...
        }
    }
    t.parts["sendable"] = sendable;
    return t;
}

}  // namespace parley::whatsapp
