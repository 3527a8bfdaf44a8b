#pragma once

#include "server/net/http.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Is the canonical address inside one of the addresses or CIDR ranges?
bool address_in(std::string_view address, const std::vector<std::string>& ranges);

/// The customer's address: X-Forwarded-For is believed only when the peer is a trusted proxy, and read from the right
/// up to the first address that is not one.
std::string client_address(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted);

/// https as told by a trusted proxy's X-Forwarded-Proto.
bool came_over_tls(std::string_view peer, const Headers& headers, const std::vector<std::string>& trusted);

}  // namespace parley
