#include "server/api/assets.hpp"

#include <algorithm>

namespace parley {

const Asset* find_asset(std::string_view path) {
    const auto all = embedded_assets();
    const auto found = std::lower_bound(
        all.begin(), all.end(), path, [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
    return found != all.end() && found->path == path ? &*found : nullptr;
}

Response send_asset(const Asset& asset, const Request& request, std::string_view cache_control) {
    Response response;
    response.headers.add("ETag", std::string(asset.etag));
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", std::string(cache_control));
    response.headers.add("X-Content-Type-Options", "nosniff");
    if (request.headers.get("If-None-Match") == asset.etag) {
        response.status = 304;
        return response;
    }
    response.headers.add("Content-Type", std::string(asset.content_type));
    const auto accepts = request.headers.get("Accept-Encoding");
    if (!asset.brotli.empty() && accepts.find("br") != std::string_view::npos) {
        response.headers.add("Content-Encoding", "br");
        response.fixed_body = asset.brotli;
    } else if (!asset.gzip.empty() && accepts.find("gzip") != std::string_view::npos) {
        response.headers.add("Content-Encoding", "gzip");
        response.fixed_body = asset.gzip;
    } else {
        response.fixed_body = asset.identity;
    }
    return response;
}

}  // namespace parley
