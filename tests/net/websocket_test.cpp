#include "server/net/websocket.hpp"

#include "tests/net/raw_peer.hpp"
#include "tests/net/served.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

const std::string kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

/// One frame as a browser sends it: masked.
std::string frame(unsigned first, std::string_view payload, bool masked = true) {
    std::string out(1, static_cast<char>(first));
    const unsigned mask_bit = masked ? 0x80 : 0;
    if (payload.size() < 126) {
        out += static_cast<char>(mask_bit | payload.size());
    } else if (payload.size() < 65536) {
        out += static_cast<char>(mask_bit | 126);
        out += static_cast<char>(payload.size() >> 8);
        out += static_cast<char>(payload.size() & 255);
    } else {
        out += static_cast<char>(mask_bit | 127);
        for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((payload.size() >> shift) & 255);
    }
    if (!masked) return out + std::string(payload);
    const std::string mask = "\x11\x22\x33\x44";
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
}

constexpr unsigned kText = 0x81, kBinary = 0x82, kClose = 0x88, kPing = 0x89, kPong = 0x8A;

/// The next frame from the server: first byte and payload.
std::pair<unsigned, std::string> read_frame(RawPeer& peer) {
    const auto head = peer.take(2);
    if (head.size() < 2) return {0, ""};
    std::size_t size = static_cast<unsigned char>(head[1]);
    if (size >= 126) {
        const auto more = peer.take(size == 126 ? 2 : 8);
        size = 0;
        for (const char c : more) size = size * 256 + static_cast<unsigned char>(c);
    }
    return {static_cast<unsigned char>(head[0]), peer.take(size)};
}

int close_code(const std::string& payload) {
    return payload.size() < 2 ? 0
                              : static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

class WebSocketTest : public testing::Test {
protected:
    WebSocketTest() {
        Route route;
        route.method = Method::get;
        route.pattern = "/ws";
        route.handler = [](Request& request) -> asio::awaitable<Response> {
            if (request.parameter("refuse")) throw Failure(Error(Errc::forbidden, "not you"));
            co_return Response::empty(426);
        };
        route.socket = [this](Request, std::shared_ptr<WebSocket> socket) -> asio::awaitable<void> {
            for (;;) {
                auto text = co_await socket->read();
                if (!text) break;
                co_await socket->write(std::make_shared<const std::string>(std::move(*text)));
            }
            ++left;
        };
        served.router.add(std::move(route));
    }
    void upgrade(RawPeer& peer) {
        peer.send(kUpgrade + "\r\n");
        const auto answer = peer.answer();
        ASSERT_EQ(answer.status, 101);
    }

    std::atomic<int> left = 0;
    Served served;
};

TEST_F(WebSocketTest, TheHandshakeIsAnsweredAndTextComesBack) {
    served.start();
    RawPeer peer(served.port());
    peer.send(kUpgrade + "\r\n");
    const auto answer = peer.answer();
    EXPECT_EQ(answer.status, 101);
    EXPECT_EQ(answer.field("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(answer.head.find("Server:"), std::string::npos) << answer.head;
    for (const std::size_t size : {std::size_t{0}, std::size_t{5}, std::size_t{126}, std::size_t{65536}}) {
        const std::string text(size, 'x');
        peer.send(frame(kText, text));
        EXPECT_EQ(read_frame(peer), std::make_pair(kText, text));
    }
    EXPECT_EQ(served.counts().sockets, 1U);
}

TEST_F(WebSocketTest, FragmentsArePutTogetherAndAPingInBetweenIsAnswered) {
    served.start();
    RawPeer peer(served.port());
    upgrade(peer);
    peer.send(frame(0x01, "one ") + frame(kPing, "p") + frame(0x00, "two ") + frame(0x80, "three"));
    EXPECT_EQ(read_frame(peer), std::make_pair(kPong, std::string("p")));
    EXPECT_EQ(read_frame(peer), std::make_pair(kText, std::string("one two three")));
}

TEST_F(WebSocketTest, WhatBreaksTheProtocolIsClosedWithItsCode) {
    served.start();
    struct Row {
        const char* name;
        std::string bytes;
        int code;
    };
    const Row rows[] = {
        {"unmasked", frame(kText, "x", false), 1002},
        {"reserved bit", frame(0xC1, "x"), 1002},
        {"unknown opcode", frame(0x83, "x"), 1002},
        {"fragmented ping", frame(0x09, "x"), 1002},
        {"continuation of nothing", frame(0x80, "x"), 1002},
        {"invalid UTF-8", frame(kText, "\xFF"), 1007},
        {"binary", frame(kBinary, "x"), 1003},
        {"64 KiB and a byte", frame(kText, std::string(65537, 'x')), 1009},
    };
    for (const Row& row : rows) {
        RawPeer peer(served.port());
        upgrade(peer);
        peer.send(row.bytes);
        const auto [first, payload] = read_frame(peer);
        EXPECT_EQ(first, kClose) << row.name;
        EXPECT_EQ(close_code(payload), row.code) << row.name;
    }
}

TEST_F(WebSocketTest, AFloodOfPingsEndsTheConnection) {
    served.start();
    RawPeer peer(served.port());
    upgrade(peer);
    for (int i = 0; i < 20; ++i) peer.send(frame(kPing, "p"));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(read_frame(peer).first, kPong);
    for (int i = 0; i < 100; ++i) peer.send(frame(kPing, "p"));
    EXPECT_TRUE(peer.rest().has_value());
    while (left == 0) std::this_thread::yield();
}

TEST_F(WebSocketTest, ACloseIsAnsweredAndTheHandlerLeaves) {
    served.start();
    RawPeer peer(served.port());
    upgrade(peer);
    peer.send(frame(kClose, std::string("\x03\xE8", 2)));
    const auto [first, payload] = read_frame(peer);
    EXPECT_EQ(first, kClose);
    EXPECT_EQ(close_code(payload), 1000);
    EXPECT_TRUE(peer.ended());
    peer.hang_up();
    while (left == 0) std::this_thread::yield();
    while (served.counts().sockets > 0) std::this_thread::yield();
}

TEST_F(WebSocketTest, AVanishedPeerEndsTheHandler) {
    served.start();
    RawPeer peer(served.port());
    upgrade(peer);
    peer.hang_up();
    while (left == 0) std::this_thread::yield();
    EXPECT_EQ(left, 1);
}

TEST_F(WebSocketTest, ARefusalOfTheRouteIsAnOrdinaryAnswer) {
    served.start();
    RawPeer peer(served.port());
    auto request = kUpgrade + "\r\n";
    request.replace(request.find("/ws"), 3, "/ws?refuse=1");
    peer.send(request);
    EXPECT_EQ(peer.answer().status, 403);
    EXPECT_TRUE(peer.ended());
    EXPECT_EQ(served.counts().sockets, 0U);
}

TEST_F(WebSocketTest, APlainRequestGetsTheRoutesAnswer) {
    served.start();
    RawPeer peer(served.port());
    peer.send("GET /ws HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 426);
}

TEST_F(WebSocketTest, AWrongHandshakeIsRefusedInOurOwnWords) {
    served.start();
    const auto without = [](std::string_view line) {
        auto request = kUpgrade + "\r\n";
        const auto at = request.find(line);
        request.erase(at, request.find("\r\n", at) + 2 - at);
        return request;
    };
    const auto with = [](std::string_view from, std::string_view to) {
        auto request = kUpgrade + "\r\n";
        request.replace(request.find(from), from.size(), to);
        return request;
    };
    const std::string requests[] = {without("Sec-WebSocket-Key"),           without("Sec-WebSocket-Version"),
                                    with("Version: 13", "Version: 12"),     with("dGhlIHNhbXBsZSBub25jZQ==", "short"),
                                    kUpgrade + "Content-Length: 0\r\n\r\n", kUpgrade + "\r\n" + frame(kText, "early")};
    for (const auto& request : requests) {
        RawPeer peer(served.port());
        peer.send(request);
        const auto answer = peer.answer();
        EXPECT_GE(answer.status, 400) << request;
        EXPECT_LT(answer.status, 500) << request;
        EXPECT_EQ((answer.head + answer.body).find("WebSocket handshake"), std::string::npos) << answer.body;
        EXPECT_EQ((answer.head + answer.body).find("Beast"), std::string::npos) << answer.head;
        EXPECT_TRUE(peer.ended());
    }
    EXPECT_EQ(left, 0);
}

TEST_F(WebSocketTest, CompressionIsNotOffered) {
    served.start();
    RawPeer peer(served.port());
    peer.send(kUpgrade + "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
    EXPECT_EQ(peer.answer().field("Sec-WebSocket-Extensions"), "");
}

TEST_F(WebSocketTest, StoppingClosesWith1012) {
    served.start();
    RawPeer peer(served.port());
    upgrade(peer);
    auto stopped = served.stopping(1h);
    const auto [first, payload] = read_frame(peer);
    EXPECT_EQ(first, kClose);
    EXPECT_EQ(close_code(payload), 1012);
    peer.send(frame(kClose, std::string("\x03\xF4", 2)));
    EXPECT_TRUE(peer.ended());
    peer.hang_up();
    EXPECT_EQ(stopped.wait_for(20s), std::future_status::ready);
}

TEST(WebSocketWrite, APeerThatDoesNotReadIsCutOffAndTheWriteSaysSo) {
    Served served;
    std::promise<bool> outcome;
    std::atomic<bool> stuck = false;
    Route route;
    route.method = Method::get;
    route.pattern = "/ws";
    route.handler = [](Request&) -> asio::awaitable<Response> { co_return Response::empty(426); };
    route.socket = [&](Request, std::shared_ptr<WebSocket> socket) -> asio::awaitable<void> {
        const auto large = std::make_shared<const std::string>(64 * 1024 * 1024, 'x');
        stuck = true;
        const bool written = co_await socket->write(large);
        outcome.set_value(written);
    };
    served.router.add(std::move(route));
    served.start();
    RawPeer peer(served.port());
    peer.send(kUpgrade + "\r\n");
    EXPECT_EQ(peer.answer().status, 101);
    while (!stuck) std::this_thread::yield();
    served.pass(31s);
    EXPECT_FALSE(outcome.get_future().get());
}

}  // namespace
}  // namespace parley
