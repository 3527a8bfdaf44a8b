#include "server/net/http_server.hpp"

#include "server/base/json.hpp"
#include "tests/net/http_server_fixture.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;

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

}  // namespace
}  // namespace parley
