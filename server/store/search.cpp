#include "server/store/search.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <functional>

namespace parley {
namespace {

constexpr std::size_t kMostContinuations = 64;
constexpr std::size_t kLeastForTrigrams = 3;
/// Of a long part only so many trigrams are asked for: what they let through is compared with the part itself, and
/// every one more (the end of a common mail domain) costs a walk through its contacts.
constexpr std::size_t kMostTrigrams = 4;
/// Contacts looked at one by one for what is too short for the index: the newest ones.
constexpr std::size_t kLookedAt = 10'000;
/// Ids in the first window; each next one is larger, so that a common word is found in the newest and a rare one soon.
constexpr std::int64_t kFirstWindow = 200'000;

/// Asks `look(after, up_to)` for ever older ids until it says enough. True when the time was over first.
template <class Look>
bool newest_first(std::int64_t newest, const Clock& clock, Look look) {
    const Millis begun = clock.elapsed();
    std::int64_t up_to = newest, width = kFirstWindow;
    while (up_to > 0) {
        const auto after = std::max<std::int64_t>(up_to - width, 0);
        if (look(after, up_to)) return false;
        up_to = after;
        if (up_to > 0 && clock.elapsed() - begun >= kSearchTime) return true;
        width *= 4;
    }
    return false;
}

std::int64_t number_of(db::Connection& db, db::Query query) {
    auto row = db.query(query);
    return row.next() ? row.integer(0) : 0;
}

/// Nothing that a person typed is syntax: it all stands between quotes.
std::string in_quotes(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"') out += '"';
        if (c != '\0') out += c;
    }
    return out + '"';
}

/// The words that a begun word may become. FTS5 would gather the messages of all of them before it gives the first.
std::vector<std::string> continuations(db::Connection& db, const std::string& begun) {
    std::vector<std::pair<std::int64_t, std::string>> found;
    const std::string end = begun + "\xF4\x8F\xBF\xBF";
    for (auto row = db.query(db::q::search_terms_begun, begun, end); row.next();)
        found.emplace_back(row.integer(1), row.text(0));
    if (found.size() > kMostContinuations) {
        std::nth_element(found.begin(), found.begin() + kMostContinuations, found.end());
        found.resize(kMostContinuations);
    }
    std::vector<std::string> words;
    for (auto& [id, word] : found) words.push_back(std::move(word));
    return words;
}

std::string match_of(const WordQuery& query, const std::vector<std::string>& last) {
    std::string match;
    for (const auto& word : query.whole) match += in_quotes(word) + " AND ";
    match += '(';
    for (std::size_t i = 0; i < last.size(); ++i) match += (i > 0 ? " OR " : "") + in_quotes(last[i]);
    return match + ')';
}

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c >= '0' && c <= '9') digits += c;
    }
    return digits;
}

/// Parts of the question; a phone number however written is one part, its digits.
std::vector<std::string> parts_of(std::string_view text) {
    const auto folded = fold(clean(text.substr(0, 400)));
    const bool phone = folded.find_first_not_of("0123456789+-()./ ") == std::string::npos;
    if (phone && digits_of(folded).size() >= kLeastForTrigrams) return {digits_of(folded)};
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < folded.size() && parts.size() < 6;) {
        const auto begin = folded.find_first_not_of(" \t\n", at);
        if (begin == std::string::npos) break;
        const auto end = std::min(folded.find_first_of(" \t\n", begin), folded.size());
        parts.push_back(folded.substr(begin, end - begin));
        at = end;
    }
    return parts;
}

/// Trigrams spread over the part, each between quotes, joined by AND.
std::string trigrams_of(std::string_view part) {
    std::vector<std::size_t> borders;
    for (std::size_t i = 0; i < part.size(); ++i) {
        if ((static_cast<unsigned char>(part[i]) & 0xC0U) != 0x80U) borders.push_back(i);
    }
    borders.push_back(part.size());
    const std::size_t last = borders.size() - 1 - kLeastForTrigrams;
    const std::size_t count = std::min(kMostTrigrams, last + 1);
    std::string match;
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = count > 1 ? i * last / (count - 1) : 0;
        const auto begin = borders[at];
        match += (i > 0 ? " AND " : "") + in_quotes(part.substr(begin, borders[at + kLeastForTrigrams] - begin));
    }
    return match;
}

bool has_all(std::string_view body, const std::vector<std::string>& parts) {
    return std::all_of(parts.begin(), parts.end(),
                       [&](const std::string& part) { return body.find(part) != std::string_view::npos; });
}

}  // namespace

FoundMessages search_messages(db::Connection& db, const WordQuery& query, std::size_t limit, const Clock& clock) {
    FoundMessages found;
    if (query.empty()) return found;
    const auto last = continuations(db, query.begun);
    if (last.empty()) return found;
    const auto match = match_of(query, last);
    found.partial =
        newest_first(number_of(db, db::q::message_text_newest), clock, [&](std::int64_t after, std::int64_t up_to) {
            for (auto row = db.query(db::q::message_text_find, match, after, up_to, limit * 2);
                 row.next() && found.messages.size() < limit;) {
                const MessageAddress address{row.integer(1), row.integer(0)};
                const auto message = message_at(db, address);
                if (message && !message->deleted_at && query.fits(message->text)) found.messages.push_back(address);
            }
            return found.messages.size() >= limit;
        });
    return found;
}

FoundContacts search_contacts(db::Connection& db, std::string_view text, std::size_t limit, const Clock& clock) {
    FoundContacts found;
    const auto parts = parts_of(text);
    if (parts.empty()) return found;
    std::string match;
    for (const auto& part : parts) {
        if (count_code_points(part) >= kLeastForTrigrams) match += (match.empty() ? "" : " AND ") + trigrams_of(part);
    }
    if (match.empty()) {
        std::size_t looked = 0;
        for (auto row = db.query(db::q::contact_text_before, INT64_MAX, kLookedAt);
             row.next() && found.ids.size() < limit;) {
            ++looked;
            if (has_all(row.view(1), parts)) found.ids.push_back(row.integer(0));
        }
        found.partial = looked == kLookedAt;
        return found;
    }
    const Millis begun = clock.elapsed();
    auto row = db.query(db::q::contact_text_find, match, 0, INT64_MAX, INT64_MAX);
    while (!found.partial && found.ids.size() < limit && row.next()) {
        if (has_all(row.view(1), parts)) found.ids.push_back(row.integer(0));
        found.partial = found.ids.size() < limit && clock.elapsed() - begun >= kSearchTime;
    }
    return found;
}

}  // namespace parley
