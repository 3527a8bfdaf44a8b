#include "server/net/http_client.hpp"

#include "tests/net/http_client_fixture.hpp"

#include <gtest/gtest.h>

#include <future>

namespace parley {
namespace {

using namespace std::chrono_literals;

TEST_F(HttpClientTest, ARequestArrivesAsGivenAndTheAnswerComesBack) {
    std::promise<std::string> seen;
    ScriptedPeer peer([&](ScriptedLine& line) {
        seen.set_value(line.request());
        line.send("HTTP/1.1 201 Created\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: 2\r\n\r\nok");
    });
    auto call = to(peer.url("/bot1:x/send?a=b%20c"));
    call.headers.add("Content-Type", "application/json");
    call.headers.add("Authorization", "Bearer t");
    call.body = "{}";
    const auto got = answer(call);
    EXPECT_EQ(got.status, 201);
    EXPECT_EQ(got.body, "ok");
    EXPECT_EQ(got.headers.count("x-a"), 2U);
    const auto request = seen.get_future().get();
    EXPECT_TRUE(request.starts_with("POST /bot1:x/send?a=b%20c HTTP/1.1\r\n")) << request;
    EXPECT_NE(request.find("\r\nHost: 127.0.0.1:" + peer.port() + "\r\n"), std::string::npos) << request;
    EXPECT_NE(request.find("\r\nAuthorization: Bearer t\r\n"), std::string::npos);
    EXPECT_TRUE(request.ends_with("\r\n\r\n{}"));
}

TEST_F(HttpClientTest, AConnectionIsUsedAgain) {
    ScriptedPeer peer([](ScriptedLine& line) {
        while (!line.request().empty()) line.answer("x");
    });
    for (int i = 0; i < 3; ++i) EXPECT_EQ(answer(to(peer.url())).body, "x");
    EXPECT_EQ(peer.connections(), 1);
    client.reset();
}

TEST_F(HttpClientTest, AKeptConnectionThatThePeerClosedIsNotUsedAgain) {
    std::atomic<int> closed = 0;
    ScriptedPeer peer([&](ScriptedLine& line) {
        line.request();
        line.answer("x");
        line.hang_up();
        ++closed;
    });
    EXPECT_EQ(answer(to(peer.url())).body, "x");
    while (closed < 1) std::this_thread::yield();
    EXPECT_EQ(answer(to(peer.url())).body, "x") << "a message is not lost to a stale connection";
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(HttpClientTest, APeerThatWantsToCloseIsNotKept) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.answer("x", "Connection: close\r\n");
        line.wait();
    });
    answer(to(peer.url()));
    answer(to(peer.url()));
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(HttpClientTest, NobodyListeningMeansNotTaken) {
    std::string url;
    {
        ScriptedPeer gone([](ScriptedLine&) {});
        url = gone.url();
    }
    const auto got = trouble(to(url));
    EXPECT_FALSE(got.maybe_taken);
    EXPECT_FALSE(got.refused_target);
}

TEST_F(HttpClientTest, ACutBeforeTheAnswerMeansMaybeTaken) {
    ScriptedPeer peer([](ScriptedLine& line) { line.request(); });
    EXPECT_TRUE(trouble(to(peer.url())).maybe_taken);
}

TEST_F(HttpClientTest, ACutInsideTheAnswerMeansMaybeTaken) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    });
    EXPECT_TRUE(trouble(to(peer.url())).maybe_taken);
}

TEST_F(HttpClientTest, AnAnswerThatIsNoHttpMeansMaybeTaken) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.send("SSH-2.0-OpenSSH\r\n\r\n");
        line.wait();
    });
    EXPECT_TRUE(trouble(to(peer.url())).maybe_taken);
}

TEST_F(HttpClientTest, SilenceEndsAtTheDeadlineAndMeansMaybeTaken) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.wait();
    });
    auto call = to(peer.url());
    call.timeout = 50ms;
    EXPECT_TRUE(trouble(call).maybe_taken);
}

TEST_F(HttpClientTest, ARequestThatWentOutOnlyInPartIsNotTaken) {
    std::promise<void> release;
    auto released = release.get_future().share();
    ScriptedPeer peer([released](ScriptedLine&) { released.wait(); });
    auto call = to(peer.url());
    call.body = std::string(64 << 20, 'x');
    call.timeout = 100ms;
    EXPECT_FALSE(trouble(call).maybe_taken) << "the peer never read, so the end of it cannot have arrived";
    release.set_value();
}

TEST_F(HttpClientTest, TheAnswerIsBoundedHoweverItsLengthIsTold) {
    const std::string eleven(11, 'x');
    const std::string answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n" + eleven,
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n" + eleven + "\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + eleven};
    for (const auto& text : answers) {
        ScriptedPeer peer([&](ScriptedLine& line) {
            line.request();
            line.send(text);
        });
        auto call = to(peer.url());
        call.answer_limit = 11;
        EXPECT_EQ(answer(call).body, eleven) << text;
        call.answer_limit = 10;
        EXPECT_TRUE(trouble(call).maybe_taken) << text;
    }
}

TEST_F(HttpClientTest, AnEndlessHeadIsGivenUp) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100'000; ++i) line.send("X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n");
    });
    EXPECT_TRUE(trouble(to(peer.url())).maybe_taken);
}

TEST_F(HttpClientTest, InterimAnswersAreSkippedAndAHeadHasNoBody) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.send("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        line.request();
        line.send("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        line.request();
        line.answer("after");
        line.wait();
    });
    EXPECT_EQ(answer(to(peer.url())).body, "ok");
    const auto head = answer(to(peer.url(), Method::head));
    EXPECT_EQ(head.headers.get("Content-Length"), "500");
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(answer(to(peer.url())).body, "after");
    client.reset();
}

TEST_F(HttpClientTest, AHeaderCannotBeForgedByItsValue) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.answer("x");
    });
    auto call = to(peer.url());
    call.headers.add("X-Name", "a\r\nX-Evil: 1");
    EXPECT_FALSE(trouble(call).maybe_taken);
    EXPECT_EQ(peer.connections(), 0);
}

TEST_F(HttpClientTest, WhatIsNoUrlIsTroubleWithoutShowingIt) {
    for (const char* url :
         {"", "secret", "ftp://127.0.0.1/secret", "http://user:secret@127.0.0.1/", "http:///secret", "//h/secret",
          "http://127.0.0.1:99999/secret", "http://127.0.0.1:x/secret", "http://[::1/secret", "http://h/a b secret"}) {
        const auto got = trouble(to(url));
        EXPECT_FALSE(got.maybe_taken) << url;
        EXPECT_EQ(got.what.find("secret"), std::string::npos) << got.what;
    }
}

TEST_F(HttpClientTest, PrivateTargetsAreRefusedBeforeAConnection) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.request();
        line.answer("x");
    });
    EXPECT_EQ(answer(to(peer.url())).body, "x") << "the admin's own base";
    const std::string urls[] = {peer.url(),           "http://127.0.0.1/",       "http://localhost/",
                                "http://127.1/",      "http://2130706433/",      "http://0x7f000001/",
                                "http://0177.0.0.1/", "http://[::1]/",           "http://[::ffff:127.0.0.1]/",
                                "http://127.0.0.1./", "http://169.254.169.254/", "http://8.8.8.8:25/"};
    for (const auto& url : urls) {
        auto call = to(url);
        call.private_targets = false;
        call.timeout = 2s;
        const auto got = trouble(call);
        EXPECT_TRUE(got.refused_target) << url << " " << got.what;
        EXPECT_FALSE(got.maybe_taken) << url;
    }
    EXPECT_EQ(peer.connections(), 1) << "and the kept connection of the admin's base was not lent";
}

}  // namespace
}  // namespace parley
