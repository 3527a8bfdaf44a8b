#include "connectors/whatsapp/whatsapp.hpp"

#include "connectors/meta/hook.hpp"
#include "connectors/meta/read.hpp"
#include "connectors/whatsapp/graph.hpp"
#include "connectors/whatsapp/interactive.hpp"
#include "connectors/whatsapp/reactions.hpp"
#include "connectors/whatsapp/templates.hpp"
#include "server/base/text.hpp"

#include <algorithm>
#include <array>

namespace parley {
namespace {

using whatsapp::Graph;
using whatsapp::Sender;

constexpr const char* kNoAddress =
    "WhatsApp delivers by webhook only, and the server has no public address: start it with --public-url https://...";
constexpr std::int64_t kMostBytes = 25 << 20;
/// A voice note is Ogg with Opus; in MPEG-4 it is heard as any sound.
constexpr std::array<std::string_view, 2> kVoices{"audio/ogg", "audio/mp4"};
constexpr std::int64_t kMostVoice = 16 << 20;
constexpr std::array<std::string_view, 2> kNeeded{"whatsapp_business_messaging", "whatsapp_business_management"};
/// An account has 6000 templates at most.
constexpr int kMostPages = 60;

Result<Json> result_of(const HttpOutcome& outcome) {
    return meta::result_of(outcome, whatsapp::kService);
}

class WhatsappConnector final : public Connector {
public:
    WhatsappConnector(ChannelConfig config, ConnectorHouse house)
        : config_(std::move(config)),
          house_(std::move(house)),
          hook_(text_or(config_.settings, "app_secret"), text_or(config_.settings, "verify_token")),
          account_{text_or(config_.settings, "phone_number_id"), text_or(config_.settings, "business_account_id")},
          graph_(house_.http, text_or(config_.settings, "api_base", "https://graph.facebook.com"),
                 text_or(config_.settings, "token"), text_or(config_.settings, "private_targets") == "yes"),
          sender_(graph_, house_, account_.number_id) {}

    Capabilities capabilities() const override {
        Capabilities c;
        c.replies = c.typing = c.receipts = c.reads = c.splits = c.formats = true;
        c.marks_read = c.templates = c.buttons = c.places = c.cards = true;
        c.buttons_in = c.asks_place_in = whatsapp::is_person;
        c.asks_in = whatsapp::hides_number;
        c.refuses_buttons = whatsapp::refuse_buttons;
        c.button_title = whatsapp::kRowTitle;
        c.links_alone = c.lists = true;
        c.text_limit = 4096;
        c.text_unit = Capabilities::Unit::utf16;
        c.caption_limit = 1024;
        c.voices = kVoices;
        c.voice_limit = kMostVoice;
        c.reactions = whatsapp::kReactions;
        c.per_second = 60;  // a new number may send 80
        c.thread_pace = [](std::string_view) { return Capabilities::ThreadPace{1.0 / 6, 45}; };
        return c;
    }
    /// Numbers are the same for all of WhatsApp, and ids of a portfolio begin with the country and are long enough.
    std::string realm() const override { return "whatsapp"; }

    std::optional<Response> handshake(const HookCall& delivery) const override { return hook_.handshake(delivery); }
    Result<void> verify(const HookCall& delivery) const override { return hook_.verify(delivery); }
    bool shares_deliveries() const override { return true; }

    Result<Parsed> parse(const HookCall& delivery) const override {
        Parsed parsed;
        parsed.updates = whatsapp::parse_hook(delivery.request.body, account_, delivery.received_at);
        return parsed;
    }

    Response refuse(const HookCall& delivery, const Error& error) const override {
        return meta::refuse_quietly(delivery, error);
    }

    boost::asio::awaitable<SendOutcome> send(Outgoing outgoing) override {
        SendOutcome outcome = co_await sender_.send(std::move(outgoing));
        co_return outcome;
    }

    boost::asio::awaitable<Result<FetchedMedia>> fetch_media(Json source) override {
        const auto id = text_or(source, "media_id");
        HttpOutcome asked = co_await graph_.get("/" + percent_encode(id) + "?phone_number_id=" + account_.number_id);
        const auto file = result_of(asked);
        if (!file) co_return file.error();
        if (integer_of(*file, "file_size").value_or(0) > kMostBytes)
            co_return Error(Errc::not_found, "file_too_big", "the file is larger than 25 MB");
        const auto url = text_or(*file, "url");
        if (url.empty()) co_return Error(Errc::unavailable, "no_file_url", "WhatsApp does not tell where the file is");
        HttpOutcome outcome = co_await graph_.download(url);
        if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
            co_return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "could_not_fetch",
                            trouble->what);
        }
        auto& answer = std::get<HttpAnswer>(outcome);
        FetchedMedia media;
        media.content_type = std::string(answer.headers.get("Content-Type"));
        const auto expected = text_or(*file, "mime_type");
        const bool page = media.content_type.starts_with("text/html") && !expected.starts_with("text/html");
        // A link runs out after minutes, and who is not let in may get a page: asking again makes a new link.
        if (answer.status != 200 || page) {
            co_return Error(Errc::unavailable, "could_not_fetch",
                            page ? "a page came instead of the file"
                                 : "WhatsApp's file server answered " + std::to_string(answer.status));
        }
        if (!expected.empty()) media.content_type = expected;
        media.bytes = std::move(answer.body);
        co_return media;
    }

    boost::asio::awaitable<Result<std::vector<PlatformTemplate>>> templates() override {
        std::vector<PlatformTemplate> all;
        std::string after;
        for (int page = 0; page < kMostPages; ++page) {
            HttpOutcome asked =
                co_await graph_.get("/" + account_.business_id +
                                    "/message_templates?fields=name,language,status,category,components,"
                                    "parameter_format,rejected_reason,quality_score&limit=100" +
                                    (after.empty() ? "" : "&after=" + percent_encode(after)));
            const auto list = result_of(asked);
            if (!list) co_return list.error();
            for (const auto* one : objects_in(*list, "data")) {
                if (auto read = whatsapp::read_template(*one)) all.push_back(std::move(*read));
            }
            const Json* paging = object_at(*list, "paging");
            const Json* cursors = paging ? object_at(*paging, "cursors") : nullptr;
            if (!paging || !find(*paging, "next") || !cursors) break;
            after = text_or(*cursors, "after");
            if (after.empty()) break;
        }
        co_return all;
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        const auto stopped_at = [&health](std::string_view step, const Error& error, std::string detail) {
            health.reachable = error.code() != Errc::unavailable;
            health.steps.push_back({std::string(step), false, detail});
            health.detail = std::move(detail);
        };
        const auto proof = hook_.proof(text_or(config_.settings, "token"));
        HttpOutcome asked = co_await graph_.get("/" + account_.number_id +
                                                "?fields=display_phone_number,verified_name,quality_rating,status"
                                                "&appsecret_proof=" +
                                                proof);
        const auto number = result_of(asked);
        if (!number) {
            stopped_at(step_of(number.error()), number.error(), cure_of(number.error()));
            co_return health;
        }
        health.steps.push_back({"token", true, ""});
        health.steps.push_back({"secret", true, ""});
        const auto shown = text_or(*number, "display_phone_number"), called = text_or(*number, "verified_name");
        const auto name = called.empty() ? shown : called + " (" + shown + ")";
        health.name = name;
        health.steps.push_back({"number", true, name});

        // Whether a token may ask about itself is not told: without an answer the first message shows it.
        asked = co_await graph_.get("/debug_token?input_token=" + percent_encode(text_or(config_.settings, "token")));
        const auto told = result_of(asked);
        const Json* facts = told ? object_at(*told, "data") : nullptr;
        if (const auto missing = meta::lacking_permissions(facts ? *facts : Json(), kNeeded); !missing.empty()) {
            stopped_at("permissions", Error(Errc::invalid, ""),
                       "the token lacks permissions: make it again with " + missing);
            co_return health;
        }
        health.steps.push_back({"permissions", true, ""});

        asked = co_await graph_.get("/" + account_.business_id + "/phone_numbers?fields=id&limit=200");
        const auto numbers = result_of(asked);
        if (!numbers) {
            stopped_at("account", numbers.error(), "business_account_id: " + numbers.error().detail());
            co_return health;
        }
        const auto owned = objects_in(*numbers, "data");
        if (std::none_of(owned.begin(), owned.end(),
                         [&](const Json* one) { return id_of(*one, "id") == account_.number_id; })) {
            stopped_at("account", Error(Errc::invalid, ""),
                       "the number does not belong to this business account: check business_account_id");
            co_return health;
        }
        health.steps.push_back({"account", true, ""});

        if (config_.hook_url.empty()) {
            stopped_at("webhook", Error(Errc::invalid, ""), kNoAddress);
            co_return health;
        }
        if (config_.id != 0) {
            const auto hooked = co_await stay_subscribed();
            if (!hooked) {
                stopped_at("webhook", hooked.error(), hooked.error().detail());
                co_return health;
            }
            health.steps.push_back({"webhook", true, ""});
        }
        const auto status = text_or(*number, "status"), quality = text_or(*number, "quality_rating");
        health.ok = status.empty() || status == "CONNECTED";
        health.detail = "Connected to " + name;
        if (!health.ok) health.detail = "the number is " + to_lower_ascii(status) + ": see WhatsApp Manager";
        if (quality == "RED") health.detail += "; people block or report what it sends (quality is low)";
        co_return health;
    }

    boost::asio::awaitable<Result<void>> subscribe() override {
        if (config_.hook_url.empty()) co_return Error(Errc::invalid, "no_public_url", kNoAddress);
        Json body{{"override_callback_uri", config_.hook_url},
                  {"verify_token", text_or(config_.settings, "verify_token")}};
        HttpOutcome outcome = co_await graph_.post("/" + account_.business_id + "/subscribed_apps", std::move(body));
        const auto result = result_of(outcome);
        if (!result)
            co_return Error(result.error().code(), "webhook_refused",
                            "WhatsApp did not take the webhook: " + result.error().detail());
        co_return Result<void>();
    }

private:
    /// Registrations get lost, and are made anew.
    boost::asio::awaitable<Result<void>> stay_subscribed() {
        HttpOutcome asked = co_await graph_.get("/" + account_.business_id + "/subscribed_apps");
        const auto apps = result_of(asked);
        if (!apps) co_return apps.error();
        for (const auto* app : objects_in(*apps, "data")) {
            if (text_or(*app, "override_callback_uri") == config_.hook_url) co_return Result<void>();
        }
        Result<void> hooked = co_await subscribe();
        co_return hooked;
    }

    static bool about_secret(const Error& error) { return error.detail().find("appsecret_proof") != std::string::npos; }
    static std::string_view step_of(const Error& error) {
        if (about_secret(error)) return "secret";
        return error.code() == Errc::invalid ? "number" : "token";
    }
    static std::string cure_of(const Error& error) {
        if (about_secret(error))
            return "app_secret: it is not the secret of the app that the token belongs to: copy it from the app's "
                   "basic "
                   "settings at Meta";
        if (error.code() == Errc::invalid) return "phone_number_id: " + error.detail();
        return error.detail();
    }

    ChannelConfig config_;
    ConnectorHouse house_;
    meta::Hook hook_;
    whatsapp::Account account_;
    Graph graph_;
    Sender sender_;
};

Result<Json> complete_whatsapp(Json settings) {
    for (const char* name : {"token", "app_secret"}) {
        if (auto done = meta::complete_secret(settings, name); !done) return done.error();
    }
    for (const char* name : {"phone_number_id", "business_account_id"}) {
        if (auto done = meta::complete_id(settings, name, "the phone number itself"); !done) return done.error();
    }
    if (settings["phone_number_id"] == settings["business_account_id"])
        return Error::field("business_account_id", "is the number's id: give the id of the WhatsApp Business account");
    if (auto done = meta::complete_word(settings); !done) return done.error();
    if (auto done = meta::complete_base(settings); !done) return done.error();
    return settings;
}

}  // namespace

ConnectorKind whatsapp_kind() {
    ConnectorKind kind;
    kind.kind = "whatsapp";
    kind.account = "phone_number_id";
    kind.settings = {
        {"token", true, true, "the access token of a system user"},
        {"app_secret", true, true, "the app's secret: Meta signs every delivery with it"},
        {"phone_number_id", true, false, "the number's id, as the app's page for WhatsApp shows it"},
        {"business_account_id", true, false, "the id of the WhatsApp Business account the number belongs to"},
        {"verify_token", false, true, "the word by which Meta's first call is known; made when absent"},
        {"private_targets", false, false, "yes lets api_base be an address of the local network"}};
    kind.complete = complete_whatsapp;
    kind.reply_window = [](const Json&) { return kOneDay; };
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<WhatsappConnector>(std::move(config), std::move(house));
    };
    return kind;
}

}  // namespace parley
