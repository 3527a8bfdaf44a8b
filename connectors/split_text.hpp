#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace parley {

/// Parts of at most `limit` UTF-16 units, cut at line, word or at least grapheme borders; blank parts are left out.
std::vector<std::string_view> split_text(std::string_view text, std::size_t limit);

/// The same, at most `limit` bytes each.
std::vector<std::string_view> split_bytes(std::string_view text, std::size_t limit);

}  // namespace parley
