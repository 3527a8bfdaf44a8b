#include "server/net/http_server.hpp"
#include "tests/net/http_server_fixture.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

TEST_F(HttpServerTest, NothingBehindARefusedHeadIsAnswered) {
    served.start();
    const std::string refused[] = {
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\ng\r\n\r\n",
        "GET /a HTTP/1.1\r\nX: y\r\n folded\r\nHost: h\r\n\r\n",
        "GET /a HTTP/1.1\r\n\r\n",
        "BREW /a HTTP/1.1\r\nHost: h\r\n\r\n",
        "get /a HTTP/1.1\r\nHost: h\r\n\r\n",
        "GET /a HTTP/1.1\nHost: h\n\n",
        std::string("\x16\x03\x01\x02\x00\x01", 6),
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    };
    for (const auto& bytes : refused) {
        RawPeer peer(served.port());
        peer.send(bytes + get());
        const auto answer = peer.answer();
        EXPECT_GE(answer.status, 400) << bytes;
        EXPECT_EQ(answer.field("Connection"), "close");
        EXPECT_EQ(answer.body.find("Beast"), std::string::npos);
        EXPECT_TRUE(peer.ended()) << bytes;
    }
    EXPECT_EQ(handled, 0);
    EXPECT_EQ(served.counts().refused, std::size(refused));
}

TEST_F(HttpServerTest, AHeadOf8192BytesIsTakenAndOneByteMoreIsNot) {
    served.start();
    const auto sized = [&](std::size_t size) {
        const auto begin = get("/a", "X-Fill: ");
        return begin.substr(0, begin.size() - 2) + std::string(size - begin.size() - 2, 'x') + "\r\n\r\n";
    };
    RawPeer peer(served.port());
    ASSERT_EQ(sized(8192).size(), 8192U);
    peer.send(sized(8192));
    EXPECT_EQ(peer.answer().status, 200);
    peer.send(sized(8193));
    EXPECT_EQ(peer.answer().status, 431);
    EXPECT_TRUE(peer.ended());
}

TEST_F(HttpServerTest, ALargeRefusedRequestCanBeSentWholeBeforeItsAnswerIsRead) {
    served.start();
    RawPeer peer(served.port());
    std::string head = "GET /a HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 256; ++i) head += "X-A: " + std::string(8000, 'a') + "\r\n";
    peer.send(head);
    EXPECT_EQ(peer.answer().status, 431) << "no reset eats the answer";
}

TEST_F(HttpServerTest, ATargetThatNeverEndsIsRefused) {
    served.start();
    RawPeer peer(served.port());
    peer.send("GET /" + std::string(1 << 20, 'a'));
    EXPECT_EQ(peer.answer().status, 414);
}

TEST_F(HttpServerTest, ASlowHeadIsCutOff) {
    served.start();
    RawPeer peer(served.port());
    peer.send("GET /a HTTP/1.1\r\nX-Slow: ");
    EXPECT_TRUE(ends_as_time_passes(peer, "x")) << "bytes in between do not prolong it";
    EXPECT_EQ(handled, 0);
}

TEST_F(HttpServerTest, AnIdleConnectionIsClosedAfterItsTime) {
    served.start();
    RawPeer peer(served.port());
    peer.send(get());
    EXPECT_EQ(peer.answer().status, 200);
    served.pass(30s);
    peer.send(get());
    EXPECT_EQ(peer.answer().status, 200) << "half of the time is not all of it";
    served.pass(61s);
    EXPECT_TRUE(peer.ended());
}

TEST_F(HttpServerTest, ABodySlowerThanAKilobyteASecondIsCutOff) {
    served.start();
    RawPeer peer(served.port());
    peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + std::string(10, 'x'));
    EXPECT_TRUE(ends_as_time_passes(peer, "x"));
    RawPeer chunked(served.port());
    chunked.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\nab");
    EXPECT_TRUE(ends_as_time_passes(chunked, "x"));
    EXPECT_EQ(handled, 0);
}

TEST_F(HttpServerTest, APeerThatDoesNotReadIsCutOff) {
    static const std::string kLarge(64'000'000, 'z');
    served.route(Method::get, "/large", [](Request&) -> asio::awaitable<Response> {
        Response response;
        response.fixed_body = kLarge;
        co_return response;
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/large"));
    EXPECT_EQ(peer.take(12), "HTTP/1.1 200");
    served.pass(120s);
    while (served.counts().connections > 0) std::this_thread::yield();
    EXPECT_LT(peer.rest().value_or("").size(), kLarge.size());
}

TEST_F(HttpServerTest, ASlowLineGetsALargeAnswerWhole) {
    static const std::string kLarge(64'000'000, 'z');
    served.route(Method::get, "/large", [](Request&) -> asio::awaitable<Response> {
        Response response;
        response.fixed_body = kLarge;
        co_return response;
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/large", "Connection: close\r\n"));
    EXPECT_EQ(peer.answer(false).status, 200);
    std::size_t got = 0;
    for (std::size_t piece = 1; piece > 0; got += piece) {
        served.pass(8s);
        piece = peer.take(4'000'000).size();
    }
    EXPECT_EQ(got, kLarge.size()) << "two minutes, though half a minute without progress is the limit";
}

TEST_F(HttpServerTest, AHandlerMayTakeItsTime) {
    auto gate = std::make_shared<asio::steady_timer>(served.io(), asio::steady_timer::time_point::max());
    std::promise<void> entered;
    served.route(Method::get, "/long", [gate, &entered](Request&) -> asio::awaitable<Response> {
        entered.set_value();
        boost::system::error_code ended;
        co_await gate->async_wait(asio::redirect_error(asio::use_awaitable, ended));
        co_return Response::text(200, "done");
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/long"));
    entered.get_future().wait();
    served.pass(1h);
    RawPeer other(served.port());
    other.send(get());
    EXPECT_EQ(other.answer().status, 200) << "others go on, and the sweep has looked in between";
    asio::post(served.io(), [gate] { gate->cancel(); });
    EXPECT_EQ(peer.answer().body, "done");
}

TEST_F(HttpServerTest, OnlyConfiguredHostsAreAnswered) {
    served.options.host_names = {"chat.example.org"};
    served.start();
    const auto ask = [&](const std::string& host) {
        RawPeer peer(served.port());
        peer.send("GET /a HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        return peer.answer().status;
    };
    EXPECT_EQ(ask("chat.example.org"), 200);
    EXPECT_EQ(ask("CHAT.example.org:8080"), 200);
    EXPECT_EQ(ask("evil.example"), 421);
    EXPECT_EQ(ask("chat.example.org.evil.example"), 421);
    EXPECT_EQ(ask("[::1]:80"), 421);
}

TEST_F(HttpServerTest, BeyondTheTotalOfConnectionsTheAnswerIs503) {
    served.options.max_connections = 2;
    served.start();
    RawPeer first(served.port());
    RawPeer second(served.port());
    first.send(get());
    second.send(get());
    EXPECT_EQ(first.answer().status, 200);
    EXPECT_EQ(second.answer().status, 200);
    RawPeer third(served.port());
    EXPECT_EQ(third.answer().status, 503);
    EXPECT_TRUE(third.ended());
    first.hang_up();
    while (served.counts().connections > 1) std::this_thread::yield();
    RawPeer fourth(served.port());
    fourth.send(get());
    EXPECT_EQ(fourth.answer().status, 200) << "room again";
}

TEST_F(HttpServerTest, BeyondItsShareAPeerIsRefusedAndTheOthersAreNot) {
    served.options.max_connections_per_peer = 2;
    served.options.peers_without_limit = {"::1"};
    served.start();
    RawPeer first(served.port());
    RawPeer second(served.port());
    first.send(get());
    second.send(get());
    EXPECT_EQ(first.answer().status, 200);
    EXPECT_EQ(second.answer().status, 200);
    for (int i = 0; i < 50; ++i) {
        RawPeer third(served.port());
        third.send(get());
        const auto answer = third.answer();
        EXPECT_EQ(answer.status, 503) << "no reset eats the answer";
        EXPECT_EQ(answer.field("Retry-After"), "10");
        EXPECT_TRUE(third.ended());
    }
    EXPECT_EQ(handled, 2);
    EXPECT_EQ(served.counts().refused, 50U);
    first.send(get());
    EXPECT_EQ(first.answer().status, 200) << "those who are in stay in";
    second.hang_up();
    while (served.counts().connections > 1) std::this_thread::yield();
    RawPeer fourth(served.port());
    fourth.send(get());
    EXPECT_EQ(fourth.answer().status, 200) << "room again";
}

TEST_F(HttpServerTest, LoopbackHasNoLimitOfItsOwn) {
    served.options.max_connections_per_peer = 1;
    served.start();
    RawPeer first(served.port());
    RawPeer second(served.port());
    first.send(get());
    second.send(get());
    EXPECT_EQ(first.answer().status, 200);
    EXPECT_EQ(second.answer().status, 200);
}

TEST_F(HttpServerTest, TheCustomersAddressComesFromATrustedProxyAlone) {
    served.route(Method::get, "/who", [](Request& request) -> asio::awaitable<Response> {
        co_return Response::text(200, request.peer + (request.secure ? " tls" : " plain"));
    });
    served.options.trusted_proxies = {"127.0.0.1"};
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/who", "X-Forwarded-For: 1.1.1.1, 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"));
    EXPECT_EQ(peer.answer().body, "203.0.113.7 tls");
    peer.send(get("/who"));
    EXPECT_EQ(peer.answer().body, "127.0.0.1 plain");
}

TEST_F(HttpServerTest, WithoutTrustedProxiesForwardedFieldsAreNothing) {
    served.route(Method::get, "/who", [](Request& request) -> asio::awaitable<Response> {
        co_return Response::text(200, request.peer + (request.secure ? " tls" : " plain"));
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/who", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"));
    EXPECT_EQ(peer.answer().body, "127.0.0.1 plain");
}

TEST_F(HttpServerTest, StoppingLetsARunningRequestFinishAndClosesIdleConnections) {
    auto gate = std::make_shared<asio::steady_timer>(served.io(), asio::steady_timer::time_point::max());
    std::promise<void> entered;
    served.route(Method::get, "/long", [gate, &entered](Request&) -> asio::awaitable<Response> {
        entered.set_value();
        boost::system::error_code ended;
        co_await gate->async_wait(asio::redirect_error(asio::use_awaitable, ended));
        co_return Response::text(200, "done");
    });
    served.start();
    RawPeer idle(served.port());
    idle.send(get());
    EXPECT_EQ(idle.answer().status, 200);
    RawPeer busy(served.port());
    busy.send(get("/long"));
    entered.get_future().wait();
    auto stopped = served.stopping(1h);
    EXPECT_TRUE(idle.ended());
    EXPECT_THROW(RawPeer{served.port()}, std::runtime_error) << "nobody new is let in";
    asio::post(served.io(), [gate] { gate->cancel(); });
    const auto answer = busy.answer();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(stopped.wait_for(20s), std::future_status::ready) << "the grace is not waited out";
}

TEST(HttpServerListen, ATakenPortIsToldWithWhatToDo) {
    Served first;
    first.start();
    asio::io_context io;
    HttpServerOptions options;
    options.port = first.port();
    HttpServer second(io.get_executor(), options, first.router, first.clock);
    try {
        second.listen();
        FAIL() << "two servers on one port";
    } catch (const Failure& failure) {
        EXPECT_NE(failure.error().detail().find(std::to_string(first.port())), std::string::npos);
    }
}

}  // namespace
}  // namespace parley
