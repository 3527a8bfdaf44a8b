#pragma once

#include "server/base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley {

/// Milliseconds since the epoch, UTC. The only form of time in the database and in rules.
using Millis = std::int64_t;

/// Where every part of the server learns the time. `now` is the wall clock, `elapsed` never goes back.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Millis now() const = 0;
    /// Monotonic milliseconds since an arbitrary start; for intervals and timeouts. Any thread.
    virtual Millis elapsed() const = 0;
    /// Resumes after `delay` or a little later; ends early, by exception, when the coroutine is cancelled.
    virtual boost::asio::awaitable<void> sleep(std::chrono::milliseconds delay) = 0;
};

/// The real one. Timers run on the awaiting coroutine's executor.
std::unique_ptr<Clock> make_system_clock();

/// `2026-11-22T09:33:20.000Z`.
std::string to_rfc3339(Millis time);
void append_rfc3339(std::string& out, Millis time);
/// Accepts RFC 3339 with any zone and up to nanoseconds (cut to milliseconds).
Result<Millis> from_rfc3339(std::string_view text);

}  // namespace parley
