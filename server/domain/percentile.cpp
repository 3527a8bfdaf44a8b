#include "server/domain/percentile.hpp"

#include <algorithm>

namespace parley {

std::size_t bucket_of(Millis value) noexcept {
    std::size_t bucket = 0;
    while (bucket < kBucketBorders.size() && value >= kBucketBorders[bucket]) ++bucket;
    return bucket;
}

Figures figures(std::vector<Millis> answered, std::int64_t never) {
    Figures out;
    out.never = never;
    out.count = static_cast<std::int64_t>(answered.size());
    if (answered.empty()) return out;
    std::sort(answered.begin(), answered.end());
    const auto rank = [&](std::size_t percent) {
        const std::size_t position = (answered.size() * percent + 99) / 100;
        return answered[std::max<std::size_t>(position, 1) - 1];
    };
    out.p50 = rank(50);
    out.p90 = rank(90);
    out.p95 = rank(95);
    Millis sum = 0;
    for (const Millis value : answered) {
        sum += value;
        ++out.buckets[bucket_of(value)];
    }
    out.mean = sum / out.count;
    return out;
}

}  // namespace parley
