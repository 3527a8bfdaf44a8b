#include "server/base/text.hpp"

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace parley {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Bytes of the well-formed sequence at `at`, or 0.
std::size_t sequence_length(std::string_view bytes, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const auto tail = [&](std::size_t i) { return i < bytes.size() && (byte(i) & 0xC0U) == 0x80U; };
    const auto within = [&](std::size_t i, unsigned low, unsigned high) {
        return i < bytes.size() && byte(i) >= low && byte(i) <= high;
    };
    const unsigned first = byte(at);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return tail(at + 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned low = first == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = first == 0xED ? 0x9F : 0xBF;
        return within(at + 1, low, high) && tail(at + 2) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned low = first == 0xF0 ? 0x90 : 0x80;
        const unsigned high = first == 0xF4 ? 0x8F : 0xBF;
        return within(at + 1, low, high) && tail(at + 2) && tail(at + 3) ? 4 : 0;
    }
    return 0;
}

std::size_t ascii_prefix(std::string_view bytes, std::size_t at) noexcept {
    while (at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0x80) ++at;
    return at;
}

const icu::Normalizer2& composed() {
    UErrorCode status = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFCInstance(status);
}
const icu::Normalizer2& decomposed() {
    UErrorCode status = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFDInstance(status);
}
const icu::Normalizer2& case_folded() {
    UErrorCode status = U_ZERO_ERROR;
    return *icu::Normalizer2::getNFKCCasefoldInstance(status);
}

icu::UnicodeString normalized(const icu::Normalizer2& form, const icu::UnicodeString& text) {
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString result = form.normalize(text, status);
    return U_SUCCESS(status) ? result : text;
}

icu::UnicodeString to_utf16(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

/// Letters that no decomposition reduces to a base letter.
UChar32 plain_letter(UChar32 c) {
    switch (c) {
        case U'ł':
            return U'l';
        case U'ø':
            return U'o';
        case U'đ':
            return U'd';
        case U'ħ':
            return U'h';
        case U'ı':
            return U'i';
        default:
            return c;
    }
}

/// Whether a mark only decorates its letter. The breve of й makes another letter, so do the sound marks of kana; the
/// marks of scripts such as Devanagari are their vowels. Accents (their script is "inherited") and the points of Hebrew
/// and Arabic are left out in writing as often as not.
bool is_decoration(UChar32 base, UChar32 mark) {
    if (base == U'и' && mark == 0x306) return false;
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(mark, &status);
    if (script == USCRIPT_HEBREW || script == USCRIPT_ARABIC) return true;
    if (script != USCRIPT_INHERITED) return false;
    const auto of_base = uscript_getScript(base, &status);
    return of_base != USCRIPT_HIRAGANA && of_base != USCRIPT_KATAKANA;
}

bool is_ascii_alnum_text(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

}  // namespace

std::size_t first_invalid_utf8(std::string_view bytes) noexcept {
    std::size_t at = ascii_prefix(bytes, 0);
    while (at < bytes.size()) {
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0) return at;
        at = ascii_prefix(bytes, at + length);
    }
    return std::string_view::npos;
}

std::string repair_utf8(std::string_view bytes) {
    std::string repaired;
    repaired.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = sequence_length(bytes, at);
        if (length == 0 || bytes[at] == '\0') {
            repaired += kReplacement;
            ++at;
            continue;
        }
        repaired.append(bytes, at, length);
        at += length;
    }
    return repaired;
}

std::size_t count_code_points(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t count_utf16(std::string_view text) noexcept {
    std::size_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0U) != 0x80U) units += byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

std::string_view cut_code_points(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    std::size_t end = 0;
    for (std::size_t points = 0; end < text.size(); ++end) {
        if ((static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) continue;
        if (points++ == limit) break;
    }
    if (end == text.size()) return text;
    // Between two plain letters there is always a border; only CR LF belong together.
    const auto plain = [&](std::size_t at) { return static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '\n'; };
    if (end > 0 && plain(end - 1) && plain(end)) return text.substr(0, end);
    UErrorCode status = U_ZERO_ERROR;
    // Making one costs more than all the rest.
    thread_local const std::unique_ptr<icu::BreakIterator> graphemes(
        icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    if (!graphemes) return text.substr(0, end);
    UText view = UTEXT_INITIALIZER;
    utext_openUTF8(&view, text.data(), static_cast<int64_t>(text.size()), &status);
    if (U_FAILURE(status)) return text.substr(0, end);
    graphemes->setText(&view, status);
    const auto offset = static_cast<int32_t>(end);
    const int32_t border = graphemes->isBoundary(offset) ? offset : graphemes->preceding(offset);
    utext_close(&view);
    return text.substr(0, border > 0 ? static_cast<std::size_t>(border) : 0);
}

std::string fold(std::string_view text) {
    if (is_ascii_alnum_text(text)) return to_lower_ascii(text);
    const icu::UnicodeString parts = normalized(decomposed(), normalized(case_folded(), to_utf16(text)));
    icu::UnicodeString plain;
    UChar32 base = 0;
    for (int32_t at = 0; at < parts.length();) {
        const UChar32 c = parts.char32At(at);
        at += U16_LENGTH(c);
        if (u_charType(c) == U_NON_SPACING_MARK) {
            if (!is_decoration(base, c)) plain.append(c);
            continue;
        }
        base = plain_letter(c);
        plain.append(base);
    }
    std::string folded;
    normalized(composed(), plain).toUTF8String(folded);
    return folded;
}

std::string clean(std::string_view text) {
    std::string kept;
    const std::string repaired = repair_utf8(text);
    const icu::UnicodeString source = normalized(composed(), to_utf16(repaired));
    icu::UnicodeString result;
    for (int32_t at = 0; at < source.length();) {
        const UChar32 c = source.char32At(at);
        at += U16_LENGTH(c);
        const bool control = u_charType(c) == U_CONTROL_CHAR && c != '\n' && c != '\t';
        if (!control) result.append(c);
    }
    result.toUTF8String(kept);
    return kept;
}

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

std::string to_lower_ascii(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace parley
