#include "server/flow/reply_parts.hpp"

#include "server/base/text.hpp"
#include "server/domain/identity.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostButtons = 10, kLongestTitle = 60, kLongestListTitle = 20;
constexpr std::size_t kLongestPlaceName = 200, kLongestCardName = 64;

Failure wrong(std::string field, std::string why) {
    return Failure(Error::field(std::move(field), std::move(why)));
}

/// What a button asks for, where it may be asked for.
void check_ask(const Conversation& c, std::string_view ask, const Capabilities& can) {
    if (ask != "phone" && ask != "location") throw wrong("buttons", "a button can ask for: phone, location");
    const auto may = ask == "phone" ? can.asks_in : can.asks_place_in;
    if (!may || !may(c.thread))
        throw wrong("buttons", "nothing can be asked for by a button in this chat: leave out the one with ask \"" +
                                   std::string(ask) + "\"");
}

/// A text of a member, cut free of blanks.
std::string short_text(const Json& holder, const std::string& of, const char* member, std::size_t most) {
    auto text = std::string(trim(text_or(holder, member)));
    if (count_code_points(text) > most)
        throw wrong(of + "." + member, "is longer than " + std::to_string(most) + " characters: shorten it");
    return text;
}

double coordinate(const Json& place, const char* member, double most) {
    const auto told = number_of(place, member);
    if (!told || *told < -most || *told > most) {
        const auto end = std::to_string(static_cast<int>(most));
        throw wrong(std::string("location.") + member, "must be degrees, a number from -" + end + " to " + end);
    }
    return *told;
}

}  // namespace

Json read_buttons(const Conversation& c, const Reply& reply, std::string_view text, const Capabilities& can) {
    const auto bad = [](std::string_view why) { return wrong("buttons", std::string(why)); };
    if (!reply.buttons.is_array() || reply.buttons.empty() || reply.buttons.size() > kMostButtons)
        throw bad("must be a list of 1 to 10 buttons");
    if (reply.note) throw bad("a note has no buttons");
    if (reply.chosen) throw bad("a template brings its own: leave them out");
    if (!can.buttons) throw bad("this channel has no buttons");
    if (can.buttons_in && !can.buttons_in(c.thread)) throw bad("there are no buttons in a chat of this kind");
    if (trim(text).empty()) throw wrong("text", "write what the buttons are about");
    Json buttons = Json::array();
    for (const auto& given : reply.buttons) {
        if (!given.is_object()) throw bad("each is an object with a title");
        const auto title = std::string(trim(text_or(given, "title")));
        const auto payload = text_or(given, "payload"), url = text_or(given, "url"), ask = text_or(given, "ask");
        if (title.empty() || count_code_points(title) > kLongestTitle) throw bad("a title is 1 to 60 characters");
        if (!payload.empty() + !url.empty() + !ask.empty() > 1) throw bad("a button has one of payload, url and ask");
        Json button{{"title", title}};
        if (!ask.empty()) {
            check_ask(c, ask, can);
            button["ask"] = ask;
        } else if (!url.empty()) {
            if (!url.starts_with("https://") && !url.starts_with("http://")) throw bad("an address is http or https");
            button["url"] = url;
        } else {
            button["payload"] = payload.empty() ? title : payload;
        }
        buttons.push_back(std::move(button));
    }
    if (can.refuses_buttons) {
        if (auto refused = can.refuses_buttons(buttons, text)) throw Failure(std::move(*refused));
    }
    return buttons;
}

std::string read_list_title(const Reply& reply) {
    if (reply.list_title.empty()) return {};
    if (reply.buttons.is_null())
        throw wrong("list_title", "opens a list of buttons: give the buttons, or leave it out");
    auto title = std::string(trim(reply.list_title));
    if (title.empty() || count_utf16(title) > kLongestListTitle)
        throw wrong("list_title", "is 1 to 20 characters: shorten it, or leave it out");
    return title;
}

bool stands_alone(const Reply& reply) {
    return !reply.place.is_null() || !reply.card.is_null();
}

void check_alone(const Reply& reply, const Capabilities& can) {
    const bool place = !reply.place.is_null();
    const std::string field = place ? "location" : "contact";
    if (place && !reply.card.is_null())
        throw wrong("contact", "a message is a place or a card: send the other in one of its own");
    if (reply.note) throw wrong(field, "a note has none: write it as text");
    if (place ? !can.places : !can.cards) throw wrong(field, "this channel has none: write it as text");
    if (!trim(reply.text).empty())
        throw wrong("text", "a place or a card goes alone: send the words as a message of their own");
    if (!reply.attachments.empty())
        throw wrong("attachments", "a place or a card goes alone: send the files as a message of their own");
    if (!reply.buttons.is_null()) throw wrong("buttons", "a place or a card has none");
    if (reply.chosen) throw wrong("template", "a place or a card goes without a template");
}

Json read_place(const Json& place) {
    if (!place.is_object()) throw wrong("location", "must be an object with latitude and longitude");
    return {{"latitude", coordinate(place, "latitude", 90)},
            {"longitude", coordinate(place, "longitude", 180)},
            {"title", short_text(place, "location", "title", kLongestPlaceName)},
            {"address", short_text(place, "location", "address", kLongestPlaceName)}};
}

Json read_card(const Json& card) {
    if (!card.is_object()) throw wrong("contact", "must be an object with name and phone");
    auto name = short_text(card, "contact", "name", kLongestCardName);
    if (name.empty()) throw wrong("contact.name", "is missing: say whose number it is");
    auto phone = normal_phone(text_or(card, "phone"));
    if (phone.empty()) throw wrong("contact.phone", "must be a number with its country, such as +48600100200");
    return {{"name", std::move(name)}, {"phone", std::move(phone)}, {"own", false}};
}

}  // namespace parley
