#include "server/store/search_question.hpp"

#include "server/base/error.hpp"
#include "server/base/text.hpp"
#include "server/domain/zone.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parley {
namespace {

constexpr std::array<std::string_view, 6> kOperators{"from", "channel", "tag", "has", "after", "before"};
constexpr std::array<std::string_view, 8> kThings{"file",  "image",    "video",   "voice",
                                                  "audio", "location", "contact", "link"};

/// The next piece that spaces part; what stands in quotes is not parted.
std::string_view next_piece(std::string_view& text) {
    const auto begin = text.find_first_not_of(" \t\n");
    if (begin == std::string_view::npos) return text = {};
    text.remove_prefix(begin);
    bool quoted = false;
    std::size_t end = 0;
    for (; end < text.size() && (quoted || (text[end] != ' ' && text[end] != '\t' && text[end] != '\n')); ++end) {
        if (text[end] == '"') quoted = !quoted;
    }
    const auto piece = text.substr(0, end);
    text.remove_prefix(end);
    return piece;
}

/// Without its quotes, on one line, parted by single spaces.
std::string unquoted(std::string_view value) {
    std::string out;
    for (const char c : trim(value)) {
        const bool space = c == ' ' || c == '\t' || c == '\n';
        if (c == '"' || (space && (out.empty() || out.back() == ' '))) continue;
        out += space ? ' ' : c;
    }
    return std::string(trim(out));
}

bool read_number(std::string_view& text, std::size_t digits, int& out) {
    if (text.size() < digits) return false;
    const auto read = std::from_chars(text.data(), text.data() + digits, out);
    if (read.ec != std::errc() || read.ptr != text.data() + digits) return false;
    text.remove_prefix(digits);
    return true;
}

/// 2026, 2026-11 or 2026-11-05, its first moment.
std::optional<Millis> read_day(std::string_view text, std::string_view zone) {
    int year = 0, month = 1, day = 1;
    if (!read_number(text, 4, year)) return std::nullopt;
    for (int* part : {&month, &day}) {
        if (text.empty()) break;
        if (text.front() != '-') return std::nullopt;
        text.remove_prefix(1);
        if (!read_number(text, 2, *part)) return std::nullopt;
    }
    using namespace std::chrono;
    const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                              std::chrono::day(static_cast<unsigned>(day)));
    if (!text.empty() || !date.ok()) return std::nullopt;
    const Millis local = sys_days(date).time_since_epoch().count() * kDay;
    // The distance from UTC as it is then, not as it is a few hours before.
    const auto near = zone_stretch(zone, local);
    return local - zone_stretch(zone, local - near.offset).offset;
}

[[noreturn]] void refuse(std::string_view name, const std::string& what) {
    throw Failure(Error::field("q", std::string(name) + ": " + what));
}

void take(SearchQuestion& question, std::string_view name, const std::string& value, std::string_view zone) {
    if (name == "from")
        question.from = fold(value);
    else if (name == "channel")
        question.channel = fold(value);
    else if (name == "tag")
        question.tag = value;
    else if (name == "has") {
        const auto thing = fold(value);
        if (std::find(kThings.begin(), kThings.end(), thing) == kThings.end())
            refuse(name, "is file, image, video, voice, audio, location, contact or link");
        question.has = thing;
    } else {
        const auto at = read_day(value, zone);
        if (!at) refuse(name, "takes a day such as 2026-11-05, a month or a year");
        (name == "after" ? question.after : question.before) = at;
    }
}

}  // namespace

SearchQuestion read_search_question(std::string_view text, std::string_view zone) {
    SearchQuestion question;
    for (auto piece = next_piece(text); !piece.empty(); piece = next_piece(text)) {
        const auto colon = piece.find(':');
        const auto name = colon == std::string_view::npos ? std::string() : fold(piece.substr(0, colon));
        const bool known = std::find(kOperators.begin(), kOperators.end(), name) != kOperators.end();
        const auto value = known ? unquoted(piece.substr(colon + 1)) : std::string();
        if (!known) {
            question.rest += (question.rest.empty() ? "" : " ") + std::string(piece);
        } else if (!value.empty()) {  // empty: it is being typed
            take(question, name, value, zone);
        }
    }
    question.words = read_word_query(question.rest);
    return question;
}

}  // namespace parley
