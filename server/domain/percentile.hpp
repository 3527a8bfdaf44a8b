#pragma once

#include "server/base/clock.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace parley {

/// Upper borders of the buckets of reply time, milliseconds; the last bucket has none. "Never" is counted apart.
inline constexpr std::array<Millis, 6> kBucketBorders{30'000, 120'000, 300'000, 900'000, 3'600'000, 14'400'000};

struct Figures {
    std::int64_t count = 0;
    Millis p50 = 0, p90 = 0, p95 = 0, mean = 0;
    std::array<std::int64_t, kBucketBorders.size() + 1> buckets{};
    std::int64_t never = 0;
};

/// Exact, nearest rank. A value on a border belongs to the slower bucket.
Figures figures(std::vector<Millis> answered, std::int64_t never);
std::size_t bucket_of(Millis value) noexcept;

}  // namespace parley
