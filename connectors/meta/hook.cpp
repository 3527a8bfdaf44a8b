#include "connectors/meta/hook.hpp"

#include "server/base/text.hpp"

#include <algorithm>

namespace parley::meta {
namespace {

constexpr std::string_view kSignatureHeader = "X-Hub-Signature-256";
constexpr std::string_view kScheme = "sha256=";

bool is_id(std::string_view text) {
    return !text.empty() && text.size() <= 32 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

}  // namespace

Hook::Hook(std::string app_secret, std::string word)
    : signer_(app_secret), word_(std::move(word)), has_secret_(!app_secret.empty()) {}

std::optional<Response> Hook::handshake(const HookCall& delivery) const {
    const auto& request = delivery.request;
    if (request.method != Method::get) return std::nullopt;
    const auto word = request.parameter("hub.verify_token").value_or("");
    const bool asked = request.parameter("hub.mode") == "subscribe";
    if (!asked || word_.empty() || !equal_secret(word, word_)) return Response::empty(403);
    return Response::text(200, request.parameter("hub.challenge").value_or(""));
}

Result<void> Hook::verify(const HookCall& delivery) const {
    const auto told = delivery.request.headers.get(kSignatureHeader);
    const auto expected = to_hex(signer_.sign({delivery.request.body}));
    if (!has_secret_ || !told.starts_with(kScheme) || !equal_secret(told.substr(kScheme.size()), expected)) {
        return Error(Errc::unauthorized, "bad_signature", "the signature over the body is missing or wrong");
    }
    return {};
}

std::string Hook::proof(const std::string& token) const {
    return to_hex(signer_.sign({token}));
}

Response refuse_quietly(const HookCall& delivery, const Error& error) {
    if (error.code() == Errc::unauthorized) return Response::empty(401);
    return problem(error, delivery.request.id);
}

Result<void> complete_secret(Json& settings, const char* name) {
    auto value = std::string(trim(text_or(settings, name)));
    if (value.size() < 8 || value.size() > 1024 || !is_printable(value))
        return Error::field(name, "must be as Meta gives it, without blanks");
    settings[name] = std::move(value);
    return {};
}

Result<void> complete_id(Json& settings, const char* name, std::string_view not_to_be_taken_for) {
    auto value = std::string(trim(text_or(settings, name)));
    if (!is_id(value)) {
        const auto other = not_to_be_taken_for.empty() ? std::string() : ", not " + std::string(not_to_be_taken_for);
        return Error::field(name, "must be the id of digits that Meta shows" + other);
    }
    settings[name] = std::move(value);
    return {};
}

Result<void> complete_word(Json& settings) {
    const auto word = text_or(settings, "verify_token");
    if (word.empty())
        settings["verify_token"] = to_base64url(random_bytes(24));
    else if (word.size() < 8 || word.size() > 256 || !is_printable(word))
        return Error::field("verify_token",
                            "must be 8 to 256 characters without blanks; leave it out and Parley makes one");
    return {};
}

Result<void> complete_base(Json& settings) {
    const auto targets = text_or(settings, "private_targets");
    if (!targets.empty() && targets != "yes" && targets != "no")
        return Error::field("private_targets", "must be yes or no");
    auto base = text_or(settings, "api_base");
    if (base.empty()) return {};
    const bool web = base.starts_with("https://") || base.starts_with("http://");
    if (!web || base.find_first_of("?#@ \r\n\t") != std::string::npos)
        return Error::field("api_base", "must be an http or https address without query");
    while (base.ends_with('/')) base.pop_back();
    settings["api_base"] = base;
    return {};
}

}  // namespace parley::meta
