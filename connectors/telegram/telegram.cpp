#include "connectors/telegram/telegram.hpp"

#include "connectors/telegram/bot_api.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"

#include <algorithm>
#include <array>

namespace parley {
namespace {

using telegram::BotApi;
using telegram::Sender;

constexpr std::string_view kSecretHeader = "X-Telegram-Bot-Api-Secret-Token";
constexpr std::size_t kBatchLimit = 8 << 20;
/// What sendVoice shows as a voice message.
constexpr std::array<std::string_view, 3> kVoices{"audio/ogg", "audio/mp4", "audio/mpeg"};
constexpr std::chrono::milliseconds kFirstPause = std::chrono::seconds(1), kLongestPause = std::chrono::seconds(60);
constexpr std::chrono::milliseconds kConflictPause = std::chrono::seconds(3);

/// Telegram remembers the last list, so it is told every time.
Json wanted_updates() {
    return Json::array({"message", "edited_message", "callback_query", "my_chat_member", "business_connection",
                        "business_message", "edited_business_message", "deleted_business_messages",
                        "message_reaction"});
}

class TelegramConnector final : public Connector {
public:
    TelegramConnector(ChannelConfig config, ConnectorHouse house)
        : config_(std::move(config)),
          house_(std::move(house)),
          secret_(text_or(config_.settings, "secret")),
          api_(house_.http, text_or(config_.settings, "api_base", "https://api.telegram.org"),
               text_or(config_.settings, "token"), text_or(config_.settings, "private_targets") == "yes",
               text_or(config_.settings, "files")),
          sender_(api_, house_) {
        const auto token = text_or(config_.settings, "token");
        bot_ = token.substr(0, token.find(':'));
        const auto mode = text_or(config_.settings, "mode");
        polls_ = mode.empty() ? config_.hook_url.empty() : mode == "poll";
    }

    Capabilities capabilities() const override {
        Capabilities c;
        c.edits = c.removes = c.replies = c.typing = c.splits = c.formats = true;
        c.text_limit = 4096;
        c.text_unit = Capabilities::Unit::utf16;
        c.caption_limit = 1024;
        c.voices = kVoices;
        c.avatars = c.buttons = c.marks_read = true;
        // Only an account of somebody has a way to tell.
        c.marks_read_in = [](std::string_view thread) { return !thread.starts_with(':'); };
        c.asks_in = c.asks_place_in = telegram::asks_in;
        c.places = c.cards = true;
        c.album = 10;
        c.reactions = telegram::kReactions;
        c.reacts_in = [](std::string_view thread) { return thread.starts_with(':'); };
        c.per_second = 30;
        c.thread_pace = telegram::pace_in;
        return c;
    }
    std::string realm() const override { return "telegram"; }

    Result<void> verify(const HookCall& delivery) const override {
        const auto told = delivery.request.headers.get(kSecretHeader);
        if (secret_.empty() || told.empty() || !equal_secret(told, secret_)) {
            return Error(Errc::unauthorized, "bad_secret", "the secret token is missing or wrong");
        }
        return {};
    }

    Result<Parsed> parse(const HookCall& delivery) const override {
        Parsed parsed;
        parsed.updates = telegram::parse_update(delivery.request.body, delivery.received_at, bot_);
        return parsed;
    }

    /// Telegram carries out a call that stands in the answer to its own.
    Response answer(const HookCall& delivery, const Parsed& parsed,
                    const std::vector<UpdateOutcome>& outcomes) const override {
        for (const auto& update : parsed.updates) {
            const auto callback = telegram::callback_of(update);
            if (callback.empty()) continue;
            return Response::json(200, dump({{"method", "answerCallbackQuery"}, {"callback_query_id", callback}}));
        }
        return Connector::answer(delivery, parsed, outcomes);
    }

    Response refuse(const HookCall& delivery, const Error& error) const override {
        if (error.code() == Errc::unauthorized) return Response::empty(401);
        return Connector::refuse(delivery, error);
    }

    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) override {
        SendOutcome outcome = co_await sender_.send(std::move(outgoing));
        co_return outcome;
    }

    boost::asio::awaitable<Result<FetchedMedia>> fetch_media(Json source) override {
        Result<FetchedMedia> media = co_await telegram::fetch_file(api_, text_or(source, "file_id"));
        co_return media;
    }

    boost::asio::awaitable<Result<FetchedAvatar>> fetch_avatar(Json source, std::string known) override {
        Result<FetchedAvatar> found = co_await telegram::ask_avatar(api_, text_or(source, "person"), std::move(known));
        co_return found;
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        HttpOutcome outcome = co_await api_.call("getMe", Json::object());
        const auto me = telegram::result_of(outcome);
        if (!me) {
            stop(health, "token", me.error());
            co_return health;
        }
        const auto name = "@" + (me->is_object() ? text_or(*me, "username") : std::string());
        health.name = name;
        health.steps.push_back({"token", true, name});
        const bool hooked = co_await judge_webhook(health);
        if (!hooked) co_return health;
        for (auto& hint : telegram::hints_of(*me)) health.steps.push_back(std::move(hint));
        health.ok = true;
        health.detail = "Connected to " + name;
        co_return health;
    }

    boost::asio::awaitable<Result<void>> subscribe() override {
        if (!polls_ && config_.hook_url.empty()) co_return Error(Errc::invalid, "no_public_url", kNoAddress);
        // A check may have done so just now, and Telegram takes one such call a second.
        const auto now = house_.clock->elapsed();
        if (told_at_ && now - *told_at_ < 1000) co_return Result<void>();
        Json params = Json::object();
        if (!polls_) {
            params = {{"url", config_.hook_url},
                      {"secret_token", secret_},
                      {"allowed_updates", wanted_updates()},
                      {"max_connections", 40}};
        }
        HttpOutcome outcome = co_await api_.call(polls_ ? "deleteWebhook" : "setWebhook", std::move(params));
        const auto result = telegram::result_of(outcome);
        if (!result) co_return result.error();
        told_at_ = now;
        co_return Result<void>();
    }

    boost::asio::awaitable<void> run(Intake& intake) override {
        if (!polls_) co_return;
        std::chrono::milliseconds pause = kFirstPause;
        for (;;) {
            const auto wait = co_await poll_once(intake);
            if (wait.count() == 0) {
                pause = kFirstPause;
                continue;
            }
            co_await house_.clock->sleep(std::max(wait, wait == kConflictPause ? wait : pause));
            if (wait != kConflictPause) pause = std::min(pause * 2, kLongestPause);
        }
    }

private:
    static void stop(ChannelHealth& health, std::string_view step, const Error& error) {
        health.reachable = error.code() != Errc::unavailable;
        health.detail = error.detail();
        health.steps.push_back({std::string(step), false, health.detail});
    }

    /// Do updates come here? A channel that is stored puts right what was removed or points elsewhere.
    boost::asio::awaitable<bool> judge_webhook(ChannelHealth& health) {
        if (!polls_ && config_.hook_url.empty()) {
            stop(health, "webhook", Error(Errc::invalid, "no_public_url", kNoAddress));
            co_return false;
        }
        HttpOutcome outcome = co_await api_.call("getWebhookInfo", Json::object());
        const auto info = telegram::result_of(outcome);
        if (!info) {
            stop(health, "webhook", info.error());
            co_return false;
        }
        const auto wanted = polls_ ? std::string() : config_.hook_url;
        const bool agreed = telegram::is_agreed(*info, wanted, wanted_updates());
        if (!agreed && config_.id != 0) {
            const Result<void> mended = co_await subscribe();
            if (!mended) {
                stop(health, "webhook", mended.error());
                co_return false;
            }
        } else if (const auto trouble = telegram::trouble_of(*info, house_.clock->now()); agreed && !trouble.empty()) {
            stop(health, "webhook", Error(Errc::invalid, "not_delivered", trouble));
            co_return false;
        }
        health.steps.push_back({"webhook", true, agreed ? "" : telegram::taken_from(*info)});
        co_return true;
    }

    /// Asks once and takes in what came. How long to wait at least before the next call; 0 when all is well.
    boost::asio::awaitable<std::chrono::milliseconds> poll_once(Intake& intake) {
        Json params{{"timeout", 50}, {"allowed_updates", wanted_updates()}};
        if (offset_ != 0) params["offset"] = offset_;
        HttpOutcome outcome =
            co_await api_.call("getUpdates", std::move(params), std::chrono::seconds(60), kBatchLimit);
        const auto* answer = std::get_if<HttpAnswer>(&outcome);
        const auto updates = answer && answer->status == 200 ? telegram::split_updates(answer->body) : std::nullopt;
        if (!updates) {
            const auto result = telegram::result_of(outcome, kBatchLimit);
            const auto why = result ? std::string("an answer without a list") : result.error().detail();
            log_warning("channel {}: getUpdates: {}", config_.id, why);
            if (!result && result.error().code() == Errc::conflict) co_return kConflictPause;
            co_return std::max<std::chrono::milliseconds>(
                std::chrono::seconds(result ? 0 : result.error().retry_after_seconds()), kFirstPause);
        }
        const auto before = offset_;
        for (const auto& update : *updates) {
            const bool kept = co_await keep(intake, update.bytes);
            // What is not durable is not confirmed: Telegram gives it again.
            if (!kept) co_return kFirstPause;
            offset_ = std::max(offset_, update.id + 1);
        }
        // Without a single id the same batch comes again: not at once.
        if (offset_ == before && !updates->empty()) co_return kFirstPause;
        co_return std::chrono::milliseconds(0);
    }

    boost::asio::awaitable<bool> keep(Intake& intake, std::string_view raw) {
        std::string fault;
        try {
            auto updates = telegram::parse_update(raw, house_.clock->now(), bot_);
            std::string callback;
            for (const auto& update : updates) {
                if (callback.empty()) callback = telegram::callback_of(update);
            }
            co_await intake.take(std::string(raw), std::move(updates));
            if (!callback.empty()) co_await end_waiting(std::move(callback));
            co_return true;
        } catch (const boost::system::system_error&) {
            throw;  // cancelled
        } catch (const Failure& failure) {
            log_error("channel {}: an update could not be stored: {}", config_.id, failure.error().detail());
            co_return false;
        } catch (const std::exception& error) {
            fault = error.what();
        }
        // Our own fault while interpreting: kept aside, so that one update does not hold up all that follow.
        log_error("channel {}: an update could not be interpreted: {}", config_.id, fault);
        std::vector<Update> aside;
        aside.push_back({NotUnderstood{"internal", fault, "", true}, std::nullopt});
        try {
            co_await intake.take(std::string(raw), std::move(aside));
            co_return true;
        } catch (const Failure& failure) {
            log_error("channel {}: an update could not be stored: {}", config_.id, failure.error().detail());
        }
        co_return false;
    }

    /// The button that was pressed stops turning. It does so by itself later, so nothing hangs on this call.
    boost::asio::awaitable<void> end_waiting(std::string callback) {
        Json params{{"callback_query_id", std::move(callback)}};
        HttpOutcome outcome = co_await api_.call("answerCallbackQuery", std::move(params));
        const auto result = telegram::result_of(outcome);
        if (!result) log_warning("channel {}: answerCallbackQuery: {}", config_.id, result.error().detail());
    }

    static constexpr const char* kNoAddress =
        "the server has no public address for Telegram to call: set mode=poll, or give the server its public URL";

    ChannelConfig config_;
    ConnectorHouse house_;
    std::string secret_, bot_;
    BotApi api_;
    Sender sender_;
    bool polls_ = false;
    std::int64_t offset_ = 0;
    std::optional<Millis> told_at_;  ///< where updates are to go
};

bool is_word(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

bool is_token(std::string_view token) {
    const auto colon = token.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    return token.substr(0, colon).find_first_not_of("0123456789") == std::string_view::npos &&
           is_word(token.substr(colon + 1));
}

Result<Json> complete_telegram(Json settings) {
    if (!is_token(text_or(settings, "token")))
        return Error::field("token", "must be the bot's token as @BotFather gives it: digits, a colon and letters");
    const auto secret = text_or(settings, "secret");
    if (secret.empty())
        settings["secret"] = to_base64url(random_bytes(24));
    else if (!is_word(secret) || secret.size() > 256)
        return Error::field("secret", "must be 1 to 256 of A-Z a-z 0-9 _ -; leave it out and Parley makes one");
    const auto mode = text_or(settings, "mode");
    if (!mode.empty() && mode != "webhook" && mode != "poll") return Error::field("mode", "must be webhook or poll");
    const auto targets = text_or(settings, "private_targets");
    if (!targets.empty() && targets != "yes" && targets != "no")
        return Error::field("private_targets", "must be yes or no");
    const auto files = text_or(settings, "files");
    if (!files.empty() && (!files.starts_with('/') || text_or(settings, "api_base").empty()))
        return Error::field("files", "must be an absolute path, beside the api_base of the server that keeps them");
    auto base = text_or(settings, "api_base");
    if (!base.empty()) {
        const bool web = base.starts_with("https://") || base.starts_with("http://");
        if (!web || base.find_first_of("?#@ \r\n\t") != std::string::npos)
            return Error::field("api_base", "must be an http or https address without query");
        while (base.ends_with('/')) base.pop_back();
        settings["api_base"] = base;
    }
    return settings;
}

}  // namespace

ConnectorKind telegram_kind() {
    ConnectorKind kind;
    kind.kind = "telegram";
    kind.settings = {
        {"token", true, true, "the bot's token from @BotFather"},
        {"secret", false, true, "Telegram repeats it with every call; made when absent"},
        {"mode", false, false, "webhook or poll; by default webhook when the server has a public URL"},
        {"files", false, false, "the folder of a Bot API server that runs with --local, when it is on this machine"},
        {"private_targets", false, false, "yes lets api_base be an address of the local network"}};
    kind.complete = complete_telegram;
    kind.reply_window = [](const Json&) { return kOneDay; };
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<TelegramConnector>(std::move(config), std::move(house));
    };
    return kind;
}

}  // namespace parley
