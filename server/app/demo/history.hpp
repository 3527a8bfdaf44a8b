#pragma once

#include "server/app/demo/plan.hpp"
#include "server/app/demo/staff.hpp"
#include "server/flow/ingest.hpp"
#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <vector>

namespace parley::sample {

struct Business {
    std::array<IngestChannel, kChannelUses> channels;
    std::vector<Worker> workers;  ///< without shifts
};

/// Lives through the month before `now`: the customers' and the shop's steps go through the store in order of time,
/// each the very step that a real one takes, dated. Waits, loads, leads and assignments are thus what they would be.
/// For a store that nobody else works on; the same seed makes the same month.
boost::asio::awaitable<void> live_through(Store& store, Business business, std::size_t count, Millis now,
                                          std::uint64_t seed);

}  // namespace parley::sample
