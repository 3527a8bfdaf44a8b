#include "connectors/whatsapp/whatsapp.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

namespace parley::whatsapp {
namespace {

constexpr std::size_t kMostMarks = 200;
/// How far the other half of a sign is looked for.
constexpr std::size_t kMostReach = 4096;
constexpr std::string_view kFence = "```";

struct Sign {
    char sign;
    std::string_view type;
};
constexpr std::array<Sign, 4> kSigns{{{'*', "bold"}, {'_', "italic"}, {'~', "strikethrough"}, {'`', "code"}}};

bool is_word(unsigned char c) {
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class SignReader {
public:
    explicit SignReader(std::string_view text) : text_(text) {}

    MarkedText read() {
        take(0, text_.size());
        return std::move(out_);
    }

private:
    std::size_t open(std::string_view type) {
        out_.marks.push_back({{"type", type}, {"offset", units_}, {"length", 0}});
        return out_.marks.size() - 1;
    }
    void close(std::size_t mark) {
        out_.marks[mark]["length"] = units_ - out_.marks[mark]["offset"].get<std::size_t>();
    }
    void put(std::string_view words) {
        out_.text += words;
        units_ += count_utf16(words);
    }

    /// Where the stretch that begins with a sign at `at` ends: the other sign. npos when it is no such stretch.
    std::size_t other_half(std::size_t at, std::size_t end, char sign) const {
        if (at > 0 && is_word(static_cast<unsigned char>(text_[at - 1]))) return std::string_view::npos;
        if (at + 2 >= end || is_blank(text_[at + 1]) || text_[at + 1] == sign) return std::string_view::npos;
        const auto last = std::min(end, at + kMostReach);
        for (auto found = at + 2; found < last && text_[found] != '\n'; ++found) {
            if (text_[found] != sign || is_blank(text_[found - 1])) continue;
            const bool inside_word = found + 1 < text_.size() && is_word(static_cast<unsigned char>(text_[found + 1]));
            if (!inside_word) return found;
        }
        return std::string_view::npos;
    }

    /// A block of code; where the text goes on, or npos.
    std::size_t take_block(std::size_t at, std::size_t end) {
        if (text_.substr(at, kFence.size()) != kFence) return std::string_view::npos;
        const auto begin = at + kFence.size();
        const auto stop = text_.substr(0, end).find(kFence, begin);
        if (stop == std::string_view::npos || stop == begin) return std::string_view::npos;
        const auto mark = open("pre");
        put(text_.substr(begin, stop - begin));
        close(mark);
        return stop + kFence.size();
    }

    std::size_t take_quote(std::size_t at, std::size_t end) {
        const bool line_begins = at == 0 || text_[at - 1] == '\n';
        if (!line_begins || text_.substr(at, 2) != "> ") return std::string_view::npos;
        const auto stop = std::min(text_.find('\n', at), end);
        if (stop <= at + 2) return std::string_view::npos;
        const auto mark = open("blockquote");
        take(at + 2, stop);
        close(mark);
        return stop;
    }

    std::size_t take_paired(std::size_t at, std::size_t end) {
        for (const auto& [sign, type] : kSigns) {
            if (text_[at] != sign) continue;
            const auto stop = other_half(at, end, sign);
            if (stop == std::string_view::npos) return stop;
            const auto mark = open(type);
            if (sign == '`')
                put(text_.substr(at + 1, stop - at - 1));
            else
                take(at + 1, stop);
            close(mark);
            return stop + 1;
        }
        return std::string_view::npos;
    }

    void take(std::size_t at, std::size_t end) {
        auto plain = at;
        while (at < end) {
            std::size_t next = std::string_view::npos;
            const auto kept = at;
            if (out_.marks.size() < kMostMarks && std::string_view("*_~`>").find(text_[at]) != std::string_view::npos) {
                // What stands before must be in place first: a mark's offset is where the text is.
                put(text_.substr(plain, at - plain));
                plain = at;
                next = take_block(at, end);
                if (next == std::string_view::npos) next = take_quote(at, end);
                if (next == std::string_view::npos) next = take_paired(at, end);
            }
            at = next == std::string_view::npos ? kept + 1 : next;
            if (next != std::string_view::npos) plain = at;
        }
        put(text_.substr(plain, end - plain));
    }

    std::string_view text_;
    MarkedText out_;
    std::size_t units_ = 0;
};

std::string_view sign_of(std::string_view type) {
    if (type == "bold") return "*";
    if (type == "italic") return "_";
    if (type == "strikethrough") return "~";
    if (type == "code") return "`";
    if (type == "pre") return kFence;
    return {};
}

/// Byte offsets of UTF-16 positions; one past the end is the text's length.
std::size_t byte_at(std::string_view text, std::size_t units) {
    std::size_t at = 0;
    while (at < text.size() && units > 0) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        const std::size_t wide = bytes == 4 ? 2 : 1;
        if (wide > units) break;
        units -= wide;
        at += bytes;
    }
    return std::min(at, text.size());
}

/// Signs to be put in, by place. What closes stands before what opens there.
class Signs {
public:
    void around(std::size_t begin, std::size_t end, std::string_view sign) {
        opens_[begin] += sign;
        closes_[end] = std::string(sign) + closes_[end];
    }
    void before(std::size_t at, std::string_view sign) { opens_[at] = std::string(sign) + opens_[at]; }
    void after(std::size_t at, std::string_view words) { closes_[at] = std::string(words) + closes_[at]; }

    std::string write(std::string_view text) const {
        std::string out;
        std::size_t done = 0;
        std::map<std::size_t, bool> places;
        for (const auto& [at, sign] : closes_) places[at] = true;
        for (const auto& [at, sign] : opens_) places[at] = true;
        for (const auto& [at, used] : places) {
            out += text.substr(done, at - done);
            done = at;
            if (const auto found = closes_.find(at); found != closes_.end()) out += found->second;
            if (const auto found = opens_.find(at); found != opens_.end()) out += found->second;
        }
        out += text.substr(done);
        return out;
    }

private:
    std::map<std::size_t, std::string> opens_, closes_;
};

/// A sign counts on one line only, and not beside a blank.
void mark_lines(Signs& signs, std::string_view text, std::size_t begin, std::size_t end, std::string_view sign) {
    while (begin < end) {
        auto stop = std::min(text.find('\n', begin), end);
        auto first = begin, last = stop;
        while (first < last && is_blank(text[first])) ++first;
        while (last > first && is_blank(text[last - 1])) --last;
        if (first < last) signs.around(first, last, sign);
        begin = stop + 1;
    }
}

void mark_quote(Signs& signs, std::string_view text, std::size_t begin, std::size_t end) {
    for (auto at = begin; at < end;) {
        signs.before(at, "> ");
        const auto line = text.find('\n', at);
        if (line == std::string_view::npos) return;
        at = line + 1;
    }
}

}  // namespace

MarkedText read_signs(std::string_view text) {
    return SignReader(text).read();
}

std::string write_signs(std::string_view part, const Json& content, std::size_t from) {
    const Json* marks = find(content, "marks");
    if (!marks || !marks->is_array()) return std::string(part);
    const auto first = static_cast<std::int64_t>(from), last = first + static_cast<std::int64_t>(count_utf16(part));
    Signs signs;
    for (const auto& mark : *marks) {
        const auto offset = integer_of(mark, "offset").value_or(0);
        const auto begin = std::max(offset, first);
        const auto end = std::min(offset + integer_of(mark, "length").value_or(0), last);
        if (begin >= end) continue;
        const auto type = text_or(mark, "type");
        const auto at = byte_at(part, static_cast<std::size_t>(begin - first));
        const auto stop = byte_at(part, static_cast<std::size_t>(end - first));
        if (type == "link") {
            // There are no words with an address behind them: it is written out.
            const auto url = text_or(mark, "url");
            if (end == offset + integer_of(mark, "length").value_or(0) && part.substr(at, stop - at) != url)
                signs.after(stop, " (" + url + ")");
        } else if (type == "blockquote") {
            mark_quote(signs, part, at, stop);
        } else if (type == "pre") {
            signs.around(at, stop, kFence);
        } else if (const auto sign = sign_of(type); !sign.empty()) {
            mark_lines(signs, part, at, stop, sign);
        }
    }
    return signs.write(part);
}

}  // namespace parley::whatsapp
