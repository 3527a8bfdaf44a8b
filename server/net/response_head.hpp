#pragma once

#include "server/net/http.hpp"

#include <cstddef>
#include <string>

namespace parley {

/// Status line and fields of an answer into `out`, which is emptied first. Adds Content-Length and, when the connection
/// ends, Connection. A field that would break the head (control characters) is left out and logged.
void write_head(std::string& out, const Response& response, std::size_t body_size, bool keep_alive);

}  // namespace parley
