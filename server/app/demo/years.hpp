#pragma once

#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace parley::sample {

/// A month of so many conversations is lived through; what is more lies in the years before it.
inline constexpr std::size_t kMonth = 20'000;

/// Keeps ids free below the month that is about to be lived through, for `more` conversations before it. Ids grow with
/// time.
boost::asio::awaitable<void> keep_room(Store& store, std::size_t more);

/// Fills the room with the month's closed conversations again and again, each time five weeks earlier, until there are
/// `more`: contacts, messages, waits, leads with their sources, tags, and all of it in the search index. To measure
/// with: files are left out, and so are the events of what is that long ago.
boost::asio::awaitable<void> repeat_month(Store& store, std::size_t more);

}  // namespace parley::sample
