#include "server/domain/typed_marks.hpp"

#include "server/base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace parley {
namespace {

constexpr std::string_view kSigns = "*_~`[";
constexpr std::size_t kMostMarks = 100;  // of more Telegram shows none

struct Sign {
    std::string_view text, type;
};
constexpr std::array<Sign, 3> kPaired{{{"**", "bold"}, {"_", "italic"}, {"~~", "strikethrough"}}};

/// What a text is made of. `words` go into the result; a paired sign does so only when it finds no other half.
struct Token {
    enum class Kind { words, paired, set_apart, empty_line } kind = Kind::words;
    std::string_view words{};
    std::size_t sign = 0;  ///< which of kPaired
    bool opens = false, closes = false;
    std::string_view type{}, url{};  ///< of what is set apart
    MarkedText inner{};              ///< of a link
    std::size_t other = 0;           ///< the sign it belongs to; 0: to none, since a first one closes nothing
    bool is_end = false;
    std::size_t from = 0, to = 0;  ///< where it stood, signs and all
};

UChar32 before(std::string_view text, std::size_t at) {
    if (at == 0) return U' ';
    auto i = static_cast<int32_t>(at);
    UChar32 c = 0;
    U8_PREV(reinterpret_cast<const uint8_t*>(text.data()), 0, i, c);
    return c;
}
UChar32 after(std::string_view text, std::size_t at) {
    if (at >= text.size()) return U' ';
    auto i = static_cast<int32_t>(at);
    UChar32 c = 0;
    U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), i, static_cast<int32_t>(text.size()), c);
    return c;
}
bool is_space(UChar32 c) {
    return u_isUWhiteSpace(c) != 0;
}
/// Part of a word that goes on without a space; scripts without spaces have no such borders.
bool is_word(UChar32 c) {
    if (!u_isdigit(c) && !u_isUAlphabetic(c)) return false;
    const auto breaks = u_getIntPropertyValue(c, UCHAR_LINE_BREAK);
    return breaks != U_LB_IDEOGRAPHIC && breaks != U_LB_COMPLEX_CONTEXT;
}
/// An underscore stands in names, paths and faces (^_^) too: it counts beside few signs only.
bool is_one_of(UChar32 c, std::string_view few) {
    return c >= 0x80 || few.find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_escape(std::string_view text, std::size_t at) {
    return at + 1 < text.size() && text[at] == '\\' && kSigns.find(text[at + 1]) != std::string_view::npos;
}

class Reader {
public:
    /// `counts`: of each sign that a backslash stands before, whether it would count without; null: all do.
    explicit Reader(std::string_view typed, const std::vector<bool>* counts = nullptr)
        : typed_(typed), counts_(counts) {}

    std::vector<Token> tokens() {
        while (at_ < typed_.size()) {
            if (!take_escape() && !take_address() && !take_code() && !take_link() && !take_paired() &&
                !take_empty_line())
                ++at_;
        }
        end_words(at_);
        return std::move(tokens_);
    }

private:
    char at(std::size_t i) const { return i < typed_.size() ? typed_[i] : '\0'; }
    std::size_t run_from(std::size_t begin) const {
        return std::min(typed_.find_first_not_of(typed_[begin], begin), typed_.size()) - begin;
    }
    void end_words(std::size_t end) {
        if (end > words_from_) tokens_.push_back({.words = typed_.substr(words_from_, end - words_from_)});
        words_from_ = end;
    }
    void put(Token token, std::size_t end) {
        end_words(at_);
        token.from = at_;
        token.to = end;
        tokens_.push_back(std::move(token));
        at_ = words_from_ = end;
    }
    void set_apart(Token token, std::size_t end) {
        token.kind = Token::Kind::set_apart;
        marks_ += 1 + token.inner.marks.size();
        put(std::move(token), end);
    }
    bool has_room() const { return marks_ < kMostMarks; }

    bool take_escape() {
        if (!is_escape(typed_, at_)) return false;
        if (!counts_ || (*counts_)[at_ + 1] || is_space(before(typed_, at_))) {
            end_words(at_);
            words_from_ = at_ + 1;
        }
        at_ += 2;
        return true;
    }
    bool take_address() {
        const auto rest = typed_.substr(at_);
        if (!rest.starts_with("http://") && !rest.starts_with("https://")) return false;
        auto length = std::min(rest.find_first_of(" \t\r\n`\"<>"), rest.size());
        // Signs around it are none of its own.
        for (const std::string_view sign : {"**", "~~"}) length = std::min(length, rest.find(sign));
        at_ += length;
        return true;
    }
    bool take_code() {
        if (at(at_) != '`') return false;
        const auto run = run_from(at_);
        const auto begin = at_ + run;
        if (run == 3 && has_room()) {
            const auto end = typed_.find("```", begin);
            if (end != std::string_view::npos) {
                auto words = typed_.substr(begin, end - begin);
                if (words.starts_with("\r\n"))
                    words.remove_prefix(2);
                else if (words.starts_with('\n'))
                    words.remove_prefix(1);
                while (words.ends_with('\n') || words.ends_with('\r')) words.remove_suffix(1);
                if (!trim(words).empty()) {
                    set_apart({.words = words, .type = "pre"}, end + 3);
                    return true;
                }
            }
        } else if (run == 1 && has_room() && !is_word(before(typed_, at_))) {
            const auto end = typed_.find_first_of("`\n", begin);
            if (end != std::string_view::npos && typed_[end] == '`' && at(end + 1) != '`' &&
                !is_word(after(typed_, end + 1)) && !trim(typed_.substr(begin, end - begin)).empty()) {
                set_apart({.words = typed_.substr(begin, end - begin), .type = "code"}, end + 1);
                return true;
            }
        }
        at_ = begin;
        return true;
    }
    /// The address ends at its own bracket, which may enclose others.
    std::optional<std::size_t> end_of_address(std::size_t begin) const {
        int depth = 0;
        for (auto i = begin; i < typed_.size(); ++i) {
            const char c = typed_[i];
            if (static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"') return std::nullopt;
            if (c == '(') ++depth;
            if (c == ')' && depth-- == 0) return i;
        }
        return std::nullopt;
    }
    bool take_link() {
        if (at(at_) != '[' || !has_room()) return false;
        const auto close = typed_.find_first_of("[]\n", at_ + 1);
        if (close == std::string_view::npos || typed_[close] != ']' || at(close + 1) != '(') return false;
        const auto words = typed_.substr(at_ + 1, close - at_ - 1);
        const auto end = end_of_address(close + 2);
        if (!end || trim(words).empty()) return false;
        const auto url = typed_.substr(close + 2, *end - close - 2);
        const auto host = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
        if (host == 0 || url.size() > 2048 || !is_word(after(url, host))) return false;
        Token link{.type = "link", .url = url};
        link.inner = read_typed_marks(words);
        set_apart(std::move(link), *end + 1);
        return true;
    }
    bool take_paired() {
        const auto found =
            std::find_if(kPaired.begin(), kPaired.end(), [&](const Sign& one) { return one.text[0] == at(at_); });
        if (found == kPaired.end()) return false;
        const auto run = run_from(at_);
        if (run != found->text.size()) {
            at_ += run;
            return true;
        }
        const auto left = before(typed_, at_), right = after(typed_, at_ + run);
        const bool line = found->type == "italic";
        Token sign{.kind = Token::Kind::paired, .words = found->text};
        sign.sign = static_cast<std::size_t>(found - kPaired.begin());
        sign.opens = !is_space(right) && !is_word(left) && (!line || is_one_of(left, " \t\r\n([{\"'*~"));
        sign.closes = !is_space(left) && !is_word(right) && (!line || is_one_of(right, " \t\r\n)]}\"'*~.,;:!?"));
        put(std::move(sign), at_ + run);
        return true;
    }
    bool take_empty_line() {
        if (at(at_) != '\n' || (at(at_ + 1) != '\n' && !typed_.substr(at_ + 1).starts_with("\r\n"))) return false;
        end_words(at_ + 1);
        tokens_.push_back({.kind = Token::Kind::empty_line});
        ++at_;
        return true;
    }

    std::string_view typed_;
    const std::vector<bool>* counts_;
    std::size_t at_ = 0, words_from_ = 0, marks_ = 0;
    std::vector<Token> tokens_;
};

/// Gives paired signs their other halves, so that no two stretches cross.
void pair(std::vector<Token>& tokens) {
    std::vector<std::size_t> open;
    std::array<int, kPaired.size()> waiting{};
    std::size_t marks = 0;
    for (const auto& token : tokens) {
        if (token.kind == Token::Kind::set_apart) marks += 1 + token.inner.marks.size();
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        auto& token = tokens[i];
        if (token.kind == Token::Kind::empty_line) {
            open.clear();
            waiting.fill(0);
        } else if (token.kind == Token::Kind::paired) {
            if (token.closes && waiting.at(token.sign) > 0 && marks < kMostMarks) {
                for (bool found = false; !found; open.pop_back()) {
                    const auto begin = open.back();
                    --waiting.at(tokens[begin].sign);
                    found = tokens[begin].sign == token.sign;
                    if (found) tokens[begin].other = i, token.other = begin, token.is_end = true;
                }
                ++marks;
            } else if (token.opens) {
                open.push_back(i);
                ++waiting.at(token.sign);
            }
        }
    }
}

/// Inside a word a backslash is a sign only before one that would set something apart: faces and paths have it too.
std::vector<bool> signs_that_count(std::string_view typed) {
    std::vector<bool> counts(typed.size(), false);
    std::string bare;
    std::vector<std::size_t> place;  // in `typed`, of each byte of `bare`
    for (std::size_t i = 0; i < typed.size(); ++i) {
        if (is_escape(typed, i)) ++i;
        bare += typed[i];
        place.push_back(i);
    }
    if (bare.size() == typed.size()) return counts;
    auto tokens = Reader(bare).tokens();
    pair(tokens);
    for (const auto& token : tokens) {
        const bool paired = token.kind == Token::Kind::paired && (token.is_end || token.other > 0);
        if (!paired && token.kind != Token::Kind::set_apart) continue;
        for (auto i = token.from; i < token.to; ++i) counts[place[i]] = true;
    }
    return counts;
}

}  // namespace

MarkedText read_typed_marks(std::string_view typed) {
    const auto counts = signs_that_count(typed);
    auto tokens = Reader(typed, &counts).tokens();
    pair(tokens);
    MarkedText out;
    std::size_t units = 0;
    std::vector<std::size_t> open;  // marks that have begun, by their place in the list
    const auto add = [&](std::string_view words) {
        out.text += words;
        units += count_utf16(words);
    };
    for (auto& token : tokens) {
        const bool pairs = token.kind == Token::Kind::paired && (token.is_end || token.other > 0);
        if (pairs && token.is_end) {
            auto& mark = out.marks[open.back()];
            mark["length"] = units - mark["offset"].get<std::size_t>();
            open.pop_back();
        } else if (pairs) {
            open.push_back(out.marks.size());
            out.marks.push_back({{"type", kPaired.at(token.sign).type}, {"offset", units}, {"length", 0}});
        } else if (token.kind == Token::Kind::set_apart) {
            const auto words = token.url.empty() ? token.words : std::string_view(token.inner.text);
            Json mark{{"type", token.type}, {"offset", units}, {"length", count_utf16(words)}};
            if (!token.url.empty()) mark["url"] = token.url;
            out.marks.push_back(std::move(mark));
            for (auto& one : token.inner.marks) {
                one["offset"] = one["offset"].get<std::size_t>() + units;
                out.marks.push_back(std::move(one));
            }
            add(words);
        } else {
            add(token.words);
        }
    }
    return out;
}

}  // namespace parley
