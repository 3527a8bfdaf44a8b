#include "server/net/http_server.hpp"

#include "server/base/json.hpp"
#include "tests/net/raw_peer.hpp"
#include "tests/net/served.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<Response> echo(Request& request) {
    co_return Response::text(200, request.body);
}

class HttpServerTest : public testing::Test {
protected:
    HttpServerTest() {
        served.route(Method::get, "/a", [this](Request&) -> asio::awaitable<Response> {
            ++handled;
            co_return Response::text(200, "a");
        });
        served.route(
            Method::post, "/echo",
            [this](Request& request) -> asio::awaitable<Response> {
                ++handled;
                Response response = co_await echo(request);
                co_return response;
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
            served.pass(1s);
        }
        return false;
    }

    std::atomic<int> handled = 0;
    Served served;
};

TEST_F(HttpServerTest, OneConnectionServesManyRequests) {
    served.start();
    RawPeer peer(served.port());
    for (int i = 0; i < 3; ++i) {
        peer.send(get());
        const auto answer = peer.answer();
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "a");
        EXPECT_EQ(answer.field("Server"), "") << "nobody needs to know";
        EXPECT_EQ(answer.field("Connection"), "");
    }
    EXPECT_EQ(served.counts().connections, 1U);
    EXPECT_EQ(served.counts().requests, 3U);
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInTheirOrder) {
    served.start();
    RawPeer peer(served.port());
    peer.send(post("one") + get() + post("two") + get("/a", "Connection: close\r\n"));
    EXPECT_EQ(peer.answer().body, "one");
    EXPECT_EQ(peer.answer().body, "a");
    EXPECT_EQ(peer.answer().body, "two");
    const auto last = peer.answer();
    EXPECT_EQ(last.body, "a");
    EXPECT_EQ(last.field("Connection"), "close");
    EXPECT_TRUE(peer.ended());
}

TEST_F(HttpServerTest, BytesMayArriveOneByOne) {
    served.start();
    RawPeer peer(served.port());
    for (const char c : "\r\n" + post("slow") + get()) peer.send(std::string_view(&c, 1));
    EXPECT_EQ(peer.answer().body, "slow");
    EXPECT_EQ(peer.answer().body, "a");
}

TEST_F(HttpServerTest, AChunkedBodyIsPutTogetherAndItsTrailersAreDropped) {
    served.route(Method::post, "/fields", [](Request& request) -> asio::awaitable<Response> {
        co_return Response::text(200, std::string(request.headers.get("Authorization")) + "|" + request.body);
    });
    served.start();
    RawPeer peer(served.port());
    const std::string body = "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nAuthorization: forged\r\n\r\n";
    for (const char c : "POST /fields HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + body + get()) {
        peer.send(std::string_view(&c, 1));
    }
    EXPECT_EQ(peer.answer().body, "|abcde");
    EXPECT_EQ(peer.answer().body, "a");
}

TEST_F(HttpServerTest, ABodyOfTheLimitIsTakenAndOneByteMoreIsNot) {
    served.start();
    RawPeer peer(served.port());
    peer.send(post(std::string(1000, 'x')));
    EXPECT_EQ(peer.answer().body.size(), 1000U);
    peer.send(post(std::string(1001, 'x')));
    const auto refused = peer.answer();
    EXPECT_EQ(refused.status, 413);
    EXPECT_EQ(refused.field("Content-Type"), "application/problem+json");
    EXPECT_TRUE(peer.ended());
    EXPECT_EQ(handled, 1);
}

TEST_F(HttpServerTest, ATooLargeBodyIsRefusedBeforeItIsSent) {
    served.start();
    RawPeer peer(served.port());
    peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1000000000000\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 413) << "without a 100 before it";
    EXPECT_TRUE(peer.ended());
    EXPECT_EQ(handled, 0);
}

TEST_F(HttpServerTest, AChunkedBodyBeyondTheLimitIsRefused) {
    served.start();
    RawPeer peer(served.port());
    peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n");
    EXPECT_EQ(peer.answer().status, 413);
    EXPECT_TRUE(peer.ended());
    EXPECT_EQ(handled, 0);
}

TEST_F(HttpServerTest, WhoExpectsAContinueGetsItOnce) {
    served.start();
    RawPeer peer(served.port());
    peer.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(peer.answer().status, 100);
    peer.send("ok");
    EXPECT_EQ(peer.answer().body, "ok");
}

TEST_F(HttpServerTest, HeadIsAnsweredWithoutABody) {
    served.start();
    RawPeer peer(served.port());
    peer.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n" + get());
    const auto head = peer.answer(false);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.field("Content-Length"), "1");
    EXPECT_EQ(peer.answer().body, "a") << "the next answer begins right behind";
}

TEST_F(HttpServerTest, AnAnswerWithoutContentHasNoLength) {
    served.route(Method::del, "/a", [](Request&) -> asio::awaitable<Response> { co_return Response::empty(204); });
    served.start();
    RawPeer peer(served.port());
    peer.send("DELETE /a HTTP/1.1\r\nHost: h\r\n\r\n" + get());
    const auto empty = peer.answer();
    EXPECT_EQ(empty.status, 204);
    EXPECT_EQ(empty.head.find("Content-Length"), std::string::npos);
    EXPECT_EQ(peer.answer().body, "a");
}

TEST_F(HttpServerTest, AnotherMethodGets405WithAllowAndAnotherPath404) {
    served.start();
    RawPeer peer(served.port());
    peer.send("DELETE /a HTTP/1.1\r\nHost: h\r\n\r\n" + get("/nowhere"));
    const auto wrong = peer.answer();
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.field("Allow"), "GET, HEAD");
    const auto missing = peer.answer();
    EXPECT_EQ(missing.status, 404);
    EXPECT_EQ(text_or(*read_json(missing.body), "code"), "not_found");
}

TEST_F(HttpServerTest, PathValuesQueryAndBodyReachTheHandler) {
    served.route(Method::put, "/c/{id}", [](Request& request) -> asio::awaitable<Response> {
        co_return Response::text(
            200, std::string(request.value("id")) + " " + request.parameter("q").value_or("-") + " " + request.body);
    });
    served.start();
    RawPeer peer(served.port());
    peer.send("PUT /c/%C5%82?q=a+b HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx");
    EXPECT_EQ(peer.answer().body, "ł a b x");
}

TEST_F(HttpServerTest, FailuresBecomeProblemsAndBugsTellNothing) {
    served.route(Method::get, "/failure", [](Request&) -> asio::awaitable<Response> {
        throw Failure(Error(Errc::conflict, "taken", "somebody was first"));
        co_return Response();
    });
    served.route(Method::get, "/bug", [](Request&) -> asio::awaitable<Response> {
        throw std::runtime_error("secret path /etc");
        co_return Response();
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/failure") + get("/bug") + get());
    const auto failure = peer.answer();
    EXPECT_EQ(failure.status, 409);
    EXPECT_EQ(text_or(*read_json(failure.body), "code"), "taken");
    const auto bug = peer.answer();
    EXPECT_EQ(bug.status, 500);
    EXPECT_EQ(bug.body.find("secret"), std::string::npos);
    EXPECT_FALSE(text_or(*read_json(bug.body), "request_id").empty());
    EXPECT_EQ(peer.answer().body, "a") << "the connection goes on";
}

TEST_F(HttpServerTest, AHandlersTextCannotForgeAHeader) {
    served.route(Method::get, "/forge", [](Request&) -> asio::awaitable<Response> {
        auto response = Response::text(200, "x");
        response.headers.add("X-Name", "a\r\nSet-Cookie: evil=1");
        co_return response;
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/forge"));
    EXPECT_EQ(peer.answer().field("Set-Cookie"), "");
}

TEST_F(HttpServerTest, BytesThatOutliveTheConnectionAreSentAsTheyAre) {
    static const std::string kLarge(3'000'000, 'z');
    served.route(Method::get, "/large", [](Request&) -> asio::awaitable<Response> {
        Response response;
        response.fixed_body = kLarge;
        co_return response;
    });
    served.start();
    RawPeer peer(served.port());
    peer.send(get("/large") + get());
    EXPECT_EQ(peer.answer().body, kLarge);
    EXPECT_EQ(peer.answer().body, "a");
}

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
