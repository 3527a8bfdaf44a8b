#pragma once

#include "server/base/clock.hpp"

#include <algorithm>
#include <limits>

namespace parley {

/// What ready_at answers when the tokens never come. Test for it before adding to it.
inline constexpr Millis kNeverReady = std::numeric_limits<Millis>::max();

/// `rate` tokens a second, at most `burst` saved up. A plain value; the caller passes a monotonic time.
struct TokenBucket {
    double rate = 1, burst = 1, tokens = 1;
    Millis at = 0;

    bool take(Millis now, double n = 1) {
        refill(now);
        if (tokens < n) return false;
        tokens -= n;
        return true;
    }
    void give_back(double n = 1) { tokens = std::min(burst, tokens + n); }
    /// When `n` tokens will be there: `now` when they are, kNeverReady for more than `burst` or without a rate.
    Millis ready_at(Millis now, double n = 1) const {
        TokenBucket later = *this;
        later.refill(now);
        if (later.tokens >= n) return now;
        if (rate <= 0 || n > burst) return kNeverReady;
        constexpr double kFar = 1e15;  // milliseconds; longer than any installation runs
        const double wait = (n - later.tokens) / rate * 1000.0;
        return wait < kFar ? now + static_cast<Millis>(wait) + 1 : kNeverReady;
    }

private:
    void refill(Millis now) {
        if (now > at) {
            tokens = std::min(burst, tokens + static_cast<double>(now - at) / 1000.0 * rate);
            at = now;
        }
    }
};

}  // namespace parley
