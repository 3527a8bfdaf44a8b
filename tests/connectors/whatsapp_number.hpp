#pragma once

#include "connectors/registry.hpp"
#include "connectors/whatsapp/whatsapp.hpp"
#include "tests/connectors/scripted.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

/// A WhatsApp connector against answers written beforehand.
namespace parley {

inline const std::string kWhatsappNumber = "300000000000001";
inline const std::string kOurs = "wamid.HBgMNDQ3NzAwOTAwMTIzFQIAERgSNjc3NjEyODI4N0VGMkNCOEVBAA==";
inline const std::string kAnna = "447700900123", kAnnaId = "GB.9f27Kq3LmZxT0aVb81";

inline std::string whatsapp_fixture(const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/whatsapp/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

inline std::vector<Update> told_in(const Json& delivery) {
    return whatsapp::parse_hook(dump(delivery), {kWhatsappNumber, "200000000000001"}, kReceived);
}
inline std::vector<Update> told(const std::string& name) {
    return whatsapp::parse_hook(whatsapp_fixture(name), {kWhatsappNumber, "200000000000001"}, kReceived);
}
template <class Body>
Body only(const std::string& name) {
    auto updates = told(name);
    EXPECT_EQ(updates.size(), 1U) << name;
    const auto* body = updates.empty() ? nullptr : std::get_if<Body>(&updates.front().body);
    EXPECT_NE(body, nullptr) << name;
    return body ? std::move(*body) : Body{};
}

struct WhatsappNumber : testing::Test {
    ScriptedHttp http;
    StoppedClock clock;

    std::unique_ptr<Connector> connector(Json more = Json::object()) {
        ChannelConfig config;
        config.id = 9;
        config.kind = "whatsapp";
        config.hook_url = "https://inbox.example.com/hooks/whatsapp/k";
        config.settings = {{"token", "EAAtoken"},
                           {"app_secret", "demo_app_secret_not_real_0001"},
                           {"phone_number_id", kWhatsappNumber},
                           {"business_account_id", "200000000000001"},
                           {"verify_token", "the-agreed-word"}};
        config.settings.update(more);
        ConnectorHouse house;
        house.http = &http;
        house.clock = &clock;
        house.read_file = [](std::int64_t) -> boost::asio::awaitable<Result<std::string>> {
            Result<std::string> bytes = std::string("BYTES");
            co_return bytes;
        };
        return whatsapp_kind().make(std::move(config), std::move(house));
    }
    static Outgoing text(std::string words, std::string thread = kAnna) {
        Outgoing outgoing;
        outgoing.message_id = 77;
        outgoing.attempt = 1;
        outgoing.thread = std::move(thread);
        outgoing.text = std::move(words);
        return outgoing;
    }
    SendOutcome send(Outgoing outgoing) {
        const auto number = connector();
        return wait_for(number->send(std::move(outgoing)));
    }
    SendOutcome refused_with(int status, int code, int attempt = 1) {
        http.add(status, dump(Json{{"error", {{"code", code}, {"message", "(#" + std::to_string(code) + ") no"}}}}));
        auto outgoing = text("hello");
        outgoing.attempt = attempt;
        return send(std::move(outgoing));
    }
};

}  // namespace parley
