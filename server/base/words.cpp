#include "server/base/words.hpp"

#include "server/base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kMostWords = 8, kLongestWord = 40;
constexpr std::size_t kBefore = 60, kShown = 200;
constexpr std::string_view kCut = "…";

struct Run {
    std::size_t begin, end;
};

/// Marks belong to the word: without them the vowels of Devanagari would cut it into letters.
bool in_word(UChar32 c) {
    return c >= 0 && (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

std::vector<Run> runs_of(std::string_view text) {
    std::vector<Run> runs;
    const auto size = static_cast<int32_t>(text.size());
    bool inside = false;
    for (int32_t at = 0; at < size;) {
        const auto here = static_cast<std::size_t>(at);
        UChar32 c = 0;
        U8_NEXT(text.data(), at, size, c);
        const bool part = in_word(c);
        if (part && !inside) runs.push_back({here, text.size()});
        if (!part && inside) runs.back().end = here;
        inside = part;
    }
    return runs;
}

/// One run of the text; folding may turn it into several words (½ is 1 and 2).
void add_words(std::string_view run, std::vector<std::string>& into) {
    const auto folded = fold(run);
    for (const auto& [begin, end] : runs_of(folded))
        into.emplace_back(cut_code_points(std::string_view(folded).substr(begin, end - begin), kLongestWord));
}

bool is_hit(std::string_view run, const WordQuery& query) {
    std::vector<std::string> words;
    add_words(run, words);
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
        return word.starts_with(query.begun) ||
               std::find(query.whole.begin(), query.whole.end(), word) != query.whole.end();
    });
}

/// Text of a stranger must not mark hits of its own, and stays on one line.
void append_plain(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == kHitBegins || c == kHitEnds) continue;
        out += c == '\n' || c == '\t' || c == '\r' ? ' ' : c;
    }
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
    std::vector<std::string> words;
    for (const auto& [begin, end] : runs_of(text)) add_words(text.substr(begin, end - begin), words);
    return words;
}

WordQuery read_word_query(std::string_view text) {
    WordQuery query;
    query.whole = search_words(text.substr(0, 1000));
    if (query.whole.empty()) return query;
    if (query.whole.size() > kMostWords) query.whole.resize(kMostWords);
    query.begun = std::move(query.whole.back());
    query.whole.pop_back();
    return query;
}

bool WordQuery::fits(std::string_view text) const {
    if (empty()) return false;
    const auto words = search_words(text);
    return std::all_of(whole.begin(), whole.end(),
                       [&](const auto& word) { return std::find(words.begin(), words.end(), word) != words.end(); }) &&
           std::any_of(words.begin(), words.end(), [&](const auto& word) { return word.starts_with(begun); });
}

std::string snippet(std::string_view text, const WordQuery& query) {
    const auto runs = runs_of(text);
    std::vector<Run> hits;
    for (const auto& run : runs) {
        if (!query.empty() && is_hit(text.substr(run.begin, run.end - run.begin), query)) hits.push_back(run);
    }
    std::size_t from = 0, to = text.size();
    if (!hits.empty() && hits.front().begin > kBefore) {
        from = hits.front().begin;
        for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
            if (run->begin < from && run->begin + kBefore >= hits.front().begin) from = run->begin;
        }
    }
    if (to - from > kShown) {
        to = from;
        for (const auto& run : runs) {
            if (run.begin >= from && (run.end - from <= kShown || to == from)) to = run.end;
        }
        if (to == from) to = from + cut_code_points(text.substr(from), kShown / 4).size();
    }
    std::string out(from > 0 ? kCut : "");
    std::size_t at = from;
    for (const auto& hit : hits) {
        if (hit.end > to) break;
        append_plain(out, text.substr(at, hit.begin - at));
        out += kHitBegins;
        append_plain(out, text.substr(hit.begin, hit.end - hit.begin));
        out += kHitEnds;
        at = hit.end;
    }
    append_plain(out, text.substr(at, to - at));
    if (to < text.size()) out += kCut;
    return out;
}

}  // namespace parley
