#pragma once

#include "connectors/registry.hpp"
#include "connectors/telegram/telegram.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

/// A Telegram connector against answers written beforehand, at a time that stands still.
namespace parley {

inline constexpr Millis kReceived = 1'788'001'000'000;
inline constexpr const char* kToken = "7000000001:test_token_0123456789";

inline const std::string kBusiness = "wDq1XkZ9SEkJAAAADemoConn01:5001000101";

inline std::string fixture(const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/telegram/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ScriptedHttp final : public Http {
public:
    boost::asio::awaitable<HttpOutcome> call(HttpCall call) override {
        calls.push_back(std::move(call));
        if (answers.empty()) throw std::runtime_error("no more answers");
        HttpOutcome next = std::move(answers.front());
        answers.pop_front();
        co_return next;
    }
    void add(int status, std::string body) {
        HttpAnswer answer;
        answer.status = status;
        answer.body = std::move(body);
        answers.emplace_back(std::move(answer));
    }
    std::string method(std::size_t i) const { return calls.at(i).url.substr(calls.at(i).url.rfind('/') + 1); }
    Json body(std::size_t i) const { return Json::parse(calls.at(i).body); }

    std::vector<HttpCall> calls;
    std::deque<HttpOutcome> answers;
};

class StoppedClock final : public Clock {
public:
    Millis now() const override { return kReceived; }
    Millis elapsed() const override { return kReceived; }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds delay) override {
        slept.push_back(delay);
        co_return;
    }
    std::vector<std::chrono::milliseconds> slept;
};

template <class T>
T wait_for(boost::asio::awaitable<T> work) {
    boost::asio::io_context context;
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        failure = error;
        if (!error) result = std::move(value);
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
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
