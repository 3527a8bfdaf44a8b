#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// The words of a text as search sees them, in order: runs of letters, digits and their marks, folded (base/text.hpp),
/// at most 40 characters of each. The index and the question are cut by this one function, so they always agree.
std::vector<std::string> search_words(std::string_view text);

/// What somebody typed into a search field: all words must occur, the last one perhaps only begun.
struct WordQuery {
    std::vector<std::string> whole;
    std::string begun;

    bool empty() const { return begun.empty(); }
    bool fits(std::string_view text) const;
};
/// At most eight words are looked at.
WordQuery read_word_query(std::string_view text);

inline constexpr char kHitBegins = '\x02', kHitEnds = '\x03';
/// A line of at most about 200 bytes of `text` around its first hit, every hit between U+0002 and U+0003; "…" where
/// something was left out.
std::string snippet(std::string_view text, const WordQuery& query);

}  // namespace parley
