#pragma once

#include "server/net/http_client.hpp"
#include "tests/net/scripted_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace parley {

/// One client; calls are made one after another and answered in place.
class HttpClientTest : public testing::Test {
protected:
    /// Makes the call, on the same client each time.
    HttpOutcome outcome(HttpCall call) {
        HttpOutcome result;
        io.restart();
        boost::asio::co_spawn(io, client->call(std::move(call)), [&](std::exception_ptr error, HttpOutcome got) {
            EXPECT_FALSE(error);
            result = std::move(got);
        });
        io.run();
        return result;
    }
    HttpAnswer answer(HttpCall call) {
        auto result = outcome(std::move(call));
        if (const auto* trouble = std::get_if<HttpTrouble>(&result)) {
            ADD_FAILURE() << trouble->what;
            return {};
        }
        return std::get<HttpAnswer>(std::move(result));
    }
    HttpTrouble trouble(HttpCall call) {
        auto result = outcome(std::move(call));
        if (const auto* got = std::get_if<HttpAnswer>(&result)) {
            ADD_FAILURE() << "answered " << got->status;
            return {};
        }
        return std::get<HttpTrouble>(std::move(result));
    }
    static HttpCall to(std::string url, Method method = Method::post) {
        HttpCall call;
        call.method = method;
        call.url = std::move(url);
        call.private_targets = true;
        return call;
    }

    boost::asio::io_context io;
    std::unique_ptr<Http> client = make_http_client(io.get_executor());
};

}  // namespace parley
