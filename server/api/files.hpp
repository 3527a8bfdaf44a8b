#pragma once

#include "server/net/http.hpp"
#include "server/store/attachments.hpp"

namespace parley {

inline constexpr std::size_t kUploadLimit = 25 << 20;

/// A file as a request brings it, its bytes being the body: name and type are bounded, the owner is the caller's to
/// set. Throws Failure.
Attachment read_upload(const Request& request);

/// The bytes of a file, to whoever the caller let through: pictures, sound and film in place, all else as a download.
/// Throws Failure not_found.
boost::asio::awaitable<Response> file_bytes(Store& store, std::int64_t attachment_id);

}  // namespace parley
