#include "db/postgres_copy.hpp"

#include <array>
#include <charconv>

namespace parley::db {
namespace {

template <class Number>
void append_number(std::string& out, Number value) {
    std::array<char, 32> digits{};
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_text(std::string& out, std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto next = std::min(text.find_first_of(std::string_view("\0\b\t\n\v\f\r\\", 8), at), text.size());
        out.append(text, at, next - at);
        if (next < text.size() && text[next] != '\0') {
            constexpr std::string_view kSigns = "\b\t\n\v\f\r\\", kLetters = "btnvfr\\";
            out += '\\';
            out += kLetters[kSigns.find(text[next])];
        }
        at = next + 1;
    }
}

void append_bytes(std::string& out, std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += "\\\\x";
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
}

}  // namespace

void append_copy_row(std::string& out, std::span<const Argument> row) {
    bool first = true;
    for (const auto& value : row) {
        if (!first) out += '\t';
        first = false;
        if (const auto* integer = std::get_if<std::int64_t>(&value))
            append_number(out, *integer);
        else if (const auto* real = std::get_if<double>(&value))
            append_number(out, *real);
        else if (const auto* text = std::get_if<std::string_view>(&value))
            append_text(out, *text);
        else if (const auto* blob = std::get_if<Blob>(&value))
            append_bytes(out, blob->bytes);
        else
            out += "\\N";
    }
    out += '\n';
}

}  // namespace parley::db
