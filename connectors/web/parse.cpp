#include "connectors/web/web.hpp"
#include "server/base/text.hpp"
#include "server/domain/identity.hpp"

namespace parley::web {
namespace {

constexpr std::size_t kMostFact = 200;

std::string fact(std::string_view text) {
    return std::string(trim(cut_code_points(clean(text), kMostFact)));
}

/// Who gave no name is told apart by the id's beginning, in the language of the page.
std::string guest_name(std::string_view visitor, std::string_view language) {
    auto mark = std::string(visitor.substr(0, 4));
    for (char& c : mark) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    const auto tongue = to_lower_ascii(language.substr(0, 2));
    const char* word = tongue == "ru" ? "Посетитель " : tongue == "pl" ? "Gość " : "Visitor ";
    return word + mark;
}

/// Nothing a visitor or the shop's page says of him is proven. What is no address or number is kept as an attribute.
void read_profile(Person& person, const Json& profile) {
    if (!profile.is_object()) return;
    for (const auto& [name, value] : profile.items()) {
        if (!value.is_string()) continue;
        const auto text = fact(value.get_ref<const std::string&>());
        if (text.empty()) continue;
        const auto email = name == "email" ? normal_email(text) : std::string();
        if (name == "name")
            person.name = text;
        else if (!email.empty())
            person.email = email;
        else if (name == "phone" && text.size() <= 40) {
            const auto number = normal_phone(text);
            person.phone = number.empty() ? text : number;
        } else
            person.attributes[name] = text;
    }
}

Person read_person(const Json& laid_down, const Json& message) {
    Person person;
    person.external_id = text_or(laid_down, "visitor");
    // Proven by the site's own server (server/api/widget/messages.cpp): the same person in every browser.
    if (const auto user = text_or(laid_down, "user"); !user.empty()) {
        person.other_ids.push_back("user:" + user);
        if (flag_of(laid_down, "joins")) std::swap(person.external_id, person.other_ids.front());
    }
    const auto language = text_or(laid_down, "language");
    if (!language.empty()) person.language = language;
    person.attributes = Json::object();
    if (const Json* profile = find(message, "profile")) read_profile(person, *profile);
    if (!person.name && flag_of(laid_down, "first") && !flag_of(laid_down, "joins"))
        person.name = guest_name(text_or(laid_down, "visitor"), language);
    if (const Json* page = find(message, "page"); page && page->is_object()) {
        if (const auto url = fact(text_or(*page, "url")); !url.empty()) person.attributes["page"] = url;
    }
    return person;
}

/// The first page of the visit carries the campaign's marks; without one, the page itself.
void read_touch(MessageReceived& into, const Json& message) {
    const Json* page = find(message, "page");
    if (!page || !page->is_object()) return;
    auto landing = text_or(*page, "landing_url");
    auto referrer = text_or(*page, "landing_referrer");
    if (landing.empty()) {
        landing = text_or(*page, "url");
        referrer = text_or(*page, "referrer");
    }
    if (!landing.empty()) into.touches.push_back(touch_from_page(landing, referrer, into.sent_at));
}

}  // namespace

std::string message_id(std::string_view visitor, std::string_view client_id) {
    return std::string(visitor) + ":" + std::string(client_id);
}

Update read_message(const Json& laid_down, Millis received_at) {
    Update update;
    const Json* message = find(laid_down, "message");
    const auto visitor = text_or(laid_down, "visitor");
    if (visitor.empty() || !message || !message->is_object()) {
        update.body = NotUnderstood{"missing_field", "visitor and message are required", "", true};
        return update;
    }
    MessageReceived in;
    in.thread = visitor;
    in.client_id = text_or(*message, "client_id");
    in.external_id = message_id(visitor, *in.client_id);
    in.sent_at = received_at;
    in.text = text_or(*message, "text");
    in.person = read_person(laid_down, *message);
    if (const Json* files = find(laid_down, "attachments"); files && files->is_array()) {
        for (const auto& file : *files) {
            Media media;
            media.kind = static_cast<MessageKind>(integer_of(file, "kind").value_or(5));
            media.source = {{"upload", integer_of(file, "id").value_or(0)}};
            in.media.push_back(std::move(media));
        }
        if (!in.media.empty()) in.kind = in.media.front().kind;
    }
    read_touch(in, *message);
    update.body = std::move(in);
    return update;
}

}  // namespace parley::web
