#include "server/net/gate.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

const std::string kGet = "GET /a HTTP/1.1\r\nHost: h\r\n";
const std::string kPost = "POST /a HTTP/1.1\r\nHost: h\r\n";
const std::string kEnd = "\r\n";

struct Case {
    const char* name;
    std::string block;
    int refusal;  ///< 0: taken
};
void PrintTo(const Case& value, std::ostream* out) {
    *out << value.name;
}

class Gate : public testing::TestWithParam<Case> {};

TEST_P(Gate, AnswersAsTheRulesSay) {
    const auto answer = pass_gate(GetParam().block);
    EXPECT_EQ(answer.refusal, GetParam().refusal);
    EXPECT_EQ(answer.head.has_value(), GetParam().refusal == 0) << "a refused head is not handed on";
}

std::string nul(std::string text) {
    for (char& c : text) {
        if (c == '@') c = '\0';
    }
    return text;
}

const Case kTaken[] = {
    {"PlainGet", kGet + kEnd, 0},
    {"AbsoluteFormOfTheSameHost", "GET http://h/a HTTP/1.1\r\nHost: h\r\n\r\n", 0},
    {"AbsoluteFormWithoutPath", "GET http://H HTTP/1.1\r\nHost: h\r\n\r\n", 0},
    {"NoSpaceAfterColon", "GET /a HTTP/1.1\r\nHost:h\r\n\r\n", 0},
    {"TabsAroundValue", "GET /a HTTP/1.1\r\nHost:\t h \t\r\n\r\n", 0},
    {"EveryTokenCharacterInAName", kGet + "X-!#$%&'*+-.^_`|~1: v\r\n\r\n", 0},
    {"ObsText", kGet + "X-A: caf\xE9\r\n\r\n", 0},
    {"EmptyValue", kGet + "X-A:\r\n\r\n", 0},
    {"Http10WithoutHost", "GET /a HTTP/1.0\r\n\r\n", 0},
    {"Http10Head", "HEAD /a HTTP/1.0\r\n\r\n", 0},
    {"Chunked", kPost + "Transfer-Encoding: chunked\r\n\r\n", 0},
    {"ChunkedInMixedCase", kPost + "tRANSFER-eNCODING: Chunked\r\n\r\n", 0},
    {"LengthZero", kPost + "Content-Length: 0\r\n\r\n", 0},
    {"LengthWithLeadingZeros", kPost + "Content-Length: 0001\r\n\r\n", 0},
    {"LengthOfNineteenDigits", kPost + "Content-Length: 9999999999999999999\r\n\r\n", 0},
    {"ExpectContinue", kPost + "Expect: 100-Continue\r\nContent-Length: 1\r\n\r\n", 0},
    {"DotsThatAreNoSegment", "GET /a.b/..c/... HTTP/1.1\r\nHost: h\r\n\r\n", 0},
    {"UpgradeOfAGet", kGet + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n", 0},
    {"AnotherUpgradeWithABodyIsJustARequest",
     kPost + "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 1\r\n\r\n", 0},
    {"HostWithPort", "GET /a HTTP/1.1\r\nHost: h.example:8080\r\n\r\n", 0},
    {"HostInBrackets", "GET /a HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", 0},
};
INSTANTIATE_TEST_SUITE_P(Taken, Gate, testing::ValuesIn(kTaken), [](const auto& row) { return row.param.name; });

const Case kFraming[] = {
    {"LengthAndChunked", kPost + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"TwoLengthsThatDiffer", kPost + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400},
    {"TwoLengthsThatAgree", kPost + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n", 400},
    {"ListOfLengths", kPost + "Content-Length: 1, 1\r\n\r\n", 400},
    {"NegativeLength", kPost + "Content-Length: -1\r\n\r\n", 400},
    {"LengthWithPlus", kPost + "Content-Length: +1\r\n\r\n", 400},
    {"HexLength", kPost + "Content-Length: 0x1\r\n\r\n", 400},
    {"LengthWithJunk", kPost + "Content-Length: 1x\r\n\r\n", 400},
    {"LengthWithBlankInside", kPost + "Content-Length: 1 1\r\n\r\n", 400},
    {"EmptyLength", kPost + "Content-Length: \r\n\r\n", 400},
    {"LengthOfTwentyDigits", kPost + "Content-Length: 10000000000000000000\r\n\r\n", 400},
    {"UnknownEncoding", kPost + "Transfer-Encoding: xchunked\r\n\r\n", 501},
    {"GzipEncoding", kPost + "Transfer-Encoding: gzip\r\n\r\n", 501},
    {"GzipWithLength", kPost + "Transfer-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", 400},
    {"IdentityEncoding", kPost + "Transfer-Encoding: identity\r\n\r\n", 501},
    {"ChunkedNotLast", kPost + "Transfer-Encoding: chunked, gzip\r\n\r\n", 501},
    {"ChunkedAfterGzip", kPost + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"ChunkedTwice", kPost + "Transfer-Encoding: chunked, chunked\r\n\r\n", 501},
    {"TwoEncodingFields", kPost + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501},
    {"EmptyEncoding", kPost + "Transfer-Encoding:\r\n\r\n", 501},
    {"QuotedEncoding", kPost + "Transfer-Encoding: \"chunked\"\r\n\r\n", 501},
    {"ControlBeforeEncoding",
     kPost + "Transfer-Encoding: \x0B"
             "chunked\r\n\r\n",
     400},
    {"EncodingIn10", "GET /a HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"BodyIn10", "POST /a HTTP/1.0\r\nHost: h\r\nContent-Length: 1\r\n\r\n", 400},
    {"BodyOfAGetIn10", "GET /a HTTP/1.0\r\nHost: h\r\nContent-Length: 1\r\n\r\n", 400},
    {"UpgradeWithLength", kGet + "Connection: upgrade\r\nUpgrade: websocket\r\nContent-Length: 0\r\n\r\n", 400},
    {"UpgradeWithChunks", kGet + "Connection: upgrade\r\nUpgrade: websocket\r\nTransfer-Encoding: chunked\r\n\r\n",
     400},
    {"AnotherExpectation", kPost + "Expect: 200-maybe\r\nContent-Length: 1\r\n\r\n", 417},
};
INSTANTIATE_TEST_SUITE_P(Framing, Gate, testing::ValuesIn(kFraming), [](const auto& row) { return row.param.name; });

const Case kLines[] = {
    {"SpaceBeforeColon", kGet + "X-A : 1\r\n\r\n", 400},
    {"SpaceBeforeColonOfEncoding", kPost + "Transfer-Encoding : chunked\r\n\r\n", 400},
    {"FoldedField", kGet + "X-A: 1\r\n 2\r\n\r\n", 400},
    {"FoldedWithTab", kGet + "X-A: 1\r\n\t2\r\n\r\n", 400},
    {"FoldedFirstField", "GET /a HTTP/1.1\r\n Host: h\r\n\r\n", 400},
    {"FoldedEncoding", kPost + "Transfer-Encoding:\r\n chunked\r\n\r\n", 400},
    {"NoColon", kGet + "nonsense\r\n\r\n", 400},
    {"EmptyName", kGet + ": v\r\n\r\n", 400},
    {"NulInName", nul(kGet + "X@A: 1\r\n\r\n"), 400},
    {"NulInValue", nul(kGet + "X-A: 1@2\r\n\r\n"), 400},
    {"BareCrInValue", kGet + "X-A: 1\r2\r\n\r\n", 400},
    {"BareLfInValue", kGet + "X-A: 1\n2: 3\r\n\r\n", 400},
    {"BareLfEnds", "GET /a HTTP/1.1\nHost: h\n\n", 400},
    {"DeleteInValue", kGet + "X-A: \x7F\r\n\r\n", 400},
    {"EscapeInValue", kGet + "X-A: \x1B[0m\r\n\r\n", 400},
    {"ParenthesisInName", kGet + "X(A): 1\r\n\r\n", 400},
    {"ObsTextInName", kGet + "X-\xE9: 1\r\n\r\n", 400},
    {"NoHost", "GET /a HTTP/1.1\r\n\r\n", 400},
    {"TwoHosts", kGet + "Host: g\r\n\r\n", 400},
    {"TwoHostsThatAgree", kGet + "host: h\r\n\r\n", 400},
    {"TwoHostsIn10", "GET /a HTTP/1.0\r\nHost: h\r\nHost: h\r\n\r\n", 400},
    {"HostWithASpace", "GET /a HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
    {"HostWithAComma", "GET /a HTTP/1.1\r\nHost: a,b\r\n\r\n", 400},
    {"HostWithUserInfo", "GET /a HTTP/1.1\r\nHost: u@h\r\n\r\n", 400},
    {"HostWithAPath", "GET /a HTTP/1.1\r\nHost: h/x\r\n\r\n", 400},
    {"EmptyHost", "GET /a HTTP/1.1\r\nHost:\r\n\r\n", 400},
};
INSTANTIATE_TEST_SUITE_P(Lines, Gate, testing::ValuesIn(kLines), [](const auto& row) { return row.param.name; });

std::string line(const std::string& request_line) {
    return request_line + "\r\nHost: h\r\n\r\n";
}

const Case kRequestLine[] = {
    {"NoVersion", line("GET /a"), 400},
    {"EmptyLineOnly", "\r\n\r\n", 400},
    {"Version20", line("GET /a HTTP/2.0"), 505},
    {"Version09", line("GET /a HTTP/0.9"), 505},
    {"Version12", line("GET /a HTTP/1.2"), 505},
    {"VersionInLowerCase", line("GET /a http/1.1"), 400},
    {"SpaceAfterVersion", line("GET /a HTTP/1.1 "), 400},
    {"SpaceInTarget", line("GET /a x HTTP/1.1"), 400},
    {"TwoSpaces", line("GET  /a HTTP/1.1"), 400},
    {"TabInsteadOfSpace", line("GET\t/a HTTP/1.1"), 400},
    {"LeadingSpace", line(" GET /a HTTP/1.1"), 400},
    {"ControlInTarget", line("GET /a\x01 HTTP/1.1"), 400},
    {"RawUtf8InTarget", line("GET /\xC5\x82 HTTP/1.1"), 400},
    {"MethodWithBracket", line("GE(T /a HTTP/1.1"), 400},
    {"UnknownMethod", line("BREW /a HTTP/1.1"), 501},
    {"MethodInLowerCase", line("get /a HTTP/1.1"), 501},
    {"Trace", line("TRACE /a HTTP/1.1"), 501},
    {"Connect", line("CONNECT h:443 HTTP/1.1"), 501},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\n", 505},
    {"AsteriskForm", line("OPTIONS * HTTP/1.1"), 400},
    {"AbsoluteFormOfAnotherHost", line("GET http://other/a HTTP/1.1"), 400},
    {"AbsoluteFormWithUserInfo", line("GET http://u@h/a HTTP/1.1"), 400},
    {"AbsoluteFormOfAnotherScheme", line("GET ftp://h/a HTTP/1.1"), 400},
    {"TargetWithoutSlash", line("GET a HTTP/1.1"), 400},
    {"Backslash", line("GET /a\\b HTTP/1.1"), 400},
    {"EscapedBackslash", line("GET /a%5Cb HTTP/1.1"), 400},
    {"Fragment", line("GET /a#b HTTP/1.1"), 400},
    {"EscapedNul", line("GET /a%00 HTTP/1.1"), 400},
    {"EscapedNewline", line("GET /a%0Ab HTTP/1.1"), 400},
    {"BrokenEscape", line("GET /a%4 HTTP/1.1"), 400},
    {"EscapeThatIsNoHex", line("GET /a%zz HTTP/1.1"), 400},
    {"EscapedInvalidUtf8", line("GET /a%C0%AF HTTP/1.1"), 400},
    {"DotDot", line("GET /a/../b HTTP/1.1"), 400},
    {"DotDotAtTheEnd", line("GET /a/.. HTTP/1.1"), 400},
    {"Dot", line("GET /a/./b HTTP/1.1"), 400},
    {"EscapedDotDot", line("GET /a/%2e%2E/b HTTP/1.1"), 400},
};
INSTANTIATE_TEST_SUITE_P(RequestLine, Gate, testing::ValuesIn(kRequestLine),
                         [](const auto& row) { return row.param.name; });

std::string with_fields(std::size_t count) {
    std::string block = kGet;  // Host is the first
    for (std::size_t i = 1; i < count; ++i) block += "A: 1\r\n";
    return block + kEnd;
}
std::string with_target(std::size_t size) {
    return line("GET /" + std::string(size - 1, 'a') + " HTTP/1.1");
}

const Case kLimits[] = {
    {"AHundredFields", with_fields(100), 0},
    {"AHundredAndOneFields", with_fields(101), 431},
    {"TargetOf4096", with_target(4096), 0},
    {"TargetOf4097", with_target(4097), 414},
};
INSTANTIATE_TEST_SUITE_P(Limits, Gate, testing::ValuesIn(kLimits), [](const auto& row) { return row.param.name; });

TEST(GateHead, TheHeadHoldsWhatWasSent) {
    const auto answer = pass_gate(
        "PUT /caf%C3%A9/x%20y?q=a%20b&r HTTP/1.1\r\nHost: h\r\nX-Twice: 1\r\nx-twice: 2\r\nContent-Length: 12\r\n\r\n");
    ASSERT_TRUE(answer.head.has_value());
    const Head& head = *answer.head;
    EXPECT_EQ(head.request.method, Method::put);
    EXPECT_EQ(head.request.target, "/caf%C3%A9/x%20y?q=a%20b&r");
    EXPECT_EQ(head.request.path, "/café/x y");
    EXPECT_EQ(head.request.query, "q=a%20b&r");
    EXPECT_EQ(head.request.headers.get("X-TWICE"), "1");
    EXPECT_EQ(head.request.headers.count("x-twice"), 2U);
    EXPECT_EQ(head.content_length, 12U);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_FALSE(head.chunked);
    EXPECT_FALSE(head.upgrade);
}

TEST(GateHead, AnAbsoluteFormIsReducedToItsPath) {
    const auto answer = pass_gate("GET http://h/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(answer.head.has_value());
    EXPECT_EQ(answer.head->request.path, "/a/b");
    EXPECT_EQ(answer.head->request.query, "c");
}

TEST(GateHead, CloseIsFoundInAnyConnectionField) {
    const auto keeps = [](const std::string& fields) { return pass_gate(kGet + fields + kEnd).head->keep_alive; };
    EXPECT_TRUE(keeps(""));
    EXPECT_TRUE(keeps("Connection: keep-alive\r\n"));
    EXPECT_FALSE(keeps("Connection: close\r\n"));
    EXPECT_FALSE(keeps("Connection: x, CLOSE ,y\r\n"));
    EXPECT_FALSE(keeps("Connection: keep-alive\r\nConnection: close\r\n"));
    EXPECT_FALSE(pass_gate("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").head->keep_alive);
}

TEST(GateHead, AnUpgradeNeedsBothFields) {
    const auto upgrades = [](const std::string& fields) { return pass_gate(kGet + fields + kEnd).head->upgrade; };
    EXPECT_TRUE(upgrades("Connection: Upgrade\r\nUpgrade: WebSocket\r\n"));
    EXPECT_FALSE(upgrades("Upgrade: websocket\r\n"));
    EXPECT_FALSE(upgrades("Connection: upgrade\r\n"));
    EXPECT_FALSE(upgrades("Connection: upgrade\r\nUpgrade: h2c\r\n"));
}

}  // namespace
}  // namespace parley
