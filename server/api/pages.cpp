#include "server/api/pages.hpp"

#include "server/api/assets.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri "
    "'none'; "
    "form-action 'self'; require-trusted-types-for 'script'";

Response send(const Asset& asset, const Request& request, bool page) {
    auto response = send_asset(asset, request, page ? "no-cache" : kForEver);
    if (!page) return response;
    response.headers.add("Content-Security-Policy", std::string(kPolicy));
    response.headers.add("Referrer-Policy", "same-origin");
    response.headers.add("Cross-Origin-Opener-Policy", "same-origin");
    response.headers.add("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self)");
    return response;
}

}  // namespace

std::string_view page_build() {
    static const std::string_view build = [] {
        constexpr std::string_view kMark = "<meta name=\"parley-build\" content=\"";
        const Asset* page = find_asset("/app/index.html");
        const auto at = page ? page->identity.find(kMark) : std::string_view::npos;
        if (at == std::string_view::npos) return std::string_view();
        const auto rest = page->identity.substr(at + kMark.size());
        return rest.substr(0, rest.find('"'));
    }();
    return build;
}

void add_pages(Router& router) {
    router.otherwise([](Request& request) -> asio::awaitable<Response> {
        const bool reads = request.method == Method::get || request.method == Method::head;
        if (reads) {
            if (const Asset* asset = find_asset("/app" + request.path))
                co_return send(*asset, request, request.path == "/index.html");
            // Addresses of the app (views, conversations, reports) are the page; files that are not there are not.
            const bool looks_like_a_file = request.path.find('.') != std::string::npos;
            const bool api = request.path.starts_with("/api/") || request.path.starts_with("/hooks/") ||
                             request.path.starts_with("/widget") || request.path.starts_with("/demo/");
            if (!looks_like_a_file && !api) {
                if (const Asset* page = find_asset("/app/index.html")) co_return send(*page, request, true);
            }
        }
        throw Failure(Error(Errc::not_found, "there is nothing here"));
    });
}

}  // namespace parley
