#include "tests/connectors/telegram_bot.hpp"

namespace parley {
namespace {

constexpr const char* kHook = "https://inbox.example.com/hooks/k";

struct TelegramCheck : TelegramBot {
    static Json info(const std::string& url) {
        return {{"url", url},
                {"has_custom_certificate", false},
                {"pending_update_count", 0},
                {"allowed_updates", Json::array({"message", "edited_message", "callback_query", "my_chat_member",
                                                 "business_connection", "business_message", "edited_business_message",
                                                 "deleted_business_messages", "message_reaction"})}};
    }
    void told(const Json& result) { http.add(200, dump(Json{{"ok", true}, {"result", result}})); }
    ChannelHealth check(const Json& webhook, const Json& me = Json::object(), Json settings = Json::object(),
                        const std::string& hook = kHook) {
        auto bot = Json::parse(fixture("response_getme"))["result"];
        bot.update(me);
        told(bot);
        told(webhook);
        told(true);
        const auto made = connector(std::move(settings), hook);
        auto health = wait_for(made->check());
        calls = http.calls.size();
        return health;
    }
    static std::string said(const ChannelHealth& health, const std::string& step) {
        for (const auto& one : health.steps) {
            if (one.name == step) return (one.ok ? "ok:" : "bad:") + one.detail;
        }
        return "not looked at";
    }
    std::size_t calls = 0;
};

TEST_F(TelegramCheck, TellsEachStep) {
    const auto health = check(info(kHook), {{"can_read_all_group_messages", true}});
    EXPECT_TRUE(health.ok);
    EXPECT_EQ(health.detail, "Connected to @parley_demo_bot");
    EXPECT_EQ(said(health, "token"), "ok:@parley_demo_bot");
    EXPECT_EQ(said(health, "webhook"), "ok:");
    EXPECT_EQ(said(health, "business"), "ok:");
    EXPECT_EQ(said(health, "groups"), "ok:");
    EXPECT_EQ(calls, 2U) << "what is well is not set anew";
}

TEST_F(TelegramCheck, StopsAtARevokedToken) {
    const auto bot = connector();
    http.add(401, fixture("response_error_401"));
    const auto revoked = wait_for(bot->check());
    EXPECT_TRUE(revoked.reachable);
    EXPECT_FALSE(revoked.ok);
    ASSERT_EQ(revoked.steps.size(), 1U);
    EXPECT_EQ(said(revoked, "token"), "bad:" + revoked.detail);
}

TEST_F(TelegramCheck, PutsRightAWebhookThatIsGoneOrPointsElsewhere) {
    auto health = check(info(""));
    EXPECT_TRUE(health.ok);
    EXPECT_EQ(http.method(2), "setWebhook");
    EXPECT_EQ(text_or(http.body(2), "url"), kHook);
    http = {};
    health = check(info("https://user:word@other.example:8443/secret/path"));
    EXPECT_TRUE(health.ok);
    EXPECT_EQ(said(health, "webhook"), "ok:what people write went to other.example:8443 until now");
    http = {};
    auto few = info(kHook);
    few["allowed_updates"] = Json::array({"message"});
    EXPECT_TRUE(check(few).ok);
    EXPECT_EQ(calls, 3U) << "it lacks kinds of updates";
    http = {};
    few.erase("allowed_updates");
    EXPECT_TRUE(check(few).ok);
    EXPECT_EQ(calls, 3U) << "reactions are not told by default";
    http = {};
    health = check(info(kHook), Json::object(), {{"mode", "poll"}});
    EXPECT_TRUE(health.ok);
    EXPECT_EQ(http.method(2), "deleteWebhook");
}

TEST_F(TelegramCheck, SetsNothingTwiceWithinASecond) {
    const auto bot = connector();
    http.add(200, fixture("response_getme"));
    told(info(""));
    told(true);
    EXPECT_TRUE(wait_for(bot->check()).ok);
    EXPECT_TRUE(wait_for(bot->subscribe()).has_value());
    EXPECT_EQ(http.calls.size(), 3U);
}

TEST_F(TelegramCheck, SaysWhenTelegramRefusesTheAddress) {
    const auto bot = connector();
    http.add(200, fixture("response_getme"));
    told(info(""));
    http.add(400, refusal(400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"));
    const auto health = wait_for(bot->check());
    EXPECT_FALSE(health.ok);
    EXPECT_NE(said(health, "webhook").find("is reserved"), std::string::npos) << health.detail;
    EXPECT_EQ(said(health, "business"), "not looked at");
}

TEST_F(TelegramCheck, SaysWhyUpdatesWait) {
    auto failing = info(kHook);
    failing["pending_update_count"] = 3;
    failing["last_error_date"] = clock.now() / 1000 - 60;
    failing["last_error_message"] = "Wrong response from the webhook: 502 Bad Gateway";
    auto health = check(failing);
    EXPECT_FALSE(health.ok);
    EXPECT_TRUE(health.reachable);
    EXPECT_EQ(said(health, "webhook"),
              "bad:Telegram cannot deliver here, 3 waiting: Wrong response from the webhook: 502 Bad Gateway");
    http = {};
    failing["last_error_date"] = clock.now() / 1000 - 2 * 3600;
    EXPECT_TRUE(check(failing).ok) << "that is long ago";
    http = {};
    failing["last_error_date"] = clock.now() / 1000 - 60;
    failing["pending_update_count"] = 0;
    EXPECT_TRUE(check(failing).ok) << "all of it came";
}

TEST_F(TelegramCheck, HintsHoldUpNothing) {
    const auto health = check(info(kHook), {{"can_connect_to_business", false}});
    EXPECT_TRUE(health.ok);
    EXPECT_NE(said(health, "business").find("Business Mode"), std::string::npos);
    EXPECT_NE(said(health, "groups").find("Group Privacy"), std::string::npos);
}

}  // namespace
}  // namespace parley
