#include "server/net/http_target.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace parley {

namespace urls = boost::urls;

std::optional<HttpTarget> read_target(const std::string& url) {
    const auto parsed = urls::parse_uri(url);
    if (!parsed || parsed->has_userinfo()) return std::nullopt;
    HttpTarget target;
    target.tls = parsed->scheme_id() == urls::scheme::https;
    if (!target.tls && parsed->scheme_id() != urls::scheme::http) return std::nullopt;
    target.host = parsed->host_address();
    if (target.host.empty()) return std::nullopt;
    const std::string usual = target.tls ? "443" : "80";
    target.port = parsed->port().empty() ? usual : std::string(parsed->port());
    if (target.port.size() > 5 || std::stoi(target.port) > 65535) return std::nullopt;
    target.is_address = parsed->host_type() != urls::host_type::name;
    target.authority = std::string(parsed->encoded_host());
    if (target.port != usual) target.authority += ":" + target.port;
    target.path = std::string(parsed->encoded_path());
    if (target.path.empty()) target.path = "/";
    if (parsed->has_query()) target.path += "?" + std::string(parsed->encoded_query());
    return target;
}

std::optional<HttpCall> follow(const HttpCall& call, const HttpAnswer& answer) {
    const bool keeps_method = answer.status == 307 || answer.status == 308;
    if (!keeps_method && answer.status != 301 && answer.status != 302 && answer.status != 303) return std::nullopt;
    const bool reads = call.method == Method::get || call.method == Method::head;
    if (keeps_method && !reads) return std::nullopt;
    const auto base = urls::parse_uri(call.url);
    const std::string location(answer.headers.get("Location"));
    const auto reference = urls::parse_uri_reference(location);
    if (!base || !reference || location.empty()) return std::nullopt;
    urls::url resolved;
    if (!urls::resolve(*base, *reference, resolved)) return std::nullopt;
    HttpCall next;
    next.method = call.method == Method::head ? Method::head : Method::get;
    next.url = std::string(resolved.buffer());
    next.timeout = call.timeout;
    next.answer_limit = call.answer_limit;
    const auto from = read_target(call.url);
    const auto to = read_target(next.url);
    if (!from || !to || (from->tls && !to->tls)) return std::nullopt;
    next.private_targets = call.private_targets && from->host == to->host && from->port == to->port;
    next.redirects = call.redirects - 1;
    return next;
}

}  // namespace parley
