#pragma once

#include "server/base/json.hpp"

#include <string>
#include <string_view>

namespace parley {

/// A text without the signs its writer typed, and what they set apart.
struct MarkedText {
    std::string text;
    /// [{type, offset, length, url?}] in UTF-16 units, by offset, whatever encloses others first; empty: plain text.
    Json marks = Json::array();
};

/// Reads **bold**, _italic_, ~~strike~~, `code`, ```block``` and [words](https://address). A sign counts only at the
/// border of a word and when it has its other half before the next empty line; all else stays as it was typed, and
/// addresses do in any case. A backslash takes the meaning from the sign after it, and stays
/// where that has none inside a word. At most 100 stretches are read.
MarkedText read_typed_marks(std::string_view typed);

}  // namespace parley
