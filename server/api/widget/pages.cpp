#include "connectors/web/web.hpp"
#include "server/api/assets.hpp"
#include "server/api/widget/house.hpp"
#include "server/base/text.hpp"
#include "server/net/gzip.hpp"

#include <algorithm>

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kPlace = "__PARLEY_SITE__";

/// The loader with a site's settings in it, packed; made anew when they change.
struct Loader {
    std::string site, identity, packed, etag;
};
using Loaders = std::map<std::int64_t, Loader>;

const Asset& need_asset(std::string_view path) {
    const Asset* asset = find_asset(path);
    if (!asset) throw Failure(Error(Errc::not_found, "no_widget", "this server was built without the web part"));
    return *asset;
}

Loader make_loader(std::string site) {
    Loader loader;
    loader.identity = std::string(need_asset("/widget/loader.js").identity);
    if (const auto at = loader.identity.find(kPlace); at != std::string::npos)
        loader.identity.replace(at, kPlace.size(), site);
    loader.packed = gzip(loader.identity);
    loader.etag = "\"" + sha256_hex(loader.identity).substr(0, 16) + "\"";
    loader.site = std::move(site);
    return loader;
}

/// Scheme and host of the page; empty when the browser does not tell.
std::string site_of_referer(std::string_view referer) {
    const auto scheme = referer.find("://");
    if (scheme == std::string_view::npos || referer.size() > 2048) return {};
    return clean(referer.substr(0, referer.find_first_of("/?#", scheme + 3)));
}

asio::awaitable<Response> send_loader(House& house, Request& request, std::shared_ptr<Loaders> loaders) {
    auto channel = house.channel_of(request);
    const auto& config = channel->config;
    house.api.sites_seen[config.id] = {house.api.clock.now(), site_of_referer(request.headers.get("Referer"))};
    const auto name = co_await house.api.store.read([&](db::Connection& db) { return site_name(db, config); });
    const auto language = text_or(config.settings, "language");
    auto site = dump({{"key", config.key},
                      {"origin", house.origin_of(request)},
                      {"name", name},
                      {"color", text_or(config.settings, "color", "#1A6652")},
                      {"position", text_or(config.settings, "position", "right")},
                      {"language", language.empty() ? Json(nullptr) : Json(language)},
                      {"form", has_form(config.settings)}});
    auto& loader = (*loaders)[config.id];
    if (loader.site != site) loader = make_loader(std::move(site));
    Response response;
    response.headers.add("ETag", loader.etag);
    response.headers.add("Vary", "Accept-Encoding");
    response.headers.add("Cache-Control", "public, max-age=300");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cross-Origin-Resource-Policy", "cross-origin");
    if (request.headers.get("If-None-Match") == loader.etag) {
        response.status = 304;
        co_return response;
    }
    response.headers.add("Content-Type", "text/javascript; charset=utf-8");
    const bool packs = request.headers.get("Accept-Encoding").find("gzip") != std::string_view::npos;
    if (packs) response.headers.add("Content-Encoding", "gzip");
    response.body = packs ? loader.packed : loader.identity;
    co_return response;
}

/// Nothing but a host and a port goes into the policy.
std::string socket_origin(const std::string& origin) {
    const auto host = origin.substr(origin.find("://") + 3);
    if (host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") !=
        std::string::npos)
        return {};
    return (origin.starts_with("https:") ? " wss://" : " ws://") + host;
}

std::string frame_policy(const ChannelConfig& config, const std::string& origin) {
    std::string ancestors;
    if (const auto sites = web::read_sites(text_or(config.settings, "site"))) {
        for (const auto& site : *sites) ancestors += " " + site;
    }
    if (ancestors.empty()) ancestors = " 'none'";
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
           "connect-src 'self'" +
           socket_origin(origin) + "; frame-ancestors" + ancestors +
           "; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
}

/// What the frame's script will ask for as soon as it runs: so it is fetched beside the script, not after it.
std::string beforehand(const ChannelConfig& config, std::string_view language) {
    std::string links;
    const auto add = [&](const std::string& name) {
        const auto all = embedded_assets();
        const auto found = std::find_if(all.begin(), all.end(), [&](const Asset& asset) {
            return asset.path.starts_with("/widget/assets/" + name + "-") && asset.path.ends_with(".js");
        });
        if (found == all.end()) return;
        links += (links.empty() ? "<" : ", <") + std::string(found->path) + ">; rel=modulepreload";
    };
    for (const char* one : {"en", "ru", "pl"}) {
        if (language == one) add("widget." + std::string(one));
    }
    if (has_form(config.settings)) add("Prechat");
    return links;
}

asio::awaitable<Response> send_frame(House& house, Request& request) {
    // Switched off it still opens, and says so itself.
    auto channel = house.known_channel(request);
    auto response = send_asset(need_asset("/widget/frame.html"), request, "no-cache");
    auto policy = frame_policy(channel->config, house.origin_of(request));
    // Opened as a page of its own it is nobody's chat, and runs nothing.
    if (request.headers.get("Sec-Fetch-Dest") == "document") policy += "; sandbox";
    response.headers.add("Content-Security-Policy", std::move(policy));
    auto links = beforehand(channel->config, request.parameter("lang").value_or(""));
    if (!links.empty()) response.headers.add("Link", std::move(links));
    response.headers.add("Referrer-Policy", "no-referrer");
    response.headers.add("Permissions-Policy", "camera=(), microphone=(self), geolocation=()");
    co_return response;
}

asio::awaitable<Response> send_part(Request& request) {
    co_return send_asset(need_asset(request.path), request, kForEver);
}

}  // namespace

void add_page_routes(Router& router, std::shared_ptr<House> house) {
    const auto loaders = std::make_shared<Loaders>();
    router.add({Method::get, "/widget.js",
                [house, loaders](Request& request) { return send_loader(*house, request, loaders); }});
    router.add({Method::get, "/widget/frame", [house](Request& request) { return send_frame(*house, request); }});
    router.add({Method::get, "/widget/assets/{rest...}", send_part});
}

}  // namespace parley::widget
