#include "connectors/messenger/messenger.hpp"

#include "connectors/meta/messaging_connector.hpp"

namespace parley {
namespace {

constexpr std::string_view kFields =
    "messages,messaging_postbacks,messaging_referrals,message_deliveries,message_reads,message_echoes,"
    "message_reactions,message_edits,messaging_optins,messaging_handovers,standby,messaging_policy_enforcement,feed";
constexpr std::array<std::string_view, 2> kNeeded{"pages_messaging", "pages_manage_metadata"};
constexpr std::array<std::string_view, 2> kForComments{"pages_read_engagement", "pages_manage_engagement"};

meta::SendRules rules_of(const Json& settings) {
    return {{text_or(settings, "page_id"), text_or(settings, "app_id"), false},
            {"Messenger", meta::refused_by_messenger},
            text_or(settings, "human_agent") == "yes"};
}

bool asks_in(std::string_view thread) {
    return meta::is_private(thread);
}

class MessengerConnector final : public meta::MessagingConnector {
public:
    MessengerConnector(const ChannelConfig& config, ConnectorHouse house)
        : MessagingConnector(config, std::move(house), "https://graph.facebook.com", rules_of(config.settings), true) {}

    Capabilities capabilities() const override {
        auto c = common_capabilities();
        c.replies = true;
        c.asks_in = asks_in;
        c.text_limit = meta::kMessengerText;
        c.text_unit = Capabilities::Unit::utf16;
        c.public_limit = meta::kFacebookComment;
        return c;
    }
    /// A person's id holds for one Page only.
    std::string realm() const override { return "messenger:" + rules_.inbox.id; }

    Result<Parsed> parse(const HookCall& delivery) const override {
        Parsed parsed;
        parsed.updates = messenger::parse_hook(delivery.request.body, rules_.inbox, delivery.received_at);
        return parsed;
    }

    boost::asio::awaitable<ChannelHealth> check() override {
        ChannelHealth health;
        std::string path = "/me?fields=id,name";
        std::optional<Json> page = co_await ask_self(health, std::move(path));
        if (!page) co_return health;
        const auto id = id_of(*page, "id").value_or(""), name = text_or(*page, "name");
        const std::optional<Json> told = co_await ask_app(health);
        if (!told) co_return health;
        if (id != rules_.inbox.id) {
            stop(health, "page", Error(Errc::invalid, ""),
                 "the token is of another Page (" + name + ", " + id + "): correct page_id, or take that Page's token");
            co_return health;
        }
        health.name = name;
        health.steps.push_back({"page", true, name});
        if (!judge_permissions(health, *told, kNeeded, kForComments)) co_return health;
        const bool hooked = co_await judge_webhook(health, "page", kFields);
        if (!hooked) co_return health;
        if (config_.id != 0) co_await offer_start(health);
        pass(health, name, end_of_token(*told));
        co_return health;
    }

    boost::asio::awaitable<Result<void>> subscribe() override {
        const Result<bool> agreed = co_await agree("page", kFields);
        if (!agreed) co_return agreed.error();
        co_return Result<void>();
    }

protected:
    std::string_view profile_fields() const override { return "first_name,last_name,profile_pic"; }

private:
    /// Only a Page with a Get Started button tells by which link somebody new came. What its owner set stays. Without
    /// it all else works, so nothing hangs on this.
    boost::asio::awaitable<void> offer_start(ChannelHealth& health) {
        HttpOutcome outcome = co_await graph_.get("/me/messenger_profile?fields=get_started");
        auto answer = meta::result_of(outcome, rules_.service);
        if (answer && !has_start(*answer)) {
            Json body{{"get_started", {{"payload", "GET_STARTED"}}}};
            outcome = co_await graph_.post("/me/messenger_profile", std::move(body));
            answer = meta::result_of(outcome, rules_.service);
        }
        health.steps.push_back(
            {"start", true,
             answer ? "" : "no Get Started button, so links with ref are not told: " + answer.error().detail()});
    }
    static bool has_start(const Json& profile) {
        for (const auto* one : objects_in(profile, "data")) {
            if (object_at(*one, "get_started")) return true;
        }
        return false;
    }
};

}  // namespace

ConnectorKind messenger_kind() {
    ConnectorKind kind;
    kind.kind = "messenger";
    kind.account = "page_id";
    kind.settings = {
        {"token", true, true, "the Page's access token"},
        {"app_secret", true, true, "the app's secret: Meta signs every delivery with it"},
        {"app_id", true, false, "the app's id"},
        {"page_id", true, false, "the Page's id"},
        {"verify_token", false, true, "the word by which Meta's first call is known; made when absent"},
        {"human_agent", false, false, "yes: the app has Meta's Human Agent feature, so that answers go for seven days"},
        {"private_targets", false, false, "yes lets api_base be an address of the local network"}};
    kind.complete = [](Json settings) { return meta::complete_messaging(std::move(settings), "page_id"); };
    kind.reply_window = meta::messaging_window;
    kind.make = [](ChannelConfig config, ConnectorHouse house) -> std::unique_ptr<Connector> {
        return std::make_unique<MessengerConnector>(config, std::move(house));
    };
    return kind;
}

}  // namespace parley
