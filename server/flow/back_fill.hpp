#pragma once

#include "server/flow/channels.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace parley {

// What was said while a platform's deliveries did not reach us is asked for afterwards, where it can be asked for
// (Capabilities::back_fills). How far that has come stands in the database, so a crash only repeats a piece; and a
// piece that is taken in twice changes nothing, as messages are known by their names.

inline constexpr const char* kBackFillJob = "back_fill";

/// Deliveries come as they should.
void note_receiving(Transaction& transaction, std::int64_t channel_id);
/// They did not, and do again: since when is what note_receiving said last, or what came last, whichever is earlier. A
/// channel that never received has nothing to ask for.
void want_back_fill(Transaction& transaction, std::int64_t channel_id);
void forget_back_fill(Transaction& transaction, std::int64_t channel_id);

/// Takes in one piece. How long to wait before the next; nothing when there is none. Throws Failure `unavailable` when
/// it is to be tried again.
boost::asio::awaitable<std::optional<std::chrono::milliseconds>> back_fill_piece(Store& store, const Channels& channels,
                                                                                 Clock& clock, std::int64_t channel_id);

}  // namespace parley
