#include "server/base/secret.hpp"
#include "server/net/http_client.hpp"
#include "tests/net/http_client_fixture.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace parley {
namespace {

class HttpRedirectTest : public HttpClientTest {
protected:
    /// Answers /N with a redirect to what `location` says for N, and everything else with the request itself.
    ScriptedPeer redirecting(std::string status, std::string location) {
        return ScriptedPeer([=](ScriptedLine& line) {
            for (auto request = line.request(); !request.empty(); request = line.request()) {
                if (request.find(" /from ") == std::string::npos) {
                    line.answer(request);
                } else {
                    line.send("HTTP/1.1 " + status + " Go\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n");
                }
            }
        });
    }
};

TEST_F(HttpRedirectTest, NoneIsFollowedUnasked) {
    auto peer = redirecting("302", "/to");
    EXPECT_EQ(answer(to(peer.url("/from"), Method::get)).status, 302);
    client.reset();
}

TEST_F(HttpRedirectTest, ARelativeOneIsFollowedWithoutCredentials) {
    auto peer = redirecting("302", "to?x=1");
    auto call = to(peer.url("/from"), Method::get);
    call.redirects = 1;
    call.headers.add("Authorization", "Bearer secret");
    call.headers.add("Cookie", "secret");
    const auto got = answer(call);
    EXPECT_TRUE(got.body.starts_with("GET /to?x=1 HTTP/1.1\r\n")) << got.body;
    EXPECT_EQ(got.body.find("secret"), std::string::npos) << got.body;
    client.reset();
}

TEST_F(HttpRedirectTest, ALoopEndsAtTheNumberAllowed) {
    auto peer = redirecting("302", "/from");
    auto call = to(peer.url("/from"), Method::get);
    call.redirects = 3;
    EXPECT_EQ(answer(call).status, 302);
    EXPECT_EQ(peer.connections(), 1);
    client.reset();
}

TEST_F(HttpRedirectTest, APostIsNotRepeatedElsewhere) {
    auto peer = redirecting("307", "/to");
    auto call = to(peer.url("/from"));
    call.body = "secret";
    call.redirects = 3;
    EXPECT_EQ(answer(call).status, 307);
    client.reset();
}

TEST_F(HttpRedirectTest, AnotherPrivatePlaceIsRefused) {
    ScriptedPeer inner([](ScriptedLine& line) {
        line.request();
        line.answer("inner");
    });
    auto peer = redirecting("302", inner.url());
    auto call = to(peer.url("/from"), Method::get);
    call.redirects = 3;
    EXPECT_TRUE(trouble(call).refused_target);
    EXPECT_EQ(inner.connections(), 0);
    client.reset();
}

TEST_F(HttpRedirectTest, AnotherSchemeIsNotFollowed) {
    for (const char* location :
         {"ftp://example.com/", "file:///etc/passwd", "javascript:1", "", "http://user:pw@127.0.0.1/"}) {
        auto peer = redirecting("302", location);
        auto call = to(peer.url("/from"), Method::get);
        call.redirects = 3;
        EXPECT_EQ(answer(call).status, 302) << location;
        client = make_http_client(io.get_executor());
    }
}

class HttpsClientTest : public HttpClientTest {
protected:
    static void greet(ScriptedLine& line) {
        while (!line.request().empty()) line.answer("sealed");
    }
    std::string trusted(const TestCertificate& certificate) {
        const auto path = testing::TempDir() + "parley-ca-" + random_hex(8) + ".pem";
        certificate.write_pem(path);
        files.push_back(path);
        return path;
    }
    ~HttpsClientTest() override {
        for (const auto& file : files) std::filesystem::remove(file);
    }
    std::vector<std::string> files;
};

TEST_F(HttpsClientTest, ASelfSignedCertificateIsRefused) {
    const TestCertificate certificate("IP:127.0.0.1");
    ScriptedPeer peer(&greet, &certificate);
    const auto got = trouble(to(peer.url()));
    EXPECT_FALSE(got.maybe_taken);
    EXPECT_FALSE(got.refused_target);
}

TEST_F(HttpsClientTest, ACertificateOfTheGivenBundleIsTakenAndItsConnectionKept) {
    const TestCertificate certificate("IP:127.0.0.1");
    ScriptedPeer peer(&greet, &certificate);
    client = make_http_client(io.get_executor(), trusted(certificate));
    EXPECT_EQ(answer(to(peer.url())).body, "sealed");
    EXPECT_EQ(answer(to(peer.url())).body, "sealed");
    EXPECT_EQ(peer.connections(), 1);
    client.reset();
}

TEST_F(HttpsClientTest, ACertificateForAnotherNameIsRefused) {
    const TestCertificate certificate("DNS:other.example");
    ScriptedPeer peer(&greet, &certificate);
    client = make_http_client(io.get_executor(), trusted(certificate));
    EXPECT_FALSE(trouble(to(peer.url())).maybe_taken);
}

TEST_F(HttpsClientTest, APlainServerIsNoSecureOne) {
    ScriptedPeer peer([](ScriptedLine& line) {
        line.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        line.wait();
    });
    EXPECT_FALSE(trouble(to("https://127.0.0.1:" + peer.port() + "/")).maybe_taken);
}

TEST_F(HttpsClientTest, ARedirectToPlainHttpIsNotFollowed) {
    const TestCertificate certificate("IP:127.0.0.1");
    ScriptedPeer plain([](ScriptedLine& line) {
        line.request();
        line.answer("plain");
    });
    ScriptedPeer peer(
        [&](ScriptedLine& line) {
            line.request();
            line.send("HTTP/1.1 302 Go\r\nLocation: " + plain.url() + "\r\nContent-Length: 0\r\n\r\n");
        },
        &certificate);
    client = make_http_client(io.get_executor(), trusted(certificate));
    auto call = to(peer.url(), Method::get);
    call.redirects = 3;
    EXPECT_EQ(answer(call).status, 302);
    EXPECT_EQ(plain.connections(), 0);
}

TEST(HttpClientBundle, AMissingCaFileIsToldAtStart) {
    boost::asio::io_context io;
    EXPECT_ANY_THROW(make_http_client(io.get_executor(), "/nowhere/ca.pem"));
}

}  // namespace
}  // namespace parley
