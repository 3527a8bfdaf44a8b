#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {
namespace {

/// Bytes that a button may bring back.
constexpr std::size_t kMostData = 64;

/// A payload that is longer is told by the button's place.
std::string data_of(const Json& button, std::size_t place) {
    auto payload = text_or(button, "payload");
    return payload.size() <= kMostData ? payload : "#" + std::to_string(place);
}

Json under_message(const Json& button, std::size_t place) {
    const auto url = text_or(button, "url");
    if (!url.empty()) return {{"text", text_or(button, "title")}, {"url", url}};
    return {{"text", text_or(button, "title")}, {"callback_data", data_of(button, place)}};
}

Json in_place_of_keys(const Json& button) {
    Json key{{"text", text_or(button, "title")}};
    if (text_or(button, "ask") == "phone") key["request_contact"] = true;
    if (text_or(button, "ask") == "location") key["request_location"] = true;
    return key;
}

}  // namespace

bool asks_in(std::string_view thread) {
    return thread.starts_with(':') && !thread.starts_with(":-");
}

Json write_keyboard(const Json& content) {
    const Json* buttons = content.is_object() ? find(content, "buttons") : nullptr;
    if (!buttons || !buttons->is_array() || buttons->empty()) return nullptr;
    bool asks = false;
    for (const auto& button : *buttons) asks = asks || !text_or(button, "ask").empty();
    Json rows = Json::array();
    for (const auto& button : *buttons)
        rows.push_back(Json::array({asks ? in_place_of_keys(button) : under_message(button, rows.size())}));
    if (asks) return {{"keyboard", std::move(rows)}, {"one_time_keyboard", true}, {"resize_keyboard", true}};
    return {{"inline_keyboard", std::move(rows)}};
}

}  // namespace parley::telegram
