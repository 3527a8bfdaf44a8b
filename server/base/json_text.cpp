#include "server/base/json_text.hpp"

#include "server/base/json.hpp"

#include <array>
#include <charconv>

namespace parley {
namespace {

/// Room for most objects.
constexpr std::size_t kUsualObject = 500;

/// Bytes that stand for themselves inside a JSON string.
constexpr auto kPlain = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
    return plain;
}();

bool continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// Length of the well-formed character that begins at `at`; 0 when there is none (then the library decides what the
/// replacement looks like). Only the common two and three byte forms without corner cases are judged here.
std::size_t common_character(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    if (lead >= 0xC2 && lead <= 0xDF && continuation(text, at + 1)) return 2;
    if (lead >= 0xE1 && lead <= 0xEC && continuation(text, at + 1) && continuation(text, at + 2)) return 3;
    return 0;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        if (kPlain[static_cast<unsigned char>(text[at])]) {
            ++at;
        } else if (const auto length = common_character(text, at); length > 0) {
            at += length;
        } else {
            break;
        }
    }
    if (at < text.size()) {
        out += dump(Json(text));
        return;
    }
    out.reserve(out.size() + text.size() + 2);
    out += '"';
    out += text;
    out += '"';
}

void JsonValue::append_to(std::string& out) const {
    switch (kind_) {
        case Kind::text:
            return append_json_string(out, text_);
        case Kind::raw:
            out += text_;
            return;
        case Kind::time:
            out += '"';
            append_rfc3339(out, integer_);
            out += '"';
            return;
        case Kind::piece:
            return append_piece_(piece_, out);
        case Kind::integer:
            break;
    }
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), integer_).ptr;
    out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

namespace {

void append_members(std::string& out, std::initializer_list<JsonMember> members) {
    for (const auto& member : members) {
        if (out.back() != '{') out += ',';
        out += '"';
        out += member.name;
        out += "\":";
        member.value.append_to(out);
    }
}

}  // namespace

void append_object(std::string& out, std::initializer_list<JsonMember> members) {
    out += '{';
    append_members(out, members);
    out += '}';
}

JsonText json_object(std::initializer_list<JsonMember> members) {
    JsonText object;
    object.text.clear();
    object.text.reserve(kUsualObject);  // or it moves house five times on its way there
    append_object(object.text, members);
    return object;
}

void json_extend(JsonText& object, std::initializer_list<JsonMember> members) {
    object.text.pop_back();
    append_members(object.text, members);
    object.text += '}';
}

void JsonList::push_back(const JsonValue& item) {
    if (size_++ > 0) items_ += ',';
    item.append_to(items_);
}

}  // namespace parley
