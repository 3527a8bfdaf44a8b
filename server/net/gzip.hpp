#pragma once

#include <string>
#include <string_view>

namespace parley {

/// Packed as a gzip file, best and slowest: for what is packed once and sent often.
std::string gzip(std::string_view bytes);

}  // namespace parley
