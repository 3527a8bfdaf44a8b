#include "server/net/address_guard.hpp"

#include "server/net/http_client.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(AddressGuard, EveryRefusedRangeIsRefusedFromItsFirstToItsLastAddress) {
    for (const char* address : {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.0",
                                "10.255.255.255",
                                "100.64.0.0",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.0.0",
                                "169.254.169.254",
                                "169.254.255.255",
                                "172.16.0.0",
                                "172.31.255.255",
                                "192.0.0.0",
                                "192.0.0.255",
                                "192.0.2.0",
                                "192.0.2.255",
                                "192.88.99.0",
                                "192.88.99.255",
                                "192.168.0.0",
                                "192.168.255.255",
                                "198.18.0.0",
                                "198.19.255.255",
                                "198.51.100.0",
                                "198.51.100.255",
                                "203.0.113.0",
                                "203.0.113.255",
                                "224.0.0.0",
                                "239.255.255.255",
                                "240.0.0.0",
                                "255.255.255.255",
                                "168.63.129.16",
                                "::",
                                "::1",
                                "::ffff:8.8.8.8",
                                "::ffff:127.0.0.1",
                                "::8.8.8.8",
                                "::ffff:0:127.0.0.1",
                                "::ffff:0:a00:1",
                                "64:ff9b::7f00:1",
                                "64:ff9b::a9fe:a9fe",
                                "64:ff9b:1::",
                                "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
                                "100::",
                                "100::ffff:ffff:ffff:ffff",
                                "2001::",
                                "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "2001:db8::",
                                "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
                                "2002::",
                                "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "3fff::",
                                "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "5f00::",
                                "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "fc00::",
                                "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "fe80::1",
                                "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "fec0::",
                                "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
                                "ff00::",
                                "ff02::1",
                                "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"}) {
        EXPECT_TRUE(is_private_address(address)) << address;
    }
}

TEST(AddressGuard, ThePublicNeighboursOfEveryRangeArePublic) {
    for (const char* address : {"1.0.0.0",
                                "9.255.255.255",
                                "11.0.0.0",
                                "100.63.255.255",
                                "100.128.0.0",
                                "126.255.255.255",
                                "128.0.0.0",
                                "169.253.255.255",
                                "169.255.0.0",
                                "172.15.255.255",
                                "172.32.0.0",
                                "191.255.255.255",
                                "192.0.1.0",
                                "192.0.3.0",
                                "192.88.98.255",
                                "192.88.100.0",
                                "192.167.255.255",
                                "192.169.0.0",
                                "198.17.255.255",
                                "198.20.0.0",
                                "198.51.99.255",
                                "198.51.101.0",
                                "203.0.112.255",
                                "203.0.114.0",
                                "223.255.255.255",
                                "168.63.129.15",
                                "168.63.129.17",
                                "8.8.8.8",
                                "149.154.167.220",
                                "64:ff9b::808:808",
                                "64:ff9b:2::",
                                "100:0:0:1::",
                                "2001:200::",
                                "2001:db7::1",
                                "2001:db9::1",
                                "2003::1",
                                "3ffe::1",
                                "4000::",
                                "5eff::1",
                                "5f01::",
                                "2606:4700:4700::1111",
                                "2a00:1450::1"}) {
        EXPECT_FALSE(is_private_address(address)) << address;
    }
}

TEST(AddressGuard, TextThatIsNoCanonicalAddressCountsAsPrivate) {
    for (const char* text :
         {"", "example.com", "8.8.8", "8.8.8.8.", "08.8.8.8", "010.8.8.8", "0x8.8.8.8", "134744072", "8.8.8.8/32",
          "8.8.8.8%1", " 8.8.8.8", "[2606:4700::1]", "2606:4700:0:0:0:0:0:1", "2606:4700::A", "2606:4700::1%eth0"}) {
        EXPECT_TRUE(is_private_address(text)) << text;
    }
}

TEST(AddressGuard, HostsInDisguiseDoNotReachTheResolver) {
    for (const char* host : {"",
                             "127.1",
                             "127.0.1",
                             "2130706433",
                             "0x7f000001",
                             "0x7f.0.0.1",
                             "0177.0.0.1",
                             "127.0.0.01",
                             "127.0.0.1.",
                             "127.0.0..1",
                             ".",
                             "..",
                             ".example.com",
                             "example..com",
                             "example.com.",
                             "1.2.3.4.5",
                             "256.1.1.1",
                             "1.2.3.999",
                             "example.123",
                             "example.0x1f",
                             "127.0.0.1%25",
                             "a b",
                             "a/b",
                             "a\\b",
                             "u@h"}) {
        EXPECT_FALSE(is_plain_host(host)) << host;
    }
}

TEST(AddressGuard, OrdinaryHostsAreTaken) {
    for (const char* host : {"example.com", "localhost", "api.telegram.org", "xn--e1afmkfd.example", "1and1.com",
                             "8.8.8.8", "a-b.c1", "2606:4700::1", "::1", "face.cafe", "0x7f.example"}) {
        EXPECT_TRUE(is_plain_host(host)) << host;
    }
}

TEST(AddressGuard, OnlyWebPortsAreUsual) {
    EXPECT_TRUE(is_usual_port("80"));
    EXPECT_TRUE(is_usual_port("443"));
    EXPECT_TRUE(is_usual_port("8443"));
    for (const char* port : {"", "22", "25", "8080", "443 ", "0443", "6379"}) EXPECT_FALSE(is_usual_port(port)) << port;
}

TEST(AddressGuard, LoopbackIsAnAddressOfThisMachine) {
    EXPECT_TRUE(is_own_address(boost::asio::ip::make_address("127.0.0.1")));
    EXPECT_FALSE(is_own_address(boost::asio::ip::make_address("8.8.8.8")));
}

}  // namespace
}  // namespace parley
