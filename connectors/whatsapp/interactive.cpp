#include "connectors/whatsapp/interactive.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <set>

namespace parley::whatsapp {
namespace {

constexpr std::size_t kReplies = 3, kReplyTitle = 20, kRows = 10, kLinkTitle = 20, kPayload = 200;
constexpr const char* kOpensList = "☰";

bool stands_alone(const Json& button) {
    return !text_or(button, "url").empty() || !text_or(button, "ask").empty();
}

std::string payload_of(const Json& button) {
    return text_or(button, "payload", text_or(button, "title"));
}

bool fits_as_replies(const Json& buttons) {
    return buttons.size() <= kReplies && std::all_of(buttons.begin(), buttons.end(), [](const Json& one) {
               return count_utf16(text_or(one, "title")) <= kReplyTitle;
           });
}

Error wrong(std::string why) {
    return Error::field("buttons", std::move(why));
}

std::optional<Error> refuse_alone(const Json& button, std::size_t all) {
    const bool link = !text_or(button, "url").empty();
    if (all > 1) {
        return wrong(link ? "WhatsApp shows a link without other buttons: send them in a message of their own"
                          : "WhatsApp asks for one thing at a time: send the other buttons in a message of their own");
    }
    if (link && count_utf16(text_or(button, "title")) > kLinkTitle)
        return wrong("the title of a link has at most 20 characters on WhatsApp: shorten it");
    return std::nullopt;
}

Json answers(const Json& buttons) {
    Json list = Json::array();
    for (const auto& one : buttons)
        list.push_back({{"type", "reply"}, {"reply", {{"id", payload_of(one)}, {"title", text_or(one, "title")}}}});
    return {{"buttons", std::move(list)}};
}

Json rows(const Json& buttons, std::string_view list_title) {
    Json list = Json::array();
    for (const auto& one : buttons) list.push_back({{"id", payload_of(one)}, {"title", text_or(one, "title")}});
    return {{"button", list_title.empty() ? std::string(kOpensList) : std::string(list_title)},
            {"sections", Json::array({{{"rows", std::move(list)}}})}};
}

}  // namespace

std::optional<Error> refuse_buttons(const Json& buttons, std::string_view text) {
    if (count_utf16(text) > kInteractiveText) {
        return Error::field("text",
                            "has at most 1024 characters over buttons on WhatsApp: send the longer part before, as a "
                            "message of its own");
    }
    for (const auto& one : buttons) {
        if (stands_alone(one)) return refuse_alone(one, buttons.size());
    }
    if (buttons.size() > kRows) return wrong("WhatsApp takes at most 10: send the others in another message");
    std::set<std::string> payloads;
    for (const auto& one : buttons) {
        const auto title = text_or(one, "title");
        if (count_utf16(title) > kRowTitle)
            return wrong("\"" + title + "\" is longer than the 24 characters that WhatsApp shows: shorten it");
        const auto payload = payload_of(one);
        if (count_utf16(payload) > kPayload) return wrong("a payload has at most 200 characters on WhatsApp");
        if (!payloads.insert(payload).second)
            return wrong("two buttons would bring back the same, \"" + payload + "\": give each a payload of its own");
    }
    return std::nullopt;
}

Json write_interactive(const Json& buttons, std::string words, std::string_view list_title) {
    const Json& first = buttons.front();
    const auto url = text_or(first, "url"), ask = text_or(first, "ask");
    Json object{{"body", {{"text", std::move(words)}}}};
    const auto be = [&object](const char* type, Json action) {
        object["type"] = type;
        object["action"] = std::move(action);
    };
    if (!url.empty()) {
        be("cta_url", {{"name", "cta_url"}, {"parameters", {{"display_text", text_or(first, "title")}, {"url", url}}}});
    } else if (ask == "location") {
        be("location_request_message", {{"name", "send_location"}});
    } else if (ask == "phone") {
        be("request_contact_info", {{"name", "request_contact_info"}});
    } else if (fits_as_replies(buttons)) {
        be("button", answers(buttons));
    } else {
        be("list", rows(buttons, list_title));
    }
    return object;
}

}  // namespace parley::whatsapp
