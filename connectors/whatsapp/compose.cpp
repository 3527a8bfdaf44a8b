#include "connectors/split_text.hpp"
#include "connectors/whatsapp/interactive.hpp"
#include "connectors/whatsapp/whatsapp.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>

namespace parley::whatsapp {
namespace {

constexpr std::size_t kTextLimit = 4096, kCaptionLimit = 1024;
/// Room left for the signs of what is set apart, where a long text is cut.
constexpr std::size_t kPartLimit = 3900;
constexpr std::string_view kGroup = "group:";

std::string_view bare_type(std::string_view content_type) {
    return trim(content_type.substr(0, content_type.find(';')));
}

template <std::size_t N>
bool among(const std::array<std::string_view, N>& list, std::string_view name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// To whom: a number, somebody known by his id alone, or a group.
Json frame_for(std::string_view thread) {
    Json frame{{"messaging_product", "whatsapp"}};
    const bool group = thread.starts_with(kGroup);
    frame["recipient_type"] = group ? "group" : "individual";
    if (group)
        frame["to"] = std::string(thread.substr(kGroup.size()));
    else if (is_number(thread))
        frame["to"] = "+" + std::string(thread);
    else
        frame["recipient"] = std::string(thread);
    return frame;
}

Piece piece_of(const Json& frame, std::string_view type, Json object) {
    Piece piece{frame};
    piece.body["type"] = type;
    piece.body[std::string(type)] = std::move(object);
    return piece;
}

Piece text_piece(const Json& frame, std::string words) {
    const bool link = words.find("https://") != std::string::npos || words.find("http://") != std::string::npos;
    return piece_of(frame, "text", {{"body", std::move(words)}, {"preview_url", link}});
}

/// With its signs where they fit, else the words alone: they matter more than how they look.
std::string shown(const Outgoing& outgoing, std::string_view part, std::size_t limit) {
    const auto from = count_utf16(
        std::string_view(outgoing.text).substr(0, static_cast<std::size_t>(part.data() - outgoing.text.data())));
    auto words = write_signs(part, outgoing.content, from);
    return count_utf16(words) <= limit ? words : std::string(part);
}

bool takes_caption(std::string_view way) {
    return way == "image" || way == "video" || way == "document";
}

Piece file_piece(const Json& frame, const Outgoing::File& file) {
    const auto way = way_of(file);
    Json object = Json::object();
    if (way == "document") object["filename"] = file.name.empty() ? "file" : file.name;
    // Of another kind it is heard as any sound.
    if (way == "audio" && file.kind == MessageKind::voice && file.content_type.starts_with("audio/ogg"))
        object["voice"] = true;
    auto piece = piece_of(frame, way, std::move(object));
    piece.file = &file;
    return piece;
}

Json parameters_of(const Json& values) {
    Json parameters = Json::array();
    for (const auto& value : values) {
        Json parameter{{"type", "text"}, {"text", text_or(value, "text")}};
        if (auto name = text_or(value, "name"); !name.empty()) parameter["parameter_name"] = std::move(name);
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

/// What was chosen and filled in, as the platform takes it. A file of the message is the template's header.
Piece template_piece(const Json& frame, const Json& chosen, const Outgoing& outgoing) {
    Json components = Json::array();
    const Outgoing::File* file = outgoing.files.empty() ? nullptr : &outgoing.files.front();
    const Json* header = find(chosen, "header");
    if (file) {
        const auto format = text_or(chosen, "header_format", way_of(*file));
        Json media = Json::object();
        if (format == "document") media["filename"] = file->name.empty() ? "file" : file->name;
        components.push_back(
            {{"type", "header"}, {"parameters", Json::array({{{"type", format}, {format, std::move(media)}}})}});
    } else if (header && header->is_array() && !header->empty()) {
        components.push_back({{"type", "header"}, {"parameters", parameters_of(*header)}});
    }
    if (const Json* body = find(chosen, "body"); body && body->is_array() && !body->empty())
        components.push_back({{"type", "body"}, {"parameters", parameters_of(*body)}});
    for (const auto* button : objects_in(chosen, "buttons")) {
        components.push_back({{"type", "button"},
                              {"sub_type", text_or(*button, "type", "url")},
                              {"index", std::to_string(integer_of(*button, "index").value_or(0))},
                              {"parameters", Json::array({{{"type", "text"}, {"text", text_or(*button, "text")}}})}});
    }
    Json object{{"name", text_or(chosen, "name")}, {"language", {{"code", text_or(chosen, "language")}}}};
    if (!components.empty()) object["components"] = std::move(components);
    auto piece = piece_of(frame, "template", std::move(object));
    piece.file = file;
    return piece;
}

Piece place_piece(const Json& frame, const Json& content) {
    Json object{{"latitude", number_of(content, "latitude").value_or(0)},
                {"longitude", number_of(content, "longitude").value_or(0)}};
    auto title = text_or(content, "title"), address = text_or(content, "address");
    // An address is shown below a name only.
    if (title.empty()) std::swap(title, address);
    if (!title.empty()) object["name"] = std::move(title);
    if (!address.empty()) object["address"] = std::move(address);
    return piece_of(frame, "location", std::move(object));
}

Piece card_piece(const Json& frame, const Json& content) {
    const auto name = text_or(content, "name");
    return piece_of(frame, "contacts",
                    Json::array({{{"name", {{"formatted_name", name}, {"first_name", name}}},
                                  {"phones", Json::array({{{"phone", text_or(content, "phone")}}})}}}));
}

const Json* buttons_of(const Outgoing& outgoing) {
    const Json* buttons = outgoing.content.is_object() ? find(outgoing.content, "buttons") : nullptr;
    return buttons && buttons->is_array() && !buttons->empty() ? buttons : nullptr;
}

std::vector<Piece> message_pieces(const Outgoing& outgoing) {
    const Json frame = frame_for(outgoing.thread);
    if (const Json* chosen = object_at(outgoing.content, "template")) return {template_piece(frame, *chosen, outgoing)};
    if (outgoing.kind == MessageKind::location) return {place_piece(frame, outgoing.content)};
    if (outgoing.kind == MessageKind::contact) return {card_piece(frame, outgoing.content)};
    std::vector<Piece> pieces;
    for (const auto& file : outgoing.files) pieces.push_back(file_piece(frame, file));
    if (trim(outgoing.text).empty()) return pieces;
    // Files go before: the buttons stand under the words.
    if (const Json* buttons = buttons_of(outgoing)) {
        pieces.push_back(piece_of(frame, "interactive",
                                  write_interactive(*buttons, shown(outgoing, outgoing.text, kInteractiveText),
                                                    text_or(outgoing.content, "list_title"))));
        return pieces;
    }
    if (!pieces.empty() && takes_caption(way_of(outgoing.files.front()))) {
        auto caption = shown(outgoing, outgoing.text, kCaptionLimit);
        if (count_utf16(caption) <= kCaptionLimit) {
            auto& first = pieces.front().body;
            first[text_or(first, "type")]["caption"] = std::move(caption);
            return pieces;
        }
    }
    const bool whole = count_utf16(outgoing.text) <= kTextLimit;
    for (const auto part : split_text(outgoing.text, whole ? kTextLimit : kPartLimit))
        pieces.push_back(text_piece(frame, shown(outgoing, part, kTextLimit)));
    return pieces;
}

}  // namespace

bool is_person(std::string_view thread) {
    return !thread.starts_with(kGroup);
}

bool hides_number(std::string_view thread) {
    return is_person(thread) && !is_number(thread);
}

std::string_view way_of(const Outgoing::File& file) {
    static constexpr std::array<std::string_view, 2> kPictures{"image/jpeg", "image/png"};
    static constexpr std::array<std::string_view, 2> kFilms{"video/mp4", "video/3gpp"};
    static constexpr std::array<std::string_view, 5> kSounds{"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4",
                                                             "audio/ogg"};
    constexpr std::int64_t kMegabyte = 1 << 20;
    const auto type = bare_type(file.content_type);
    if (among(kPictures, type) && file.size <= 5 * kMegabyte) return "image";
    if (among(kFilms, type) && file.size <= 16 * kMegabyte) return "video";
    if (among(kSounds, type) && file.size <= 16 * kMegabyte) return "audio";
    if (type == "image/webp" && file.kind == MessageKind::sticker && file.size <= 500'000) return "sticker";
    return "document";
}

bool turn_into_document(Piece& piece) {
    const auto type = text_or(piece.body, "type");
    if (!piece.file || type == "document" || type == "template") return false;
    Json object{{"filename", piece.file->name.empty() ? "file" : piece.file->name}};
    if (auto caption = text_or(piece.body[type], "caption"); !caption.empty()) object["caption"] = std::move(caption);
    piece.body.erase(type);
    piece.body["type"] = "document";
    piece.body["document"] = std::move(object);
    return true;
}

std::vector<Piece> pieces_of(const Outgoing& outgoing) {
    switch (outgoing.act) {
        case Outgoing::Act::send: {
            auto pieces = message_pieces(outgoing);
            const int parts = static_cast<int>(pieces.size());
            for (int i = 0; i < parts; ++i) {
                auto& body = pieces[static_cast<std::size_t>(i)].body;
                body["biz_opaque_callback_data"] = write_reference({outgoing.message_id, i, parts});
            }
            if (outgoing.reply_to_external_id && !pieces.empty())
                pieces.front().body["context"] = {{"message_id", *outgoing.reply_to_external_id}};
            return pieces;
        }
        case Outgoing::Act::react: {
            if (!outgoing.external_id) return {};
            return {piece_of(frame_for(outgoing.thread), "reaction",
                             {{"message_id", *outgoing.external_id}, {"emoji", outgoing.reaction}})};
        }
        case Outgoing::Act::read:
        case Outgoing::Act::typing: {
            // Without a message of theirs there is nothing to be read, and nobody is told that we type.
            if (!outgoing.external_id || !outgoing.external_id->starts_with("wamid.")) return {};
            Json body{{"messaging_product", "whatsapp"}, {"status", "read"}, {"message_id", *outgoing.external_id}};
            if (outgoing.act == Outgoing::Act::typing) body["typing_indicator"] = {{"type", "text"}};
            return {{std::move(body), nullptr}};
        }
        case Outgoing::Act::edit:
        case Outgoing::Act::remove:
        case Outgoing::Act::hide:
        case Outgoing::Act::closed:
            break;
    }
    return {};
}

}  // namespace parley::whatsapp
