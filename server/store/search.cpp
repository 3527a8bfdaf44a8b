#include "server/store/search.hpp"

#include "db/engine.hpp"
#include "server/base/text.hpp"
#include "server/store/search_narrowing.hpp"

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

/// The time of one look into the index.
class Deadline {
public:
    explicit Deadline(const Clock& clock) : clock_(clock), end_(clock.elapsed() + kSearchTime) {}
    bool over() const { return clock_.elapsed() >= end_; }

private:
    const Clock& clock_;
    Millis end_;
};

/// Ids (oldest, newest] that are looked at.
struct Reach {
    std::int64_t oldest = 0, newest = 0;
};

/// Asks `look(after, up_to)` for ever older ids until it says enough. True when the time was over first.
template <class Look>
bool newest_first(Reach reach, const Deadline& deadline, Look look) {
    std::int64_t up_to = reach.newest, width = kFirstWindow;
    while (up_to > reach.oldest) {
        const auto after = std::max<std::int64_t>(up_to - width, reach.oldest);
        if (look(after, up_to)) return false;
        up_to = after;
        if (up_to > reach.oldest && deadline.over()) return true;
        width *= 4;
    }
    return false;
}

std::int64_t number_of(db::Connection& db, db::Query query) {
    auto row = db.query(query);
    return row.next() ? row.integer(0) : 0;
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

/// Nothing when no message can fit.
std::optional<std::string> match_of(db::Connection& db, const WordQuery& query) {
    if (query.empty()) return std::nullopt;
    const auto last = continuations(db, query.begun);
    if (last.empty()) return std::nullopt;
    const auto engine = db.engine();
    std::string any;
    for (const auto& word : last) {
        const auto one = db::match_word(engine, word);
        any = any.empty() ? one : db::match_any(engine, any, one);
    }
    std::string match = "(" + any + ")";
    for (const auto& word : query.whole) match = db::match_all(engine, db::match_word(engine, word), match);
    return match;
}

/// The first id of a message received at `time` or later. Ids are given in the order in which messages come in.
std::int64_t first_since(db::Connection& db, Millis time, std::int64_t newest) {
    std::int64_t low = 0, high = newest + 1;
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        auto row = db.query(db::q::message_text_row_up_to, middle);
        if (!row.next()) {
            low = middle + 1;
            continue;
        }
        const auto message = message_at(db, {row.integer(1), row.integer(0)});
        if (message && message->received_at >= time)
            high = row.integer(0);
        else
            low = middle + 1;
    }
    return low;
}

Reach reach_of(db::Connection& db, const SearchQuestion& question) {
    const auto newest = number_of(db, db::q::message_text_newest);
    Reach reach{0, newest};
    if (question.before) reach.newest = first_since(db, *question.before, newest) - 1;
    if (question.after) reach.oldest = first_since(db, *question.after, newest) - 1;
    return reach;
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

/// Trigrams spread over the part, all of them.
std::string trigrams_of(db::Engine engine, std::string_view part) {
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
        const auto one = db::match_word(engine, part.substr(begin, borders[at + kLeastForTrigrams] - begin));
        match = match.empty() ? one : db::match_all(engine, match, one);
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
    const auto match = match_of(db, query);
    if (!match) return found;
    const Reach all{0, number_of(db, db::q::message_text_newest)};
    found.partial = newest_first(all, Deadline(clock), [&](std::int64_t after, std::int64_t up_to) {
        for (auto row = db.query(db::q::message_text_find, *match, after, up_to, limit * 2);
             row.next() && found.messages.size() < limit;) {
            const MessageAddress address{row.integer(1), row.integer(0)};
            const auto message = message_at(db, address);
            if (message && !message->deleted_at && query.fits(message->text)) found.messages.push_back(address);
        }
        return found.messages.size() >= limit;
    });
    return found;
}

FoundMessages search_messages(db::Connection& db, const SearchQuestion& question, std::int64_t user_id,
                              std::size_t limit, const Clock& clock) {
    if (!question.narrows()) return search_messages(db, question.words, limit, clock);
    FoundMessages found;
    const auto match = match_of(db, question.words);
    if (!match && !question.words.empty()) return found;
    const Deadline deadline(clock);
    SearchNarrowing narrowing(db, question, user_id);
    // How many rows the operators turn down is not known, so none are left out by number, only by time.
    const auto take = [&](db::Rows row) {
        while (found.messages.size() < limit && row.next()) {
            const MessageAddress address{row.integer(1), row.integer(0)};
            const auto message = message_at(db, address);
            if (message && !message->deleted_at && (!match || question.words.fits(message->text)) &&
                narrowing.lets(*message))
                found.messages.push_back(address);
            else if (deadline.over())
                return found.partial = true;
        }
        return found.messages.size() >= limit;
    };
    const bool late = newest_first(reach_of(db, question), deadline, [&](std::int64_t after, std::int64_t up_to) {
        if (match) return take(db.query(db::q::message_text_find, *match, after, up_to, INT64_MAX));
        return take(db.query(db::q::message_text_rows, after, up_to));
    });
    found.partial = found.partial || late;
    return found;
}

FoundContacts search_contacts(db::Connection& db, std::string_view text, std::size_t limit, const Clock& clock) {
    FoundContacts found;
    const auto parts = parts_of(text);
    if (parts.empty()) return found;
    std::string match;
    for (const auto& part : parts) {
        if (count_code_points(part) < kLeastForTrigrams) continue;
        const auto all = trigrams_of(db.engine(), part);
        match = match.empty() ? all : db::match_all(db.engine(), match, all);
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
    const Deadline deadline(clock);
    auto row = db.query(db::q::contact_text_find, match, 0, INT64_MAX, INT64_MAX);
    while (!found.partial && found.ids.size() < limit && row.next()) {
        if (has_all(row.view(1), parts)) found.ids.push_back(row.integer(0));
        found.partial = found.ids.size() < limit && deadline.over();
    }
    return found;
}

}  // namespace parley
