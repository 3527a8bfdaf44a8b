#include "server/api/assets.hpp"
#include "server/app/demo/company.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kPlace = "__WIDGET_KEY__";
/// An ordinary shop's policy: its own files, and the chat's script and frame, which come from here too.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

Response send_page(const Asset& asset, const std::string& key) {
    Response response;
    response.body = std::string(asset.identity);
    for (std::size_t at = 0; (at = response.body.find(kPlace, at)) != std::string::npos; at += key.size())
        response.body.replace(at, kPlace.size(), key);
    response.headers.add("Content-Type", std::string(asset.content_type));
    response.headers.add("Content-Security-Policy", std::string(kPolicy));
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cache-Control", "no-store");
    return response;
}

asio::awaitable<Response> send_part(std::string path, Request& request, std::shared_ptr<const std::string> key) {
    const Asset* asset = find_asset(path);
    if (!asset) throw Failure(Error(Errc::not_found, "there is nothing here"));
    if (asset->content_type.starts_with("text/html")) co_return send_page(*asset, *key);
    co_return send_asset(*asset, request, "no-cache");
}

}  // namespace

void add_sample_site(Router& router, std::shared_ptr<const std::string> key) {
    router.add(
        {Method::get, "/demo/site", [key](Request& request) { return send_part("/demo/index.html", request, key); }});
    router.add({Method::get, "/demo/site/{rest...}", [key](Request& request) {
                    return send_part("/demo/" + std::string(request.value("rest")), request, key);
                }});
}

}  // namespace parley
