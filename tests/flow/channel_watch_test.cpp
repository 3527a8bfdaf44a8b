#include "server/flow/channel_setup.hpp"
#include "tests/connectors/scripted.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

/// A Page whose Graph API answers what was written beforehand.
struct WatchedPage : testing::Test {
    test::TempStore temp;
    ScriptedHttp http;
    Json kept;
    std::optional<Secrets> secrets;
    std::unique_ptr<Channels> channels;
    std::int64_t id = 0;

    void connect(const std::string& kind, Json settings) {
        ConnectorHouse house;
        house.http = &http;
        house.clock = &temp.clock;
        house.keep_settings = [this](std::int64_t, Json members) -> boost::asio::awaitable<void> {
            kept = std::move(members);
            co_return;
        };
        secrets.emplace(temp.folder() + "/parley.key");
        channels = std::make_unique<Channels>(temp.store(), *secrets, std::move(house), "https://inbox.example.com");
        const auto plan = plan_channel(kind, "Shop", settings, false);
        id = temp.run(temp.store().write([&](Transaction& t) { return insert_channel(t, *secrets, plan, false); }));
        temp.run(channels->load());
    }
    void connect_page() {
        connect("messenger",
                {{"token", "EAAtoken1"}, {"app_secret", "0123456789abcdef"}, {"app_id", "5"}, {"page_id", "2"}});
    }
    void is_well() {
        http.add(200, R"({"id":"2","name":"Demo Shop"})");
        http.add(200, R"({"data":{"app_id":"5","scopes":["pages_messaging","pages_manage_metadata"]}})");
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
        http.add(200, R"({"data":[{"get_started":{"payload":"GET_STARTED"}}]})");
    }
    void token_is_gone() { http.add(400, R"({"error":{"code":190,"message":"Error validating access token"}})"); }
    std::pair<std::string, std::string> look() {
        temp.run(look_after_channels(temp.store(), *channels));
        return temp.run(temp.store().read([&](db::Connection& db) {
            auto row = db.query(db::q::channel_get, id);
            EXPECT_TRUE(row.next());
            return std::pair(row.text(6), row.text(7));
        }));
    }
};

TEST_F(WatchedPage, LostSubscriptionsAreMadeAgainAndARevokedTokenIsTold) {
    connect_page();
    is_well();
    EXPECT_EQ(look(), std::pair(std::string("ok"), std::string("Connected to Demo Shop")));
    EXPECT_EQ(http.calls.size(), 7U) << "both were lost, and asked for again";
    token_is_gone();
    const auto [state, detail] = look();
    EXPECT_EQ(state, "degraded");
    EXPECT_NE(detail.find("refuses the access token"), std::string::npos);
    // What does not answer is no news.
    http.answers.emplace_back(HttpTrouble{});
    EXPECT_EQ(look().first, "degraded");
    is_well();
    EXPECT_EQ(look().first, "ok");
}

TEST_F(WatchedPage, WhatIsPausedStaysSoUntilItIsWell) {
    connect_page();
    temp.run(temp.store().write([&](Transaction& t) {
        t.db().execute(db::q::channel_set_state, id, "paused", "token_refused", "the token was revoked");
    }));
    temp.run(channels->load());
    token_is_gone();
    EXPECT_EQ(look().first, "paused");
    is_well();
    EXPECT_EQ(look().first, "ok");
}

TEST_F(WatchedPage, AnAccountsOwnTokenIsRenewedInTime) {
    const std::string self = R"({"user_id":"17841400000000001","username":"demo_shop"})";
    const Json settings{{"token", "IGtoken-1"},
                        {"app_secret", "0123456789abcdef"},
                        {"app_id", "5"},
                        {"account_id", "17841400000000001"}};
    const auto hooked = [&] {
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
    };
    connect("instagram", settings);
    http.add(200, self);
    hooked();
    EXPECT_EQ(look().first, "ok");
    EXPECT_EQ(text_or(kept, "token_at"), std::to_string(temp.clock.now())) << "how old it is is not known";
    EXPECT_FALSE(kept.contains("token"));

    temp.run(remove_channel(temp.store(), *channels, id));
    auto old = settings;
    old["token_at"] = std::to_string(temp.clock.now() - Millis{8} * 24 * 3600 * 1000);
    connect("instagram", old);
    http.calls.clear();
    http.add(200, self);
    http.add(200, R"({"access_token":"IGtoken-2","token_type":"bearer","expires_in":5183944})");
    hooked();
    EXPECT_EQ(look().first, "ok");
    EXPECT_EQ(text_or(kept, "token"), "IGtoken-2");
    EXPECT_EQ(http.calls.at(2).headers.get("Authorization"), "Bearer IGtoken-2") << "the new one from now on";
    // A renewal that is refused is tried again; the token still works.
    kept = nullptr;
    http.add(200, self);
    http.add(400, R"({"error":{"code":190,"message":"too young"}})");
    hooked();
    EXPECT_EQ(look().first, "ok");
    EXPECT_TRUE(kept.is_null());
}

}  // namespace
}  // namespace parley
