#include "connectors/meta/graph.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace parley::meta {
namespace {

constexpr std::string_view kVersion = "/v25.0";

/// "https://host:port" of an address, in lower case.
std::string origin_of(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    return to_lower_ascii(url.substr(0, url.find_first_of("/?#", scheme + 3)));
}

std::chrono::seconds told_wait(const HttpAnswer& answer) {
    const auto text = answer.headers.get("Retry-After");
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 86'400));
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

Result<Json> result_of(const HttpOutcome& outcome, const Service& service) {
    const std::string name(service.name);
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
        return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "no_answer",
                     name + " does not answer: " + trouble->what);
    }
    const auto& answer = std::get<HttpAnswer>(outcome);
    auto json = read_json(answer.body, {4 << 20, 64});
    const bool object = json && json->is_object();
    const Json* error = object ? object_at(*json, "error") : nullptr;
    if (answer.status / 100 == 2 && object && !error) return std::move(*json);
    if (!error) {
        return Error(answer.status / 100 == 4 ? Errc::not_found : Errc::unavailable, "refused",
                     name + " answered " + std::to_string(answer.status));
    }
    const auto meant = service.refused(*error, answer.status, 1);
    switch (meant.kind) {
        case SendOutcome::Kind::channel_down:
            return Error(meant.code == "token_refused" ? Errc::unauthorized : Errc::forbidden, meant.code,
                         meant.message);
        case SendOutcome::Kind::rate_limited:
        case SendOutcome::Kind::retry:
            return Error(Errc::unavailable, meant.code, meant.message);
        default: {
            const auto said = text_or(*error, "message");
            return Error(Errc::invalid, meant.code, said.empty() ? meant.message : name + " says: " + said);
        }
    }
}

SendOutcome interpret(const HttpAnswer& answer, int attempt, const Service& service,
                      std::optional<std::string> (*id)(const Json& answer)) {
    const std::string name(service.name);
    const auto body = read_json(answer.body, {1 << 20, 32});
    if (const Json* error = body ? object_at(*body, "error") : nullptr) {
        auto outcome = service.refused(*error, answer.status, attempt);
        if (const auto told = told_wait(answer); told > outcome.wait && outcome.kind == SendOutcome::Kind::rate_limited)
            outcome.wait = told;
        return outcome;
    }
    if (answer.status / 100 == 2 && body) {
        if (auto made = id(*body)) return SendOutcome::sent_as(std::move(*made));
    }
    if (answer.status == 429) {
        auto outcome = service.refused({{"code", 4}}, 429, attempt);
        outcome.wait = std::max<std::chrono::milliseconds>(outcome.wait, told_wait(answer));
        return outcome;
    }
    if (answer.status == 401) return service.refused({{"code", 190}}, 401, attempt);
    if (answer.status / 100 == 4)
        return SendOutcome::failed_with("refused", name + " answered " + std::to_string(answer.status));
    // Some server between us and the platform: nobody says whether it was taken.
    auto outcome = SendOutcome::failed_with("unreadable_answer", name + "'s answer (" + std::to_string(answer.status) +
                                                                     ") tells no message: it may have arrived");
    outcome.kind = SendOutcome::Kind::unconfirmed;
    return outcome;
}

SendOutcome::Kind kind_of_unknown(const Json& error, int http_status) {
    using Kind = SendOutcome::Kind;
    if (http_status == 401) return Kind::channel_down;
    if (http_status == 429) return Kind::rate_limited;
    return flag_of(error, "is_transient") || http_status / 100 == 5 ? Kind::retry : Kind::failed;
}

std::chrono::seconds doubling_wait(int attempt, std::int64_t first, std::int64_t most) {
    auto seconds = first;
    for (int i = 1; i < attempt && seconds < most; ++i) seconds *= 2;
    return std::chrono::seconds(std::min(seconds, most));
}

}  // namespace parley::meta
