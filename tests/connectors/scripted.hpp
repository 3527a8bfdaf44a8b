#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"
#include "server/net/http_client.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// A platform that answers what was written beforehand, at a time that stands still.
namespace parley {

inline constexpr Millis kReceived = 1'788'001'000'000;

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

}  // namespace parley
