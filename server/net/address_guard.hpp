#pragma once

#include <boost/asio/ip/address.hpp>

#include <string_view>

namespace parley {

// Which targets a stranger's URL may name: RELIABILITY_SECURITY appendix C. is_private_address stands in
// http_client.hpp.

/// An address of one of this machine's interfaces.
bool is_own_address(const boost::asio::ip::address& address);

/// A name, or an address in canonical writing (IPv6 without brackets). Octal, hexadecimal, short or dotted-off
/// spellings of addresses are not, and must not reach a resolver.
bool is_plain_host(std::string_view host);

/// 80, 443, 8443.
bool is_usual_port(std::string_view port);

}  // namespace parley
