#include "connectors/meta/graph.hpp"

#include "server/base/text.hpp"

namespace parley::meta {
namespace {

constexpr std::string_view kVersion = "/v25.0";

/// "https://host:port" of an address, in lower case.
std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return to_lower_ascii(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

}  // namespace

Graph::Graph(Http* http, std::string base, std::string token, bool private_targets)
    : http_(http), base_(std::move(base)), token_(std::move(token)), private_targets_(private_targets) {}

HttpCall Graph::to(Method method, std::string_view path, const std::string& as) const {
    HttpCall call;
    call.method = method;
    call.url = base_ + std::string(kVersion) + std::string(path);
    call.headers.set("Authorization", "Bearer " + (as.empty() ? token_ : as));
    call.private_targets = private_targets_;
    return call;
}

boost::asio::awaitable<HttpOutcome> Graph::get(std::string path, std::string as) {
    HttpOutcome outcome = co_await http_->call(to(Method::get, path, as));
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> Graph::post(std::string path, Json body, std::string as) {
    HttpCall call = to(Method::post, path, as);
    call.headers.set("Content-Type", "application/json");
    call.body = dump(body);
    HttpOutcome outcome = co_await http_->call(std::move(call));
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> Graph::remove(std::string path) {
    HttpOutcome outcome = co_await http_->call(to(Method::del, path, {}));
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> Graph::upload(std::string path, std::vector<FormPart> parts) {
    HttpCall call = to(Method::post, path, {});
    FormBody form = write_multipart(parts);
    call.headers.set("Content-Type", form.content_type);
    call.timeout = std::chrono::seconds(120 + form.body.size() / 250'000);
    call.body = std::move(form.body);
    HttpOutcome outcome = co_await http_->call(std::move(call));
    co_return outcome;
}

bool Graph::keeps_files(std::string_view url) const {
    const auto origin = origin_of(url);
    if (!origin.empty() && origin == origin_of(base_)) return true;
    if (!origin.starts_with("https://") || origin.find('@') != std::string::npos) return false;
    for (const std::string_view host :
         {".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net", ".instagram.com"}) {
        if (origin.ends_with(host)) return true;
    }
    return false;
}

boost::asio::awaitable<HttpOutcome> Graph::download(std::string url) {
    if (!keeps_files(url)) {
        HttpTrouble trouble;
        trouble.refused_target = true;
        trouble.what = "the file lies on a host that is not the platform's";
        co_return trouble;
    }
    HttpCall call;
    call.method = Method::get;
    call.url = std::move(url);
    call.headers.set("Authorization", "Bearer " + token_);
    call.headers.set("User-Agent", "Parley/1");
    call.timeout = std::chrono::seconds(120);
    call.answer_limit = 25 << 20;
    call.private_targets = private_targets_;
    HttpOutcome outcome = co_await http_->call(std::move(call));
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> Graph::download_signed(std::string url) {
    HttpCall call;
    call.method = Method::get;
    // Who gave us a base in the house has his files there too.
    call.private_targets = private_targets_ && origin_of(url) == origin_of(base_);
    call.url = std::move(url);
    call.headers.set("User-Agent", "Parley/1");
    call.timeout = std::chrono::seconds(120);
    call.answer_limit = 25 << 20;
    call.redirects = 3;
    HttpOutcome outcome = co_await http_->call(std::move(call));
    co_return outcome;
}

}  // namespace parley::meta
