#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

struct ImageSize {
    std::int64_t width = 0, height = 0;  ///< in pixels, as it is shown: a photo that lies on its side is turned
};

/// Read from the header of a PNG, JPEG, GIF or WebP; nothing for anything else or a broken one. Never looks past the
/// end, never decodes.
std::optional<ImageSize> image_size(std::string_view bytes);
/// image/png, image/jpeg, image/gif or image/webp by the first bytes; empty for anything else.
std::string_view image_type(std::string_view bytes);

}  // namespace parley
