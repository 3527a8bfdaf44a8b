#pragma once

#include "tests/net/raw_peer.hpp"
#include "tests/net/served.hpp"

#include <gtest/gtest.h>

namespace parley {

/// A server with `GET /a` and `POST /echo` (bodies up to 1000 bytes), to be started by the test.
class HttpServerTest : public testing::Test {
protected:
    HttpServerTest() {
        served.route(Method::get, "/a", [this](Request&) -> boost::asio::awaitable<Response> {
            ++handled;
            co_return Response::text(200, "a");
        });
        served.route(
            Method::post, "/echo",
            [this](Request& request) -> boost::asio::awaitable<Response> {
                ++handled;
                co_return Response::text(200, request.body);
            },
            1000);
    }
    std::string get(std::string_view path = "/a", std::string_view more = "") {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: h\r\n" + std::string(more) + "\r\n";
    }
    std::string post(std::string_view body) {
        return "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string(body);
    }

    /// A second passes and `drop` is sent, again and again; false when 200 seconds do not end the connection.
    bool ends_as_time_passes(RawPeer& peer, std::string_view drop) {
        for (int second = 0; second < 200; ++second) {
            if (!peer.send(drop)) return true;
            served.pass(std::chrono::seconds(1));
        }
        return false;
    }

    std::atomic<int> handled = 0;
    Served served;
};

}  // namespace parley
