#pragma once

#include "server/net/http.hpp"
#include "server/store/store.hpp"

namespace parley {

/// The bytes of a file, to whoever the caller let through: pictures, sound and film in place, all else as a download.
/// Throws Failure not_found.
boost::asio::awaitable<Response> file_bytes(Store& store, std::int64_t attachment_id);

}  // namespace parley
