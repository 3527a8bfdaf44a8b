#include "server/net/address_guard.hpp"

#include "server/net/forwarded.hpp"
#include "server/net/http_client.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <ifaddrs.h>
#include <memory>
#include <netinet/in.h>
#include <sys/socket.h>
#include <vector>

namespace parley {

namespace ip = boost::asio::ip;

namespace {

/// RELIABILITY_SECURITY appendix C; IPv4-mapped, -compatible, translated and NAT64 addresses are judged by inner_v4.
const std::vector<std::string>& refused_ranges() {
    static const std::vector<std::string> kRanges{
        "0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",    "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24",   "192.0.2.0/24",  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",  "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4",   "240.0.0.0/4",    "168.63.129.16",  "64:ff9b:1::/48", "100::/64",
        "2001::/23",      "2001:db8::/32", "2002::/16",      "3fff::/20",      "5f00::/16",      "fc00::/7",
        "fe80::/10",      "fec0::/10",     "ff00::/8"};
    return kRanges;
}

enum class Carries { nothing, refused, inner };
struct Inner {
    Carries kind = Carries::nothing;
    ip::address_v4 address;
};
Inner inner_v4(const ip::address_v6& address) {
    const auto bytes = address.to_bytes();
    const auto zeros = [&](std::size_t from, std::size_t to) {
        return std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                           bytes.begin() + static_cast<std::ptrdiff_t>(to),
                           [](unsigned char byte) { return byte == 0; });
    };
    const bool mapped = zeros(0, 10) && bytes[10] == 0xFF && bytes[11] == 0xFF;
    if (mapped || zeros(0, 12)) return {Carries::refused, {}};
    const bool translated = zeros(0, 8) && bytes[8] == 0xFF && bytes[9] == 0xFF && zeros(10, 12);
    const bool nat64 = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == 0xFF && bytes[3] == 0x9B && zeros(4, 12);
    if (!translated && !nat64) return {};
    return {Carries::inner, ip::address_v4({bytes[12], bytes[13], bytes[14], bytes[15]})};
}

bool looks_numeric(std::string_view label) {
    if (label.starts_with("0x") || label.starts_with("0X")) return true;
    return !label.empty() && std::ranges::all_of(label, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool is_private_address(std::string_view text) {
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(text), error);
    if (error || address.to_string() != text) return true;
    if (address.is_v6()) {
        if (address.to_v6().scope_id() != 0) return true;
        const auto inner = inner_v4(address.to_v6());
        if (inner.kind == Carries::refused) return true;
        if (inner.kind == Carries::inner) return is_private_address(inner.address.to_string());
    }
    return address_in(text, refused_ranges());
}

bool is_own_address(const ip::address& address) {
    ifaddrs* first = nullptr;
    if (getifaddrs(&first) != 0) return false;
    const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> all(first, &freeifaddrs);
    for (const ifaddrs* one = first; one; one = one->ifa_next) {
        if (!one->ifa_addr) continue;
        if (address.is_v4() && one->ifa_addr->sa_family == AF_INET) {
            sockaddr_in own{};
            std::memcpy(&own, one->ifa_addr, sizeof own);
            if (ntohl(own.sin_addr.s_addr) == address.to_v4().to_uint()) return true;
        }
        if (address.is_v6() && one->ifa_addr->sa_family == AF_INET6) {
            sockaddr_in6 own{};
            std::memcpy(&own, one->ifa_addr, sizeof own);
            if (std::memcmp(&own.sin6_addr, address.to_v6().to_bytes().data(), 16) == 0) return true;
        }
    }
    return false;
}

bool is_plain_host(std::string_view host) {
    if (host.empty() || host.size() > 253 || host.find_first_of("%/\\@ ") != std::string_view::npos) return false;
    boost::system::error_code error;
    const auto address = ip::make_address(std::string(host), error);
    if (!error) return address.to_string() == host;
    if (host.find(':') != std::string_view::npos || host.starts_with('.') || host.ends_with('.')) return false;
    if (host.find("..") != std::string_view::npos) return false;
    // What ends in a number is an address to some resolvers; whoever means an address writes it canonically.
    return !looks_numeric(host.substr(host.rfind('.') + 1));
}

bool is_usual_port(std::string_view port) {
    return port == "80" || port == "443" || port == "8443";
}

}  // namespace parley
