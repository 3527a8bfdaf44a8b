#include "connectors/api/api.hpp"

#include <charconv>
#include <cstdlib>

namespace parley {
namespace {

constexpr std::int64_t kToleranceSeconds = 300;

Error unauthorized(std::string reason, std::string detail) {
    return {Errc::unauthorized, std::move(reason), std::move(detail)};
}

class ApiConnector final : public Connector {
public:
    ApiConnector(ChannelConfig config, ConnectorHouse house)
        : config_(std::move(config)),
          house_(std::move(house)),
          inbound_(text_or(config_.settings, "inbound_secret")),
          outbound_(text_or(config_.settings, "outbound_secret")),
          webhook_url_(text_or(config_.settings, "webhook_url")),
          private_targets_(text_or(config_.settings, "private_targets") == "yes") {}

    Capabilities capabilities() const override {
        Capabilities c;
        c.keyed = true;
        c.edits = c.removes = c.replies = c.receipts = c.reads = true;
        c.text_limit = 20'000;
        c.per_second = 1000;
        return c;
    }
    std::string realm() const override { return "api:" + std::to_string(config_.id); }
    std::size_t body_limit() const override { return 1 << 20; }

    Result<void> verify(const HookCall& delivery) const override {
        const auto& request = delivery.request;
        const auto id = request.headers.get("webhook-id");
        const auto timestamp = request.headers.get("webhook-timestamp");
        const auto signature = request.headers.get("webhook-signature");
        if (id.empty() || timestamp.empty() || signature.empty()) {
            return unauthorized("missing_header", "webhook-id, webhook-timestamp and webhook-signature are required");
        }
        if (id.size() > 64) return unauthorized("missing_header", "webhook-id is longer than 64 characters");
        // Large bodies are signed by their hash, which is then checked against the bytes.
        std::string_view content = request.body;
        const auto declared = request.headers.get("content-sha256");
        if (request.body.size() > (1U << 20)) {
            if (!equal_secret(declared, sha256_hex(request.body)))
                return unauthorized("bad_signature", "content-sha256 does not fit the body");
            content = declared;
        }
        if (!inbound_.matches(signature, id, timestamp, content))
            return unauthorized("bad_signature", "no signature in webhook-signature matches");
        std::int64_t seconds = 0;
        const auto read = std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
        const auto now = delivery.received_at / 1000;
        const auto apart = std::abs(now - seconds);
        if (read.ec != std::errc() || read.ptr != timestamp.data() + timestamp.size() || apart > kToleranceSeconds) {
            return unauthorized("stale_timestamp", "webhook-timestamp differs from server time by " +
                                                       std::to_string(apart) + " s, limit is 300");
        }
        return {};
    }

    Result<Parsed> parse(const HookCall& delivery) const override {
        const auto& headers = delivery.request.headers;
        if (headers.count("Content-Encoding") > 0)
            return Error(Errc::invalid, "unsupported_media_type", "Content-Encoding is not taken");
        const auto type = headers.get("Content-Type");
        if (!type.empty() && !type.starts_with("application/json"))
            return Error(Errc::invalid, "unsupported_media_type", "Content-Type must be application/json");
        auto parsed = api::parse_events(delivery.request.body);
        const auto id = headers.get("webhook-id");
        if (parsed && !id.empty()) parsed->idempotency_key = std::string(id);
        return parsed;
    }

    Response answer(const HookCall&, const Parsed& parsed, const std::vector<UpdateOutcome>& outcomes) const override {
        return Response::json(200, api::write_results(parsed.item_ids, outcomes));
    }

    Response refuse(const HookCall& delivery, const Error& error) const override {
        auto response = problem(error, delivery.request.id);
        if (error.reason() != "stale_timestamp") return response;
        auto body = stored_json(response.body);
        body["server_time"] = delivery.received_at / 1000;
        response.body = dump(body);
        return response;
    }

    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) override {
        if (webhook_url_.empty()) {
            SendOutcome waiting;
            waiting.kind = SendOutcome::Kind::channel_down;
            waiting.code = "no_webhook_url";
            waiting.message = "the channel has no webhook_url: set one, and what waits will be sent";
            co_return waiting;
        }
        HttpOutcome outcome =
            co_await post(api::compose(outgoing, config_.key), "evt_" + std::to_string(outgoing.outbox_id));
        if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
            auto failed = outcome_of_trouble(*trouble, true);
            if (failed.kind == SendOutcome::Kind::retry) failed = again(outgoing.attempt, trouble->what);
            co_return failed;
        }
        co_return api::interpret(std::get<HttpAnswer>(outcome), outgoing.attempt, house_.clock->now());
    }

    boost::asio::awaitable<Result<FetchedAvatar>> fetch_avatar(Json source, std::string known) override {
        FetchedAvatar avatar;
        avatar.version = text_or(source, "url");
        if (avatar.version.empty() || avatar.version == known) co_return avatar;
        Result<FetchedMedia> media = co_await fetch(avatar.version, 1 << 20);
        if (!media) co_return media.error();
        avatar.bytes = std::move(media->bytes);
        co_return avatar;
    }

    boost::asio::awaitable<Result<FetchedMedia>> fetch_media(Json source) override {
        Result<FetchedMedia> media = co_await fetch(text_or(source, "url"), 25 << 20);
        co_return media;
    }

    boost::asio::awaitable<Result<FetchedMedia>> fetch(std::string url, std::size_t limit) {
        HttpCall call;
        call.method = Method::get;
        call.url = std::move(url);
        call.answer_limit = limit;
        call.redirects = 5;
        call.private_targets = private_targets_;
        if (!private_targets_ && !call.url.starts_with("https://"))
            co_return Error(Errc::invalid, "refused_target", "only https addresses are fetched");
        HttpOutcome outcome = co_await house_.http->call(std::move(call));
        if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
            co_return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "could_not_fetch",
                            trouble->what);
        }
        auto& answer = std::get<HttpAnswer>(outcome);
        if (answer.status != 200) {
            const bool later = answer.status >= 500 || answer.status == 429;
            co_return Error(later ? Errc::unavailable : Errc::not_found, "could_not_fetch",
                            "the file's server answered " + std::to_string(answer.status));
        }
        FetchedMedia media;
        media.content_type = std::string(answer.headers.get("Content-Type"));
        media.bytes = std::move(answer.body);
        co_return media;
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        if (webhook_url_.empty()) {
            health.ok = true;
            health.detail = "receives; no webhook_url yet, so answers wait";
            co_return health;
        }
        const auto challenge = house_.random_hex(24);
        const auto id = "evt_verify_" + house_.random_hex(16);
        HttpOutcome outcome = co_await post({{"id", id},
                                             {"type", "channel.verify"},
                                             {"channel", config_.key},
                                             {"created_at", to_rfc3339(house_.clock->now())},
                                             {"sequence", 0},
                                             {"data", {{"challenge", challenge}}}},
                                            id);
        const auto* answer = std::get_if<HttpAnswer>(&outcome);
        if (!answer) {
            health.reachable = false;
            health.detail = "webhook_url does not answer: " + std::get<HttpTrouble>(outcome).what;
            co_return health;
        }
        const auto json = read_json(answer->body, {64 * 1024, 8});
        const bool told = answer->body == challenge || (json && text_or(*json, "challenge") == challenge);
        health.ok = answer->status == 200 && told;
        health.detail = health.ok ? "the app answered the challenge"
                                  : "the app must answer channel.verify with 200 and the same challenge";
        co_return health;
    }

private:
    boost::asio::awaitable<HttpOutcome> post(Json body, std::string id) {
        HttpCall call;
        call.url = webhook_url_;
        call.body = dump(body);
        call.timeout = std::chrono::seconds(10);
        call.answer_limit = 64 * 1024;
        call.private_targets = private_targets_;
        const auto timestamp = std::to_string(house_.clock->now() / 1000);
        call.headers.set("Content-Type", "application/json");
        call.headers.set("User-Agent", "Parley-Channel/1");
        call.headers.set("webhook-id", id);
        call.headers.set("webhook-timestamp", timestamp);
        call.headers.set("webhook-signature", outbound_.sign(id, timestamp, call.body));
        HttpOutcome outcome = co_await house_.http->call(std::move(call));
        co_return outcome;
    }
    static SendOutcome again(int attempt, const std::string& why) {
        HttpAnswer unavailable;
        unavailable.status = 503;
        auto outcome = api::interpret(unavailable, attempt, 0);
        outcome.code = "no_answer";
        outcome.message = why;
        return outcome;
    }

    ChannelConfig config_;
    ConnectorHouse house_;
    api::Secrets inbound_, outbound_;
    std::string webhook_url_;
    bool private_targets_;
};

Result<Json> complete_api(Json settings) {
    for (const char* name : {"inbound_secret", "outbound_secret"}) {
        if (text_or(settings, name).empty())
            settings[name] = "whsec_" + to_base64(random_bytes(32));
        else if (api::Secrets(text_or(settings, name)).empty())
            return Error::field(
                name, "must be whsec_ and the base64 of 24 to 64 random bytes; leave it out and Parley makes one");
    }
    const auto url = text_or(settings, "webhook_url");
    if (!url.empty() && !url.starts_with("https://") && !url.starts_with("http://"))
        return Error::field("webhook_url", "must be an http or https address");
    return settings;
}

}  // namespace

ConnectorKind api_kind() {
    ConnectorKind kind;
    kind.kind = "api";
    kind.key_prefix = "ch_";
    kind.hook_path = "/api/channel/v1/";
    kind.settings = {{"inbound_secret", false, true, "the app signs with it; made when absent"},
                     {"outbound_secret", false, true, "Parley signs with it; made when absent"},
                     {"webhook_url", false, false, "where answers are posted to"}};
    kind.complete = complete_api;
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<ApiConnector>(std::move(config), std::move(house));
    };
    return kind;
}

}  // namespace parley
