#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// Offset of the first byte that is not well-formed UTF-8 (RFC 3629), or npos.
std::size_t first_invalid_utf8(std::string_view bytes) noexcept;
/// Ill-formed sequences become U+FFFD; NUL too.
std::string repair_utf8(std::string_view bytes);
/// Number of code points of valid UTF-8.
std::size_t count_code_points(std::string_view text) noexcept;
/// Number of UTF-16 code units: how Telegram counts lengths and offsets.
std::size_t count_utf16(std::string_view text) noexcept;
/// At most `limit` code points, cut at a grapheme border; never in the middle of a character.
std::string_view cut_code_points(std::string_view text, std::size_t limit);
/// For search and comparison: NFKC case-folded, ё=е, ł=l, accents removed; marks that are letters (й, Indic vowels)
/// stay.
std::string fold(std::string_view text);
/// Composed form (NFC) without control characters other than newline and tab.
std::string clean(std::string_view text);
std::string_view trim(std::string_view text) noexcept;
/// Nothing for empty text: what is unknown is NULL in the database and null in JSON.
inline std::optional<std::string_view> text_or_none(std::string_view text) noexcept {
    if (text.empty()) return std::nullopt;
    return text;
}
std::string to_lower_ascii(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept;

}  // namespace parley
