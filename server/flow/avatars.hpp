#pragma once

#include "server/flow/channels.hpp"
#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace parley {

/// The job that want_avatar leaves; its subject is the contact.
inline constexpr const char* kAvatarJob = "avatar";

/// Asks the platform for the contact's picture and keeps it. False: it could not be asked now.
boost::asio::awaitable<bool> fetch_avatar(Store& store, Channels& channels, std::int64_t contact_id);

}  // namespace parley
