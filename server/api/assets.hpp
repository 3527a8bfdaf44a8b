#pragma once

#include "server/net/http.hpp"

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

/// Null when there is none of that path.
const Asset* find_asset(std::string_view path);
/// With ETag and the best packing the request takes; 304 where it is known already.
Response send_asset(const Asset& asset, const Request& request, std::string_view cache_control);
/// For files that carry a hash in their name.
inline constexpr std::string_view kForEver = "public, max-age=31536000, immutable";

}  // namespace parley
