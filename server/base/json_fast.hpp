#pragma once

#include "server/base/json.hpp"

#include <optional>
#include <string_view>

namespace parley {

/// What read_json gives, in a third of the time, for what is plainly right. None: wrong, too deep, large, or one of the
/// rare things that are left to the bounded reader (numbers past 64 bits), which also says what is wrong and where.
std::optional<Json> read_json_fast(std::string_view bytes, int max_depth);
/// read_json without the fast way, for any size.
Result<Json> read_json_bounded(std::string_view bytes, int max_depth);

}  // namespace parley
