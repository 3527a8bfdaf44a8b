#include "connectors/meta/messaging_connector.hpp"

#include "connectors/meta/history.hpp"
#include "connectors/meta/read.hpp"
#include "server/base/text.hpp"

#include <algorithm>

namespace parley::meta {
namespace {

constexpr std::array<std::string_view, 7> kReactions{"❤", "👍", "😆", "😮", "😢", "😠", "👎"};
/// Of the Conversations API: an answer of so many threads stays small, and there may be two calls a second.
constexpr int kThreadsOfPage = 5, kMostPages = 100;
constexpr std::chrono::milliseconds kBetweenPages(700);
constexpr const char* kNoAddress =
    "Meta delivers by webhook only, and the server has no public address: start it with --public-url https://...";
/// Time enough to make another.
constexpr Millis kTellBefore = Millis{7} * 24 * 3600 * 1000;

/// Fields are names, or objects with a name.
bool names_field(const Json& holder, std::string_view list, std::string_view wanted) {
    if (has_text(holder, list, wanted)) return true;
    const auto objects = objects_in(holder, list);
    return std::any_of(objects.begin(), objects.end(),
                       [&](const Json* one) { return text_or(*one, "name") == wanted; });
}

bool has_all(const Json& holder, std::string_view list, std::string_view names) {
    while (!names.empty()) {
        const auto comma = std::min(names.find(','), names.size());
        if (!names_field(holder, list, names.substr(0, comma))) return false;
        names.remove_prefix(std::min(comma + 1, names.size()));
    }
    return true;
}

}  // namespace

MessagingConnector::MessagingConnector(ChannelConfig config, ConnectorHouse house, std::string_view base,
                                       SendRules rules, bool asks_app)
    : config_(std::move(config)),
      house_(std::move(house)),
      hook_(setting("app_secret"), setting("verify_token")),
      rules_(std::move(rules)),
      graph_(house_.http, text_or(config_.settings, "api_base", base), setting("token"),
             setting("private_targets") == "yes"),
      sender_(graph_, house_, rules_),
      asks_app_(asks_app) {}

Capabilities MessagingConnector::common_capabilities() const {
    Capabilities c;
    c.typing = c.typing_stops = c.receipts = c.reads = c.splits = c.avatars = c.buttons = c.marks_read = true;
    c.back_fills = true;
    c.reacts_in = c.marks_read_in = is_private;
    c.comments_in = is_public;
    c.private_within = std::chrono::days(7);
    c.moderates = true;
    c.reactions = kReactions;
    c.album = kMostImages;
    c.caption_limit = 0;  // words go beside a file, as a message of their own
    c.per_second = 40;
    return c;
}

boost::asio::awaitable<SendOutcome> MessagingConnector::send(Outgoing outgoing) {
    SendOutcome outcome = co_await sender_.send(std::move(outgoing));
    co_return outcome;
}

boost::asio::awaitable<Result<FetchedMedia>> MessagingConnector::fetch_media(Json source) {
    HttpOutcome outcome = co_await graph_.download_signed(text_or(source, "url"));
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
        co_return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "could_not_fetch", trouble->what);
    }
    auto& answer = std::get<HttpAnswer>(outcome);
    FetchedMedia media;
    media.content_type = std::string(answer.headers.get("Content-Type"));
    // Its links run out; one that did does not come back.
    if (answer.status == 403 || answer.status == 404 || answer.status == 410)
        co_return Error(Errc::not_found, "link_expired",
                        "Meta's link to the file has run out: it answered " + std::to_string(answer.status));
    if (answer.status != 200)
        co_return Error(Errc::unavailable, "could_not_fetch",
                        "Meta's file server answered " + std::to_string(answer.status));
    if (media.content_type.starts_with("text/html"))
        co_return Error(Errc::not_found, "not_a_file", "a page came instead of the file");
    media.bytes = std::move(answer.body);
    co_return media;
}

boost::asio::awaitable<Result<FetchedAvatar>> MessagingConnector::fetch_avatar(Json source, std::string known) {
    const auto person = text_or(source, "person");
    const bool asked_for = !person.empty() && person.find(':') == std::string::npos;
    if (!asked_for) co_return Error(Errc::not_found, "this person has no profile to ask for");
    HttpOutcome asked = co_await graph_.get("/" + percent_encode(person) + "?fields=" + std::string(profile_fields()));
    const auto profile = result_of(asked, rules_.service);
    // Some never allowed it, and some have none: their messages come all the same.
    if (!profile) co_return profile.error();
    FetchedAvatar found;
    auto name = text_or(*profile, "name");
    if (name.empty()) {
        name = text_or(*profile, "first_name");
        if (const auto last = text_or(*profile, "last_name"); !last.empty()) name += (name.empty() ? "" : " ") + last;
    }
    if (!name.empty()) found.name = std::move(name);
    if (auto username = text_or(*profile, "username"); !username.empty()) found.username = std::move(username);
    const auto picture = text_or(*profile, "profile_pic");
    if (picture.empty()) co_return found;
    // The address is signed anew each time: what stands before the signature names the picture.
    found.version = picture.substr(0, picture.find('?'));
    if (found.version == known) co_return found;
    HttpOutcome outcome = co_await graph_.download_signed(picture);
    if (auto* answer = std::get_if<HttpAnswer>(&outcome); answer && answer->status == 200)
        found.bytes = std::move(answer->body);
    else
        found.version.clear();  // another time
    co_return found;
}

boost::asio::awaitable<Result<BackFill>> MessagingConnector::back_fill(Millis since, Json from) {
    const auto after = text_or(from, "after");
    HttpOutcome asked = co_await graph_.get(
        "/me/conversations?platform=" + std::string(rules_.inbox.instagram ? "instagram" : "messenger") +
        "&limit=" + std::to_string(kThreadsOfPage) + "&fields=" + percent_encode(history_fields(rules_.inbox)) +
        (after.empty() ? "" : "&after=" + percent_encode(after)));
    const auto page = result_of(asked, rules_.service);
    if (!page) co_return page.error();
    auto history = read_history(*page, rules_.inbox, since);
    BackFill piece;
    piece.delivery = std::move(history.delivery);
    const auto pages = integer_of(from, "pages").value_or(0) + 1;
    if (!history.after.empty() && pages < kMostPages)
        piece.next = {{"after", std::move(history.after)}, {"pages", pages}};
    piece.wait = kBetweenPages;
    co_return piece;
}

void MessagingConnector::stop(ChannelHealth& health, std::string_view step, const Error& error, std::string detail) {
    health.reachable = error.code() != Errc::unavailable;
    health.steps.push_back({std::string(step), false, detail});
    health.detail = std::move(detail);
}

boost::asio::awaitable<std::optional<Json>> MessagingConnector::ask_self(ChannelHealth& health, std::string path) {
    HttpOutcome asked = co_await graph_.get(std::move(path));
    auto self = result_of(asked, rules_.service);
    if (!self) {
        stop(health, "token", self.error(), self.error().detail());
        co_return std::nullopt;
    }
    health.steps.push_back({"token", true, ""});
    co_return std::move(*self);
}

boost::asio::awaitable<std::optional<Json>> MessagingConnector::ask_app(ChannelHealth& health) {
    if (!asks_app_) {
        health.steps.push_back({"secret", true, "shows itself with the first delivery"});
        co_return Json::object();
    }
    HttpOutcome asked =
        co_await graph_.get("/debug_token?input_token=" + percent_encode(setting("token")), app_token());
    const auto told = result_of(asked, rules_.service);
    if (!told) {
        const auto& error = told.error();
        const bool other_app = error.detail().find("did not match") != std::string::npos;
        stop(health, "secret", error,
             error.code() == Errc::unavailable ? error.detail()
             : other_app
                 ? "the token was made for another app: take the id and secret of that one, or make the token anew"
                 : "app_id and app_secret do not belong together: copy both from the app's basic settings at Meta");
        co_return std::nullopt;
    }
    const Json* data = object_at(*told, "data");
    const auto app = data ? id_of(*data, "app_id").value_or("") : "";
    if (!app.empty() && app != setting("app_id")) {
        stop(health, "secret", Error(Errc::invalid, ""), "the token was made for another app (" + app + ")");
        co_return std::nullopt;
    }
    health.steps.push_back({"secret", true, ""});
    co_return data ? *data : Json::object();
}

Millis MessagingConnector::end_of_token(const Json& told) {
    return std::max<Millis>(integer_of(told, "expires_at").value_or(0), 0) * 1000;
}

void MessagingConnector::pass(ChannelHealth& health, const std::string& account, Millis until) const {
    health.ok = true;
    health.detail = "Connected to " + account;
    if (until == 0 || until - house_.clock->now() > kTellBefore) return;
    // By its day alone: the same words until then.
    const auto words = "the token ends on " + to_rfc3339(until).substr(0, 10) + ": make a new one before";
    health.detail += "; " + words;
    for (auto& step : health.steps) {
        if (step.name == "token") step.detail = words;
    }
}

bool MessagingConnector::judge_permissions(ChannelHealth& health, const Json& told,
                                           std::span<const std::string_view> needed,
                                           std::span<const std::string_view> for_comments) {
    if (const auto missing = lacking_permissions(told, needed); !missing.empty()) {
        stop(health, "permissions", Error(Errc::invalid, ""),
             "the token lacks permissions: make it again with " + missing);
        return false;
    }
    const auto comments = lacking_permissions(told, for_comments);
    health.steps.push_back(
        {"permissions", true, comments.empty() ? "" : "without comments: for them the token needs " + comments});
    return true;
}

boost::asio::awaitable<bool> MessagingConnector::judge_webhook(ChannelHealth& health, std::string_view object,
                                                               std::string_view fields) {
    if (config_.hook_url.empty()) {
        stop(health, "webhook", Error(Errc::invalid, ""), kNoAddress);
        co_return false;
    }
    if (config_.id == 0) co_return true;
    const Result<bool> agreed = co_await agree(object, fields);
    if (!agreed) {
        stop(health, "webhook", agreed.error(), agreed.error().detail());
        co_return false;
    }
    health.resubscribed = *agreed;
    health.steps.push_back({"webhook", true,
                            asks_app_ ? ""
                                      : "in the app's dashboard, Instagram, Webhooks, enter " + config_.hook_url +
                                            " and the channel's verify token once"});
    co_return true;
}

bool MessagingConnector::is_ours(std::string_view callback) const {
    const auto slash = config_.hook_url.rfind('/');
    return slash != std::string::npos && callback.substr(0, slash + 1) == config_.hook_url.substr(0, slash + 1);
}

boost::asio::awaitable<Result<bool>> MessagingConnector::agree_for_app(std::string_view object,
                                                                       std::string_view fields) {
    if (!asks_app_) co_return false;
    const auto path = "/" + setting("app_id") + "/subscriptions";
    HttpOutcome outcome = co_await graph_.get(path, app_token());
    const auto app = result_of(outcome, rules_.service);
    if (!app) co_return app.error();
    for (const auto* one : objects_in(*app, "data")) {
        if (text_or(*one, "object") == object && is_ours(text_or(*one, "callback_url")) &&
            has_all(*one, "fields", fields))
            co_return false;
    }
    Json body{{"object", object},
              {"callback_url", config_.hook_url},
              {"verify_token", setting("verify_token")},
              {"fields", fields}};
    outcome = co_await graph_.post(path, std::move(body), app_token());
    if (const auto agreed = result_of(outcome, rules_.service); !agreed)
        co_return Error(agreed.error().code(), "webhook_refused",
                        "Meta did not take the webhook: " + agreed.error().detail());
    co_return true;
}

boost::asio::awaitable<Result<bool>> MessagingConnector::agree_for_account(std::string_view fields) {
    HttpOutcome outcome = co_await graph_.get("/me/subscribed_apps");
    const auto account = result_of(outcome, rules_.service);
    if (!account) co_return account.error();
    for (const auto* one : objects_in(*account, "data")) {
        const bool us = !asks_app_ || id_of(*one, "id").value_or("") == setting("app_id");
        if (us && (!find(*one, "subscribed_fields") || has_all(*one, "subscribed_fields", fields))) co_return false;
    }
    // The fields of the account are named in the address.
    auto path = "/me/subscribed_apps?subscribed_fields=" + percent_encode(fields);
    outcome = co_await graph_.post(std::move(path), Json::object());
    if (const auto agreed = result_of(outcome, rules_.service); !agreed)
        co_return Error(agreed.error().code(), "webhook_refused",
                        "Meta did not subscribe the app to the account: " + agreed.error().detail());
    co_return true;
}

boost::asio::awaitable<Result<bool>> MessagingConnector::agree(std::string_view object, std::string_view fields) {
    if (config_.hook_url.empty()) co_return Error(Errc::invalid, "no_public_url", kNoAddress);
    Result<bool> app = co_await agree_for_app(object, fields);
    if (!app) co_return app;
    Result<bool> account = co_await agree_for_account(account_fields(fields));
    if (!account) co_return account;
    co_return *app || *account;
}

ReplyWindow messaging_window(const Json& settings) {
    return {kOneDay.plain, kOneDay.whole * (text_or(settings, "human_agent") == "yes" ? 7 : 1)};
}

Result<Json> complete_messaging(Json settings, const char* id_setting) {
    for (const char* name : {"token", "app_secret"}) {
        if (auto done = complete_secret(settings, name); !done) return done.error();
    }
    for (const char* name : {id_setting, "app_id"}) {
        if (auto done = complete_id(settings, name); !done) return done.error();
    }
    const auto agent = text_or(settings, "human_agent");
    if (!agent.empty() && agent != "yes" && agent != "no") return Error::field("human_agent", "must be yes or no");
    if (auto done = complete_word(settings); !done) return done.error();
    if (auto done = complete_base(settings); !done) return done.error();
    return settings;
}

}  // namespace parley::meta
