#pragma once

#include <span>
#include <string_view>

namespace parley {

/// One file of the web app inside the binary. `brotli` and `gzip` are empty where packing gains nothing.
struct Asset {
    std::string_view path;  ///< "/app/index.html"
    std::string_view content_type;
    std::string_view etag;  ///< quoted hash of the content
    std::string_view identity, brotli, gzip;
};

/// Sorted by path. Defined by the build from web/dist.
std::span<const Asset> embedded_assets();

}  // namespace parley
