#include "server/api/pages.hpp"

#include "server/api/assets.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri "
    "'none'; "
    "form-action 'self'; require-trusted-types-for 'script'";

const Asset* find_asset(std::string_view path) {
    const auto all = embedded_assets();
    const auto found = std::lower_bound(
        all.begin(), all.end(), path, [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
    return found != all.end() && found->path == path ? &*found : nullptr;
}

Response send(const Asset& asset, const Request& request, bool page) {
    Response response;
    response.headers.add("ETag", std::string(asset.etag));
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", page ? "no-cache" : "public, max-age=31536000, immutable");
    response.headers.add("X-Content-Type-Options", "nosniff");
    if (page) {
        response.headers.add("Content-Security-Policy", std::string(kPolicy));
        response.headers.add("Referrer-Policy", "same-origin");
        response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
        response.headers.add("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()");
    }
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

}  // namespace

void add_pages(Router& router) {
    router.otherwise([](Request& request) -> asio::awaitable<Response> {
        const bool reads = request.method == Method::get || request.method == Method::head;
        if (reads) {
            if (const Asset* asset = find_asset("/app" + request.path))
                co_return send(*asset, request, request.path == "/index.html");
            // Addresses of the app (views, conversations, reports) are the page; files that are not there are not.
            const bool looks_like_a_file = request.path.find('.') != std::string::npos;
            const bool api = request.path.starts_with("/api/") || request.path.starts_with("/hooks/") ||
                             request.path.starts_with("/widget");
            if (!looks_like_a_file && !api) {
                if (const Asset* page = find_asset("/app/index.html")) co_return send(*page, request, true);
            }
        }
        throw Failure(Error(Errc::not_found, "there is nothing here"));
    });
}

}  // namespace parley
