#include "connectors/meta/graph.hpp"

#include <algorithm>
#include <charconv>

namespace parley::meta {
namespace {

std::chrono::seconds told_wait(const HttpAnswer& answer) {
    const auto text = answer.headers.get("Retry-After");
    std::int64_t seconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return {};
    return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, 86'400));
}

}  // namespace

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
