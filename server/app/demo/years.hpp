#pragma once

#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>

namespace parley::sample {

/// A month of `month` conversations is lived through; `more` lie in the years before it.
struct Years {
    std::size_t month = 0, more = 0;
};

/// Keeps ids free below the month that is about to be lived through. Ids grow with time.
boost::asio::awaitable<void> keep_room(Store& store, Years years);

/// Fills the room with the month's closed conversations again and again, each time five weeks earlier, until there are
/// `more`: contacts, messages, waits, leads with their sources, tags, and all of it in the search index. To measure
/// with: files are left out, and so are the events of what is that long ago.
boost::asio::awaitable<void> repeat_month(Store& store, Years years);

}  // namespace parley::sample
