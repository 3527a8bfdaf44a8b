#include "server/api/routes.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/domain/rate_limit.hpp"
#include "server/flow/intake.hpp"
#include "server/store/attachments.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kHookBody = 4 << 20, kUploadBody = 25 << 20;
constexpr Millis kUploadAge = 24LL * 3600 * 1000;

/// How often an API channel may ask, and how often it may sign wrongly: brute force and misconfiguration stay cheap.
class ChannelRates {
public:
    explicit ChannelRates(const ApiSettings& settings) : settings_(settings) {}

    void check_request(std::int64_t channel_id, Millis now) {
        auto& rates = of(channel_id);
        if (settings_.channel_requests_per_second > 0 && !rates.requests.take(now))
            refuse("50 requests per second per channel");
        if (rates.bad.ready_at(now) > now) refuse("too many wrong signatures");
    }
    void note_bad_signature(std::int64_t channel_id, Millis now) { of(channel_id).bad.take(now); }

private:
    struct Rates {
        TokenBucket requests, bad;
    };
    [[noreturn]] static void refuse(const char* what) {
        throw Failure(Error(Errc::rate_limited, "rate_limited", what).retry_after(1));
    }
    Rates& of(std::int64_t channel_id) {
        auto [place, fresh] = rates_.try_emplace(channel_id);
        const double rate = settings_.channel_requests_per_second;
        if (fresh) place->second = {{rate, rate * 2, rate * 2, 0}, {10, 10, 10, 0}};
        return place->second;
    }
    ApiSettings settings_;
    std::map<std::int64_t, Rates> rates_;
};

std::shared_ptr<LiveChannel> need_channel(ApiContext& context, std::string_view kind, std::string_view key) {
    auto channel = context.channels.by_key(kind, key);
    if (!channel) throw Failure(Error(Errc::not_found, "unknown_channel", "there is no such channel"));
    return channel;
}

asio::awaitable<Response> events(ApiContext& context, Request& request, std::shared_ptr<ChannelRates> rates) {
    auto channel = need_channel(context, "api", request.value("key"));
    const Millis now = context.clock.elapsed();
    rates->check_request(channel->config.id, now);
    auto response = co_await take_in(context.store, context.channels, context.clock, channel, request, "events");
    if (response.status == 401) rates->note_bad_signature(channel->config.id, now);
    co_return response;
}

std::string file_name_of(std::string_view disposition) {
    const auto star = disposition.find("filename*=UTF-8''");
    if (star != std::string_view::npos) {
        auto encoded = disposition.substr(star + 17);
        encoded = encoded.substr(0, encoded.find(';'));
        std::string out;
        for (std::size_t i = 0; i < encoded.size(); ++i) {
            if (encoded[i] == '%' && i + 2 < encoded.size()) {
                out += static_cast<char>(std::strtol(std::string(encoded.substr(i + 1, 2)).c_str(), nullptr, 16));
                i += 2;
            } else {
                out += encoded[i];
            }
        }
        return repair_utf8(out);
    }
    const auto plain = disposition.find("filename=\"");
    if (plain == std::string_view::npos) return "file";
    const auto rest = disposition.substr(plain + 10);
    return std::string(rest.substr(0, rest.find('"')));
}

asio::awaitable<Response> upload(ApiContext& context, Request& request, std::shared_ptr<ChannelRates> rates) {
    auto channel = need_channel(context, "api", request.value("key"));
    const Millis now = context.clock.now();
    rates->check_request(channel->config.id, context.clock.elapsed());
    const HookCall call{request, "attachments", now};
    if (auto genuine = channel->connector->verify(call); !genuine) {
        rates->note_bad_signature(channel->config.id, context.clock.elapsed());
        co_return channel->connector->refuse(call, genuine.error());
    }
    if (request.body.empty())
        throw Failure(Error(Errc::invalid, "invalid_request", "the body is the file's bytes; it is empty"));
    Attachment a;
    a.name = std::string(cut_code_points(clean(file_name_of(request.headers.get("Content-Disposition"))), 200));
    a.content_type = std::string(request.headers.get("Content-Type"));
    if (a.content_type.empty()) a.content_type = "application/octet-stream";
    a.kind = kind_of_content(a.content_type);
    a.channel_id = channel->config.id;
    a.owner = "channel:" + std::to_string(channel->config.id);
    co_await context.store.write([&](Transaction& transaction) {
        a.id = transaction.next_id();
        insert_attachment(transaction, a);
        store_attachment_bytes(transaction, a, request.body);
    });
    co_return Response::json(201, dump({{"upload_id", "upl_" + std::to_string(a.id)},
                                        {"size", a.size},
                                        {"content_type", a.content_type},
                                        {"sha256", a.sha256},
                                        {"expires_at", to_rfc3339(now + kUploadAge)}}));
}

asio::awaitable<Response> hook(ApiContext& context, Request& request) {
    auto channel = need_channel(context, request.value("kind"), request.value("key"));
    co_return co_await take_in(context.store, context.channels, context.clock, channel, request, request.value("rest"));
}

}  // namespace

void add_hook_routes(Router& router, ApiContext& context) {
    auto rates = std::make_shared<ChannelRates>(context.settings);
    router.add({Method::post, "/api/channel/v1/{key}/events",
                [&context, rates](Request& request) { return events(context, request, rates); }, 1 << 20});
    router.add({Method::post, "/api/channel/v1/{key}/attachments",
                [&context, rates](Request& request) { return upload(context, request, rates); }, kUploadBody});
    for (const auto method : {Method::get, Method::post}) {
        router.add({method, "/hooks/{kind}/{key}", [&context](Request& request) { return hook(context, request); },
                    kHookBody});
        router.add({method, "/hooks/{kind}/{key}/{rest...}",
                    [&context](Request& request) { return hook(context, request); }, kHookBody});
    }
}

}  // namespace parley
