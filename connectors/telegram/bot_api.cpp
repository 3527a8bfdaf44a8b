#include "connectors/telegram/bot_api.hpp"

#include "connectors/telegram/telegram.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace parley::telegram {
namespace {

constexpr std::uintmax_t kMostOnDisk = 100 << 20;

/// Of what Telegram tells only sentences are shown, and never the token.
void remove_all(std::string& text, const std::string& secret) {
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != std::string::npos; at = text.find(secret, at)) {
        text.replace(at, secret.size(), "***");
        at += 3;
    }
}

}  // namespace

BotApi::BotApi(Http* http, std::string base, std::string token, bool private_targets, std::string files)
    : http_(http),
      base_(std::move(base)),
      token_(std::move(token)),
      files_(std::move(files)),
      private_targets_(private_targets) {}

HttpCall BotApi::to(std::string_view path) const {
    HttpCall call;
    call.url = base_ + std::string(path);
    call.private_targets = private_targets_;
    return call;
}

boost::asio::awaitable<HttpOutcome> BotApi::run(HttpCall call, Answers answers) {
    HttpOutcome outcome = co_await http_->call(std::move(call));
    if (auto* trouble = std::get_if<HttpTrouble>(&outcome)) remove_all(trouble->what, token_);
    auto* answer = std::get_if<HttpAnswer>(&outcome);
    const bool as_it_is = answers == Answers::taken_as_they_are && answer && answer->status / 100 == 2;
    if (answer && !as_it_is) remove_all(answer->body, token_);
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> BotApi::call(std::string method, Json params, std::chrono::milliseconds timeout,
                                                 std::size_t answer_limit) {
    // On its own disk a server keeps a bot's files under its token: without it their paths lead nowhere.
    const auto answers = method == "getFile" ? Answers::taken_as_they_are : Answers::may_be_shown;
    HttpCall call = to("/bot" + token_ + "/" + method);
    call.headers.set("Content-Type", "application/json");
    call.body = dump(params);
    call.timeout = timeout;
    call.answer_limit = answer_limit;
    HttpOutcome outcome = co_await run(std::move(call), answers);
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> BotApi::upload(std::string method, std::vector<FormPart> parts) {
    HttpCall call = to("/bot" + token_ + "/" + method);
    FormBody form = write_multipart(parts);
    call.headers.set("Content-Type", form.content_type);
    // A line that brings 2 MBit/s shall get an album of the largest files through.
    call.timeout = std::chrono::seconds(120 + form.body.size() / 250'000);
    call.body = std::move(form.body);
    HttpOutcome outcome = co_await run(std::move(call), Answers::may_be_shown);
    co_return outcome;
}

boost::asio::awaitable<HttpOutcome> BotApi::download(std::string path) {
    std::string escaped;
    for (std::size_t start = 0; start <= path.size();) {
        const auto end = std::min(path.find('/', start), path.size());
        if (end > start) escaped += "/" + percent_encode(std::string_view(path).substr(start, end - start));
        start = end + 1;
    }
    HttpCall call = to("/file/bot" + token_ + escaped);
    call.method = Method::get;
    call.timeout = std::chrono::seconds(120);
    call.answer_limit = 25 << 20;
    HttpOutcome outcome = co_await run(std::move(call), Answers::taken_as_they_are);
    co_return outcome;
}

Result<std::string> BotApi::read_from_disk(const std::string& path) const {
    if (files_.empty())
        return Error(Errc::not_found, "not_shared",
                     "the Bot API server keeps the file on its own disk: name its folder here by the setting files");
    std::error_code trouble;
    const auto own = std::filesystem::canonical(std::filesystem::path(files_) / token_, trouble);
    const auto file = trouble ? std::filesystem::path() : std::filesystem::canonical(path, trouble);
    if (trouble)
        return Error(Errc::unavailable, "not_there", "the file is not in the folder that the setting files names");
    if (std::mismatch(own.begin(), own.end(), file.begin(), file.end()).first != own.end() ||
        !std::filesystem::is_regular_file(file, trouble))
        return Error(Errc::not_found, "not_shared", "the file lies outside the folder that the setting files names");
    if (std::filesystem::file_size(file, trouble) > kMostOnDisk || trouble)
        return Error(Errc::not_found, "file_too_big", "file is too big: Parley keeps files up to 100 MB");
    std::ifstream stream(file, std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
    if (!stream.good() && !stream.eof()) return Error(Errc::unavailable, "not_there", "the file cannot be read");
    return bytes;
}

Result<Json> result_of(const HttpOutcome& outcome, std::size_t limit) {
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
        return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "no_answer",
                     "Telegram does not answer: " + trouble->what);
    }
    const auto& answer = std::get<HttpAnswer>(outcome);
    auto json = read_json(answer.body, {limit, 64});
    const bool object = json && json->is_object();
    if (answer.status / 100 == 2 && object && flag_of(*json, "ok")) {
        if (const Json* result = find(*json, "result")) return *result;
    }
    const auto described = object ? text_or(*json, "description") : std::string();
    const auto said =
        described.empty() ? "Telegram answered " + std::to_string(answer.status) : "Telegram says: " + described;
    switch (answer.status) {
        case 401:
            return Error(Errc::unauthorized, "token_refused",
                         "Telegram refuses the token: take the current one from @BotFather");
        case 404:
            return Error(Errc::not_found, "not_found", said + ": check the token and api_base");
        case 409:
            return Error(Errc::conflict, "conflict", said);
        case 429: {
            const auto outcome_429 = interpret(answer, "");
            Error error(Errc::unavailable, "rate_limited", said);
            error.retry_after(static_cast<int>(outcome_429.wait.count() / 1000));
            return error;
        }
        default:
            return Error(answer.status / 100 == 4 ? Errc::invalid : Errc::unavailable, "refused", said);
    }
}

}  // namespace parley::telegram
