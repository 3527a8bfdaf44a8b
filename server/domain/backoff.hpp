#pragma once

#include "server/base/clock.hpp"

#include <algorithm>
#include <cmath>

namespace parley {

/// Doubling delay before attempt `attempt` + 1 (attempt counts from 1), capped, with a jitter of 20 % either way so
/// that many do not come back at once. `random01` is in [0, 1).
inline Millis backoff(int attempt, Millis base, Millis cap, double random01) {
    const double doubled = static_cast<double>(base) * std::exp2(std::clamp(attempt, 1, 41) - 1);
    const double capped = std::min(doubled, static_cast<double>(cap));
    return static_cast<Millis>(capped * (0.8 + 0.4 * random01));
}

}  // namespace parley
