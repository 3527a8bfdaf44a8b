#pragma once

#include "connectors/registry.hpp"
#include "connectors/telegram/telegram.hpp"
#include "tests/connectors/scripted.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

/// A Telegram connector against answers written beforehand, at a time that stands still.
namespace parley {

inline constexpr const char* kToken = "7000000001:test_token_0123456789";

inline const std::string kBusiness = "wDq1XkZ9SEkJAAAADemoConn01:5001000101";

inline std::string fixture(const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/telegram/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct TelegramBot : testing::Test {
    ScriptedHttp http;
    StoppedClock clock;
    std::string file_bytes = "BYTES";

    std::unique_ptr<Connector> connector(Json more = Json::object(),
                                         std::string hook_url = "https://inbox.example.com/hooks/k") {
        ChannelConfig config;
        config.id = 7;
        config.kind = "telegram";
        config.hook_url = std::move(hook_url);
        config.settings = {{"token", kToken}, {"secret", "Parley_demo-webhook-secret_0004"}};
        config.settings.update(more);
        ConnectorHouse house;
        house.http = &http;
        house.clock = &clock;
        house.read_file = [this](std::int64_t) -> boost::asio::awaitable<Result<std::string>> {
            Result<std::string> bytes = file_bytes;
            co_return bytes;
        };
        return telegram_kind().make(std::move(config), std::move(house));
    }
    static Outgoing text(std::string words, std::string thread = ":5001000101") {
        Outgoing outgoing;
        outgoing.thread = std::move(thread);
        outgoing.text = std::move(words);
        return outgoing;
    }
    SendOutcome send(Outgoing outgoing) {
        const auto bot = connector();
        return wait_for(bot->send(std::move(outgoing)));
    }
    SendOutcome answered(int status, std::string body) {
        http.add(status, std::move(body));
        return send(text("hello"));
    }
    static std::string refusal(int status, const std::string& words) {
        return dump(Json{{"ok", false}, {"error_code", status}, {"description", words}});
    }
};

}  // namespace parley
