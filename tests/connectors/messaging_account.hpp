#pragma once

#include "connectors/instagram/instagram.hpp"
#include "connectors/messenger/messenger.hpp"
#include "connectors/registry.hpp"
#include "tests/connectors/scripted.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/// Messenger and Instagram connectors against answers written beforehand.
namespace parley {

inline const std::string kPage = "100200300400500", kAccount = "17841400000000001", kApp = "1000000000000001";
inline const std::string kPerson = "7100000000000001", kFollower = "980000000000001";

inline std::string meta_fixture(const std::string& platform, const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/" + platform + "/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<Update> told_by(const std::string& platform, const std::string& body) {
    return platform == "messenger" ? messenger::parse_hook(body, {kPage, kApp, false}, kReceived)
                                   : instagram::parse_hook(body, {kAccount, kApp, true}, kReceived);
}
template <class Body>
Body only_of(const std::string& platform, const std::string& name) {
    auto updates = told_by(platform, meta_fixture(platform, name));
    EXPECT_EQ(updates.size(), 1U) << name;
    const auto* body = updates.empty() ? nullptr : std::get_if<Body>(&updates.front().body);
    EXPECT_NE(body, nullptr) << name << " is of kind " << (updates.empty() ? 99 : updates.front().body.index());
    return body ? std::move(*body) : Body{};
}

struct MessagingAccount : testing::Test {
    ScriptedHttp http;
    StoppedClock clock;
    Json kept;  ///< of its settings, by the connector itself

    std::unique_ptr<Connector> connector(const std::string& kind, Json more = Json::object()) {
        ChannelConfig config;
        config.id = 9;
        config.kind = kind;
        config.hook_url = "https://inbox.example.com/hooks/" + kind + "/k";
        config.settings = {
            {"token", "EAAtoken"},
            {"app_secret", kind == "messenger" ? "demo_app_secret_not_real_0002" : "demo_app_secret_not_real_0003"},
            {"app_id", kApp},
            {"page_id", kPage},
            {"account_id", kAccount},
            {"verify_token", "the-agreed-word"}};
        config.settings.update(more);
        ConnectorHouse house;
        house.http = &http;
        house.clock = &clock;
        house.read_file = [](std::int64_t) -> boost::asio::awaitable<Result<std::string>> {
            Result<std::string> bytes = std::string("BYTES");
            co_return bytes;
        };
        house.keep_settings = [this](std::int64_t, Json settings) -> boost::asio::awaitable<void> {
            kept = std::move(settings);
            co_return;
        };
        return find_kind(kind)->make(std::move(config), std::move(house));
    }
    static Outgoing text(std::string words, std::string thread = kPerson) {
        Outgoing outgoing;
        outgoing.message_id = 77;
        outgoing.attempt = 1;
        outgoing.thread = std::move(thread);
        outgoing.text = std::move(words);
        return outgoing;
    }
    static Outgoing::File file(std::int64_t id, std::string type, std::string name, std::int64_t size = 5) {
        Outgoing::File file;
        file.id = id;
        file.content_type = std::move(type);
        file.name = std::move(name);
        file.size = size;
        file.url = "https://inbox.example.com/files/" + std::to_string(id);
        return file;
    }
    SendOutcome send(Outgoing outgoing, const std::string& kind = "messenger", Json more = Json::object()) {
        const auto account = connector(kind, std::move(more));
        return wait_for(account->send(std::move(outgoing)));
    }
    SendOutcome refused_with(int code, int subcode, int attempt = 1, const std::string& kind = "messenger") {
        Json error{{"code", code}, {"message", "(#" + std::to_string(code) + ") no"}};
        if (subcode) error["error_subcode"] = subcode;
        http.add(400, dump(Json{{"error", error}}));
        auto outgoing = text("hello");
        outgoing.attempt = attempt;
        return send(std::move(outgoing), kind);
    }
    void add_sent(const std::string& id) { http.add(200, R"({"recipient_id":"71","message_id":")" + id + "\"}"); }
};

}  // namespace parley
