#pragma once

#include "server/flow/channels.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace parley {

// What a platform told by ids alone (LookUp) is stored as it came; a job then asks for what it says, and takes that in.

inline constexpr const char* kLookUpJob = "look_up";

/// Asks for all that a stored raw update tells by ids. False: some of it is to be asked for again. `last`: it will not
/// be.
boost::asio::awaitable<bool> look_up_told(Store& store, const Channels& channels, std::int64_t raw_update_id,
                                          bool last);

}  // namespace parley
