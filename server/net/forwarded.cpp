#include "server/net/forwarded.hpp"

#include "server/base/text.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace parley {

namespace ip = boost::asio::ip;

bool address_in(std::string_view address, const std::vector<std::string>& ranges) {
    boost::system::error_code error;
    auto parsed = ip::make_address(address, error);
    if (error) return false;
    if (parsed.is_v6() && parsed.to_v6().is_v4_mapped()) parsed = ip::make_address_v4(ip::v4_mapped, parsed.to_v6());
    for (const auto& range : ranges) {
        if (range.find('/') == std::string::npos) {
            const auto one = ip::make_address(range, error);
            if (!error && one == parsed) return true;
        } else if (parsed.is_v4()) {
            const auto network = ip::make_network_v4(range, error);
            if (!error &&
                ip::make_network_v4(parsed.to_v4(), network.prefix_length()).canonical() == network.canonical())
                return true;
        } else {
            const auto network = ip::make_network_v6(range, error);
            if (!error &&
                ip::make_network_v6(parsed.to_v6(), network.prefix_length()).canonical() == network.canonical())
                return true;
        }
    }
    return false;
}

std::string client_address(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted) {
    if (trusted.empty() || !address_in(peer, trusted)) return std::string(peer);
    std::string all;
    for (const auto& [name, value] : headers.all()) {
        if (!equal_ignoring_case(name, "X-Forwarded-For")) continue;
        if (!all.empty()) all += ',';
        all += value;
    }
    std::string_view rest = all;
    while (!rest.empty()) {
        const auto comma = rest.rfind(',');
        const auto hop = trim(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
        boost::system::error_code error;
        ip::make_address(hop, error);
        if (error) break;  // nonsense: believe nothing further left
        if (!address_in(hop, trusted)) return std::string(hop);
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(0, comma);
    }
    return std::string(peer);
}

bool came_over_tls(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted) {
    return !trusted.empty() && address_in(peer, trusted) &&
           equal_ignoring_case(headers.get("X-Forwarded-Proto"), "https");
}

}  // namespace parley
