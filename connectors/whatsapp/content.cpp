#include "connectors/form_answers.hpp"
#include "connectors/whatsapp/whatsapp.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace parley::whatsapp {
namespace {

constexpr std::size_t kMostItems = 100;

void put_text(MessageReceived& into, std::string_view text) {
    auto read = read_signs(text);
    into.text = std::move(read.text);
    if (!read.marks.empty()) into.content["marks"] = std::move(read.marks);
}

/// Told in base64 by webhooks, in hex or base64 by the media's own description.
std::optional<std::string> hash_of(const Json& file) {
    const auto told = text_or(file, "sha256");
    if (told.size() == 64) return to_lower_ascii(told);
    const auto bytes = from_base64(told);
    if (!bytes || bytes->size() != 32) return std::nullopt;
    return to_hex(*bytes);
}

std::string_view bare_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

std::string name_for(std::string_view stem, std::string_view content_type) {
    struct Ending {
        std::string_view type, ending;
    };
    static constexpr std::array<Ending, 12> kEndings{{{"image/jpeg", ".jpg"},
                                                      {"image/png", ".png"},
                                                      {"image/webp", ".webp"},
                                                      {"video/mp4", ".mp4"},
                                                      {"video/3gpp", ".3gp"},
                                                      {"audio/ogg", ".ogg"},
                                                      {"audio/mpeg", ".mp3"},
                                                      {"audio/aac", ".aac"},
                                                      {"audio/mp4", ".m4a"},
                                                      {"audio/amr", ".amr"},
                                                      {"application/pdf", ".pdf"},
                                                      {"text/plain", ".txt"}}};
    std::string name(stem);
    for (const auto& [type, ending] : kEndings) {
        if (type == content_type) name += ending;
    }
    return name;
}

bool read_media(const Json& message, std::string_view type, MessageReceived& into) {
    struct Form {
        std::string_view type;
        MessageKind kind;
        std::string_view name;
    };
    static constexpr std::array<Form, 5> kForms{{{"image", MessageKind::image, "photo"},
                                                 {"video", MessageKind::video, "video"},
                                                 {"audio", MessageKind::audio, "audio"},
                                                 {"document", MessageKind::file, "file"},
                                                 {"sticker", MessageKind::sticker, "sticker"}}};
    const auto form = std::find_if(kForms.begin(), kForms.end(), [&](const auto& one) { return one.type == type; });
    const Json* file = form == kForms.end() ? nullptr : object_at(message, type);
    if (!file) return false;
    const auto id = id_of(*file, "id");
    if (!id) return false;
    Media media;
    media.kind = flag_of(*file, "voice") && type == "audio" ? MessageKind::voice : form->kind;
    media.content_type = std::string(bare_type(text_or(*file, "mime_type")));
    const auto stem = media.kind == MessageKind::voice ? std::string_view("voice") : form->name;
    media.name = text_or(*file, "filename");
    if (media.name.empty()) media.name = name_for(stem, media.content_type);
    media.sha256 = hash_of(*file);
    media.source = {{"media_id", *id}};
    into.kind = media.kind;
    into.media.push_back(std::move(media));
    put_text(into, text_or(*file, "caption"));
    return true;
}

void read_place(const Json& place, MessageReceived& into) {
    into.kind = MessageKind::location;
    into.content["latitude"] = number_of(place, "latitude").value_or(0);
    into.content["longitude"] = number_of(place, "longitude").value_or(0);
    into.content["title"] = text_or(place, "name");
    into.content["address"] = text_or(place, "address");
}

/// As written on the card, or by the number of its owner's account.
std::string phone_on(const Json& card) {
    for (const auto* phone : objects_in(card, "phones")) {
        auto number = text_or(*phone, "phone", text_or(*phone, "wa_id"));
        if (is_number(number)) number.insert(0, "+");
        if (!number.empty()) return number;
    }
    return {};
}

std::string name_on(const Json& card) {
    const Json* name = object_at(card, "name");
    if (!name) return {};
    auto full = text_or(*name, "formatted_name");
    if (!full.empty()) return full;
    full = text_or(*name, "first_name");
    const auto last = text_or(*name, "last_name");
    if (!last.empty()) full += (full.empty() ? "" : " ") + last;
    return full;
}

void add_line(std::string& text, const std::string& line) {
    if (line.empty()) return;
    if (!text.empty()) text += '\n';
    text += line;
}

/// The first card is shown as one; what else it holds, and the cards after it, follow as lines.
void read_cards(const Json& message, MessageReceived& into) {
    const auto cards = objects_in(message, "contacts");
    into.kind = MessageKind::contact;
    const bool asked_for = text_or(message, "origin") == "contact_request";
    const auto phone = cards.empty() ? std::string() : phone_on(*cards.front());
    into.content["name"] = cards.empty() ? std::string() : name_on(*cards.front());
    into.content["phone"] = phone;
    into.content["own"] = asked_for;
    for (std::size_t i = 0; i < std::min(cards.size(), kMostItems); ++i) {
        const Json& card = *cards[i];
        if (i > 0) add_line(into.text, name_on(card) + (phone_on(card).empty() ? "" : " " + phone_on(card)));
        if (const Json* org = object_at(card, "org")) add_line(into.text, text_or(*org, "company"));
        for (const auto* email : objects_in(card, "emails")) add_line(into.text, text_or(*email, "email"));
        for (const auto* url : objects_in(card, "urls")) add_line(into.text, text_or(*url, "url"));
    }
    if (!asked_for || into.direction != Direction::inbound) return;
    const auto digits = phone.starts_with('+') ? phone.substr(1) : phone;
    if (!is_number(digits)) return;
    into.person.phone = phone_of(digits);
    into.person.phone_proven = true;
    into.person.other_ids.push_back(digits);
}

void read_press(std::string title, std::string payload, MessageReceived& into) {
    into.kind = MessageKind::interaction;
    into.text = title;
    into.content["title"] = std::move(title);
    into.content["payload"] = std::move(payload);
}

bool read_interactive(const Json& message, MessageReceived& into) {
    const Json* answer = object_at(message, "interactive");
    if (!answer) return false;
    const auto type = text_or(*answer, "type");
    const Json* reply = object_at(*answer, type);
    if (!reply) return false;
    if (type == "button_reply" || type == "list_reply") {
        read_press(text_or(*reply, "title"), text_or(*reply, "id"), into);
    } else if (type == "nfm_reply") {
        const Json* form = find(*reply, "response_json");
        const auto given = !form ? std::string() : form->is_string() ? form->get<std::string>() : dump(*form);
        read_press(text_or(*reply, "body", text_or(*reply, "name", "form")), given, into);
        into.content["form"] = form_answers(given);
    } else {
        read_press(type, dump(*reply), into);
    }
    return true;
}

std::string in_short(double amount) {
    char buffer[32];
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, amount, std::chars_format::fixed, 2);
    return written.ec == std::errc() ? std::string(buffer, written.ptr) : std::string();
}

/// What is ordered, a line each, and the sum where all is in one currency.
bool read_order(const Json& message, MessageReceived& into) {
    const Json* order = object_at(message, "order");
    if (!order) return false;
    const auto items = objects_in(*order, "product_items");
    std::string lines, currency;
    double sum = 0;
    bool summed = !items.empty();
    Json kept = Json::array();
    for (std::size_t i = 0; i < std::min(items.size(), kMostItems); ++i) {
        const Json& item = *items[i];
        const auto product = id_of(item, "product_retailer_id").value_or("");
        const auto quantity = number_of(item, "quantity").value_or(1);
        const auto price = number_of(item, "item_price");
        const auto unit = text_or(item, "currency");
        const bool countable = std::abs(quantity) < 1e15 && quantity == std::trunc(quantity);
        const auto many = countable ? std::to_string(static_cast<std::int64_t>(quantity)) : in_short(quantity);
        add_line(lines, many + " × " + product + (price ? " · " + in_short(*price) + " " + unit : ""));
        if (i > 0 && unit != currency) summed = false;
        currency = unit;
        summed = summed && price.has_value();
        sum += price.value_or(0) * quantity;
        kept.push_back(
            {{"product", product}, {"quantity", quantity}, {"price", price.value_or(0)}, {"currency", unit}});
    }
    if (summed) add_line(lines, "= " + in_short(sum) + " " + currency);
    into.content["order"] = {{"catalog", id_of(*order, "catalog_id").value_or("")}, {"items", std::move(kept)}};
    into.text = "🛒\n" + lines;
    if (const auto words = text_or(*order, "text"); !words.empty()) into.text += "\n\n" + words;
    return true;
}

std::string what_it_is(const Json& message, const std::string& type) {
    if (type != "unsupported") return type.empty() ? "message" : type;
    if (const Json* more = object_at(message, "unsupported")) {
        if (auto named = text_or(*more, "type"); !named.empty()) return named;
    }
    for (const auto* error : objects_in(message, "errors")) return text_or(*error, "title", type);
    return type;
}

/// A code that a link put into the text: `[#A17]`.
std::optional<std::string_view> link_code(std::string_view text) {
    const auto begin = text.find("[#");
    if (begin == std::string_view::npos) return std::nullopt;
    const auto end = text.find(']', begin);
    if (end == std::string_view::npos || end == begin + 2 || end - begin > 66) return std::nullopt;
    const auto code = text.substr(begin + 2, end - begin - 2);
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    if (!std::all_of(code.begin(), code.end(), plain)) return std::nullopt;
    return code;
}

}  // namespace

void read_content(const Json& message, MessageReceived& into) {
    const auto type = text_or(message, "type");
    if (const Json* context = object_at(message, "context")) {
        if (flag_of(*context, "forwarded") || flag_of(*context, "frequently_forwarded"))
            into.content["forwarded_from"] = "…";  // never told whose words they are
        if (const Json* product = object_at(*context, "referred_product"))
            into.content["product"] = id_of(*product, "product_retailer_id").value_or("");
    }
    if (const Json* text = object_at(message, "text"); text && type == "text")
        return put_text(into, text_or(*text, "body"));
    if (read_media(message, type, into)) return;
    if (const Json* place = object_at(message, "location"); place && type == "location")
        return read_place(*place, into);
    if (type == "contacts") return read_cards(message, into);
    if (const Json* button = object_at(message, "button"); button && type == "button")
        return read_press(text_or(*button, "text"), text_or(*button, "payload"), into);
    if (type == "interactive" && read_interactive(message, into)) return;
    if (type == "order" && read_order(message, into)) return;
    into.kind = MessageKind::unsupported;
    into.content["what"] = what_it_is(message, type);
}

void read_touches(const Json& message, MessageReceived& into) {
    if (const Json* told = object_at(message, "referral")) {
        Touch touch;
        touch.at = into.sent_at;
        const bool advert = text_or(*told, "source_type") != "post";
        touch.kind = advert ? "ad" : "referral";
        touch.source = "facebook";
        touch.medium = advert ? "cpc" : "social";
        touch.campaign = text_or(*told, "headline");
        touch.content = text_or(*told, "body");
        touch.referrer = text_or(*told, "source_url");
        touch.ad_id = id_of(*told, "source_id").value_or("");
        touch.click_id = text_or(*told, "ctwa_clid");
        if (!touch.click_id.empty()) touch.click_id_type = "ctwa_clid";
        for (auto* member : {&touch.campaign, &touch.content, &touch.referrer, &touch.ad_id, &touch.click_id})
            *member = std::string(cut_code_points(clean(*member), 512));
        touch.raw = *told;  // the click's id as it came, for reporting back
        into.touches.push_back(std::move(touch));
        return;
    }
    if (const auto code = link_code(into.text)) into.touches.push_back(touch_from_deep_link(*code, into.sent_at));
}

}  // namespace parley::whatsapp
