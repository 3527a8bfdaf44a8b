#pragma once

#include "server/base/clock.hpp"
#include "server/base/words.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// What a person typed into a search, taken apart: `from:olga channel:telegram tag:"test ride" has:file after:2026-10
/// before:2026-11-05 frame size`. Values with spaces stand in quotes. What is no operator is a word.
struct SearchQuestion {
    std::string rest;                     ///< the words as they were typed
    WordQuery words;                      ///< the same, for messages
    std::optional<std::string> from;      ///< part of the author's name, folded; "me"
    std::optional<std::string> channel;   ///< part of its name or its kind, folded
    std::optional<std::string> tag;       ///< by name
    std::optional<std::string> has;       ///< a kind of message, `file` for any attachment, `link`
    std::optional<Millis> after, before;  ///< received in [after, before)

    bool narrows() const { return from || channel || tag || has || after || before; }
};

/// A day, month or year is its first moment in `zone`. Throws Failure on the field `q` where a value cannot be read.
SearchQuestion read_search_question(std::string_view text, std::string_view zone);

}  // namespace parley
