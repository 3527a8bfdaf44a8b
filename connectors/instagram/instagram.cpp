#include "connectors/instagram/instagram.hpp"

#include "connectors/meta/messaging_connector.hpp"

#include <charconv>

namespace parley {
namespace {

constexpr std::string_view kFieldsOfPage =
    "messages,message_reactions,messaging_seen,messaging_postbacks,messaging_referral,message_edit,messaging_handover,"
    "standby,comments,live_comments,mentions";
/// Its own log-in tells of what we send ourselves in a field of its own, and of mentions among comments.
constexpr std::string_view kFieldsOfAccount =
    "messages,message_echoes,message_reactions,messaging_seen,messaging_postbacks,messaging_referral,message_edit,"
    "messaging_handover,standby,comments,live_comments";
constexpr std::array<std::string_view, 2> kNeededOfPage{"instagram_manage_messages", "pages_manage_metadata"};
constexpr std::array<std::string_view, 1> kCommentsOfPage{"instagram_manage_comments"};
constexpr std::array<std::string_view, 1> kNeededOfAccount{"instagram_business_manage_messages"};
constexpr std::array<std::string_view, 1> kCommentsOfAccount{"instagram_business_manage_comments"};
/// No Ogg, which is what most browsers record.
constexpr std::array<std::string_view, 3> kVoices{"audio/mp4", "audio/wav", "audio/aac"};
constexpr Millis kRenewAfter = Millis{7} * 24 * 3600 * 1000, kLifeOfToken = Millis{60} * 24 * 3600 * 1000;
constexpr std::string_view kFacebook = "https://graph.facebook.com", kInstagram = "https://graph.instagram.com";

bool by_page(const Json& settings) {
    return text_or(settings, "login") == "facebook";
}

meta::SendRules rules_of(const Json& settings) {
    // By its own login the app has another id than the one that deliveries tell.
    return {{text_or(settings, "account_id"), by_page(settings) ? text_or(settings, "app_id") : std::string(), true},
            {"Instagram", meta::refused_by_instagram},
            text_or(settings, "human_agent") == "yes"};
}

class InstagramConnector final : public meta::MessagingConnector {
public:
    InstagramConnector(const ChannelConfig& config, ConnectorHouse house)
        : MessagingConnector(config, std::move(house), by_page(config.settings) ? kFacebook : kInstagram,
                             rules_of(config.settings), by_page(config.settings)),
          by_page_(by_page(config_.settings)) {}

    Capabilities capabilities() const override {
        auto c = common_capabilities();
        c.reactions = c.reactions.first(1);  // a heart is all it takes
        c.text_limit = meta::kInstagramText;
        c.text_unit = Capabilities::Unit::bytes;
        c.public_limit = meta::kInstagramComment;
        c.voices = kVoices;
        return c;
    }
    /// A person's id holds for one account only.
    std::string realm() const override { return "instagram:" + rules_.inbox.id; }

    Result<Parsed> parse(const HookCall& delivery) const override {
        Parsed parsed;
        parsed.updates = instagram::parse_hook(delivery.request.body, rules_.inbox, delivery.received_at);
        return parsed;
    }

    boost::asio::awaitable<Result<std::vector<Update>>> look_up(LookUp told, bool last) override {
        HttpOutcome asked = co_await graph_.get((by_page_ ? "/" + rules_.inbox.id : std::string("/me")) +
                                                "?fields=" + percent_encode(instagram::mention_fields(told)));
        const auto answer = meta::result_of(asked, rules_.service);
        if (!answer && !last) {
            // What was deleted or is not for us stays so; a token may be renewed.
            const auto code = answer.error().code();
            if (code == Errc::unavailable || code == Errc::unauthorized) co_return answer.error();
        }
        std::vector<Update> found;
        found.push_back(instagram::mention_of(told, answer ? *answer : Json::object(), rules_.inbox));
        if (auto mute = instagram::mute_of(told)) found.push_back(std::move(*mute));
        co_return found;
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        std::string path = by_page_ ? "/me?fields=id,name,instagram_business_account%7Bid%2Cusername%7D"
                                    : "/me?fields=user_id,username,name";
        std::optional<Json> self = co_await ask_self(health, std::move(path));
        if (!self) co_return health;
        Millis until = 0;
        if (!by_page_ && config_.id != 0) until = co_await renew_token();
        const std::optional<Json> told = co_await ask_app(health);
        if (!told) co_return health;
        const Json* linked = object_at(*self, "instagram_business_account");
        const auto id = by_page_ ? linked ? id_of(*linked, "id").value_or("") : std::string()
                                 : id_of(*self, "user_id").value_or("");
        const auto username =
            by_page_ ? linked ? text_or(*linked, "username") : std::string() : text_or(*self, "username");
        if (id != rules_.inbox.id) {
            const auto what = id.empty() ? "the Page of this token has no Instagram account linked: link it in the "
                                           "Page's settings, or use Instagram's own log-in"
                                         : "the token is of another account (@" + username + ", " + id +
                                               "): correct account_id, or take that account's token";
            stop(health, "account", Error(Errc::invalid, ""), what);
            co_return health;
        }
        health.name = "@" + username;
        health.steps.push_back({"account", true, "@" + username});
        const bool allowed = by_page_ ? judge_permissions(health, *told, kNeededOfPage, kCommentsOfPage)
                                      : judge_permissions(health, *told, kNeededOfAccount, kCommentsOfAccount);
        if (!allowed) co_return health;
        const bool hooked = co_await judge_webhook(health, "instagram", fields());
        if (!hooked) co_return health;
        pass(health, "@" + username, by_page_ ? end_of_token(*told) : until);
        co_return health;
    }

    boost::asio::awaitable<Result<void>> subscribe() override {
        const Result<bool> agreed = co_await agree("instagram", fields());
        if (!agreed) co_return agreed.error();
        co_return Result<void>();
    }

protected:
    std::string_view profile_fields() const override { return "name,username,profile_pic"; }
    /// A Page is subscribed as a whole, by fields of its own; what of Instagram is told is up to the app.
    std::string_view account_fields(std::string_view of_app) const override {
        return by_page_ ? std::string_view("messages") : of_app;
    }

private:
    /// The account's own token lives for 60 days, and longer only if it is asked for while it lives. When it ends; 0:
    /// not known, since nobody knows when it was made.
    boost::asio::awaitable<Millis> renew_token() {
        const auto now = house_.clock->now();
        Millis since = 0;
        const auto told = setting("token_at");
        std::from_chars(told.data(), told.data() + told.size(), since);
        const auto until = since == 0 ? Millis{0} : since + kLifeOfToken;
        if (!house_.keep_settings || (since != 0 && now - since < kRenewAfter)) co_return until;
        Json kept{{"token_at", std::to_string(now)}};
        if (since != 0) {
            HttpOutcome asked = co_await graph_.get("/refresh_access_token?grant_type=ig_refresh_token&access_token=" +
                                                    percent_encode(setting("token")));
            const auto renewed = meta::result_of(asked, rules_.service);
            const auto token = renewed ? text_or(*renewed, "access_token") : std::string();
            if (token.empty()) co_return until;  // one that is a day old is not renewed yet: the next look tries again
            kept["token"] = token;
            graph_.set_token(token);
        }
        co_await house_.keep_settings(config_.id, std::move(kept));
        co_return since == 0 ? until : now + kLifeOfToken;
    }

    std::string_view fields() const { return by_page_ ? kFieldsOfPage : kFieldsOfAccount; }

    bool by_page_;
};

Result<Json> complete_instagram(Json settings) {
    const auto login = text_or(settings, "login");
    if (login.empty())
        settings["login"] = "instagram";
    else if (login != "instagram" && login != "facebook")
        return Error::field("login", "must be instagram, or facebook for an account that is linked with a Page");
    return meta::complete_messaging(std::move(settings), "account_id");
}

}  // namespace

ConnectorKind instagram_kind() {
    ConnectorKind kind;
    kind.kind = "instagram";
    kind.account = "account_id";
    kind.settings = {
        {"token", true, true, "the account's access token, or for login=facebook the Page's"},
        {"app_secret", true, true, "the secret of the app (for login=instagram: the Instagram app secret)"},
        {"app_id", true, false, "the app's id (for login=instagram: the Instagram app id)"},
        {"account_id", true, false, "the professional account's id, 17841..."},
        {"login", false, false, "instagram (its own log-in, the default) or facebook (by a linked Page)"},
        {"verify_token", false, true, "the word by which Meta's first call is known; made when absent"},
        {"token_at", false, false, "when the token was last renewed, in ms; kept by the server"},
        {"human_agent", false, false, "yes: the app has Meta's Human Agent feature, so that answers go for seven days"},
        {"private_targets", false, false, "yes lets api_base be an address of the local network"}};
    kind.complete = complete_instagram;
    kind.reply_window = meta::messaging_window;
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<InstagramConnector>(config, std::move(house));
    };
    return kind;
}

}  // namespace parley
