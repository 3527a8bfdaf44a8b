#pragma once

#include <algorithm>

#include "server/base/clock.hpp"

namespace parley {

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
    /// When `n` tokens will be there (now, when they are).
    Millis ready_at(Millis now, double n = 1) const {
        TokenBucket later = *this;
        later.refill(now);
        if (later.tokens >= n) return now;
        return now + static_cast<Millis>((n - later.tokens) / rate * 1000.0) + 1;
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
