#include "server/net/forwarded.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const std::vector<std::string> kTrusted{"127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"};

Headers fields(std::initializer_list<const char*> values, const char* name = "X-Forwarded-For") {
    Headers headers;
    for (const char* value : values) headers.add(name, value);
    return headers;
}

TEST(Forwarded, AddressesAndRangesAreMatchedInBothFamilies) {
    EXPECT_TRUE(address_in("127.0.0.1", kTrusted));
    EXPECT_FALSE(address_in("127.0.0.2", kTrusted));
    EXPECT_TRUE(address_in("10.255.0.1", kTrusted));
    EXPECT_FALSE(address_in("11.0.0.1", kTrusted));
    EXPECT_TRUE(address_in("::1", kTrusted));
    EXPECT_TRUE(address_in("fdab::1", kTrusted));
    EXPECT_FALSE(address_in("fe00::1", kTrusted));
    EXPECT_TRUE(address_in("::ffff:10.1.2.3", kTrusted)) << "IPv4 in the disguise of an IPv6 socket";
    EXPECT_FALSE(address_in("nonsense", kTrusted));
    EXPECT_FALSE(address_in("127.0.0.1", {}));
}

TEST(Forwarded, OnlyATrustedProxyIsBelieved) {
    const auto headers = fields({"203.0.113.7"});
    EXPECT_EQ(client_address("198.51.100.1", headers, kTrusted), "198.51.100.1");
    EXPECT_EQ(client_address("10.0.0.1", headers, kTrusted), "203.0.113.7");
    EXPECT_EQ(client_address("10.0.0.1", headers, {}), "10.0.0.1");
    EXPECT_EQ(client_address("10.0.0.1", Headers(), kTrusted), "10.0.0.1");
}

TEST(Forwarded, TheRightmostUntrustedHopIsTheCustomer) {
    EXPECT_EQ(client_address("10.0.0.1", fields({"1.1.1.1, 203.0.113.7, 10.0.0.2"}), kTrusted), "203.0.113.7")
        << "what the customer wrote further left is not believed";
    EXPECT_EQ(client_address("10.0.0.1", fields({"1.1.1.1", "203.0.113.7", "10.0.0.2"}), kTrusted), "203.0.113.7")
        << "several fields are one list";
    EXPECT_EQ(client_address("10.0.0.1", fields({" 203.0.113.7 "}), kTrusted), "203.0.113.7");
    EXPECT_EQ(client_address("10.0.0.1", fields({"2a00::7"}), kTrusted), "2a00::7");
}

TEST(Forwarded, NonsenseEndsTheReading) {
    EXPECT_EQ(client_address("10.0.0.1", fields({"203.0.113.7, unknown"}), kTrusted), "10.0.0.1");
    EXPECT_EQ(client_address("10.0.0.1", fields({"203.0.113.7,"}), kTrusted), "10.0.0.1");
    EXPECT_EQ(client_address("10.0.0.1", fields({"' or 1=1"}), kTrusted), "10.0.0.1");
}

TEST(Forwarded, TlsIsBelievedFromATrustedProxyAlone) {
    const auto https = fields({"https"}, "X-Forwarded-Proto");
    EXPECT_TRUE(came_over_tls("10.0.0.1", https, kTrusted));
    EXPECT_FALSE(came_over_tls("198.51.100.1", https, kTrusted));
    EXPECT_FALSE(came_over_tls("10.0.0.1", fields({"http"}, "X-Forwarded-Proto"), kTrusted));
    EXPECT_FALSE(came_over_tls("10.0.0.1", Headers(), kTrusted));
}

}  // namespace
}  // namespace parley
