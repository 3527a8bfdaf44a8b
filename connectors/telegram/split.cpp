#include "connectors/telegram/telegram.hpp"

#include <charconv>

namespace parley::telegram {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

/// Walks JSON text by its brackets and strings alone. Whether the rest of it is right is not its business.
class Walker {
public:
    explicit Walker(std::string_view text) : text_(text) {}

    bool done() const { return at_ >= text_.size(); }
    std::size_t at() const { return at_; }
    char peek() const { return done() ? '\0' : text_[at_]; }
    void skip_space() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }
    bool take(char c) {
        skip_space();
        if (peek() != c) return false;
        ++at_;
        return true;
    }
    /// The inside of a string, still escaped.
    std::optional<std::string_view> string() {
        if (!take('"')) return std::nullopt;
        const auto begin = at_;
        for (; !done(); ++at_) {
            if (text_[at_] == '\\')
                ++at_;
            else if (text_[at_] == '"')
                return text_.substr(begin, at_++ - begin);
        }
        return std::nullopt;
    }
    /// One value of any kind; nothing when the text ends inside it.
    std::optional<std::string_view> value() {
        skip_space();
        const auto begin = at_;
        int depth = 0;
        while (!done()) {
            const char c = peek();
            if (c == '"') {
                if (!string()) return std::nullopt;
                if (depth == 0) break;
                continue;
            }
            if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
            ++at_;
            if (c == '{' || c == '[') ++depth;
            if ((c == '}' || c == ']') && --depth == 0) break;
        }
        if (depth != 0 || at_ == begin) return std::nullopt;
        return text_.substr(begin, at_ - begin);
    }
    /// The value of a member of the object that begins here.
    std::optional<std::string_view> member(std::string_view wanted) {
        if (!take('{')) return std::nullopt;
        while (true) {
            const auto name = string();
            if (!name || !take(':')) return std::nullopt;
            const auto found = value();
            if (!found) return std::nullopt;
            if (*name == wanted) return found;
            if (!take(',')) return std::nullopt;
        }
    }

private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::int64_t id_in(std::string_view update) {
    const auto text = Walker(update).member("update_id").value_or("");
    std::int64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    return id;
}

}  // namespace

std::optional<std::vector<RawUpdate>> split_updates(std::string_view answer) {
    if (Walker(answer).member("ok").value_or("").substr(0, 4) != "true") return std::nullopt;
    const auto list = Walker(answer).member("result");
    if (!list || list->front() != '[') return std::nullopt;
    std::vector<RawUpdate> updates;
    Walker walker(*list);
    walker.take('[');
    while (!walker.take(']')) {
        const auto update = walker.value();
        if (!update) return std::nullopt;
        updates.push_back({*update, id_in(*update)});
        walker.take(',');
    }
    return updates;
}

std::string callback_of(const Update& update) {
    const auto* message = std::get_if<MessageReceived>(&update.body);
    if (!message || message->kind != MessageKind::interaction || !message->external_id.starts_with("cb:")) return {};
    return message->external_id.substr(3);
}

}  // namespace parley::telegram
