#include "server/domain/percentile.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace parley {
namespace {

/// The definition itself: the smallest value that at least `percent` % of all values do not exceed.
Millis slow_percentile(const std::vector<Millis>& values, int percent) {
    Millis best = *std::max_element(values.begin(), values.end());
    for (const Millis candidate : values) {
        const auto within = std::count_if(values.begin(), values.end(), [&](Millis v) { return v <= candidate; });
        if (within * 100 >= percent * static_cast<std::int64_t>(values.size())) best = std::min(best, candidate);
    }
    return best;
}

TEST(Percentile, AgreesWithASlowCount) {
    std::mt19937 random(5);
    for (int round = 0; round < 400; ++round) {
        std::vector<Millis> values(1 + random() % 130);
        const auto spread = round % 2 == 0 ? 20U : 30'000'000U;  // many equal values, and few
        for (auto& value : values) value = static_cast<Millis>(random() % spread);
        const auto got = figures(values, 3);
        EXPECT_EQ(got.p50, slow_percentile(values, 50));
        EXPECT_EQ(got.p90, slow_percentile(values, 90));
        EXPECT_EQ(got.p95, slow_percentile(values, 95));
        EXPECT_EQ(got.mean, std::accumulate(values.begin(), values.end(), Millis{0}) / got.count);
        EXPECT_EQ(got.count, static_cast<std::int64_t>(values.size()));
        EXPECT_EQ(std::accumulate(got.buckets.begin(), got.buckets.end(), std::int64_t{0}), got.count);
        EXPECT_EQ(got.never, 3);
    }
}

TEST(Percentile, OneVerySlowReplyMovesTheMeanButNotTheMedian) {
    const auto got = figures({10'000, 10'000, 10'000, 10'000, 36'000'000}, 0);
    EXPECT_EQ(got.p50, 10'000);
    EXPECT_EQ(got.mean, 7'208'000);
}

TEST(Percentile, AValueOnABorderBelongsToTheSlowerBucket) {
    for (std::size_t i = 0; i < kBucketBorders.size(); ++i) {
        EXPECT_EQ(bucket_of(kBucketBorders[i] - 1), i);
        EXPECT_EQ(bucket_of(kBucketBorders[i]), i + 1);
    }
    EXPECT_EQ(bucket_of(0), 0U);
}

TEST(Percentile, NothingAnsweredStillCountsThoseNeverAnswered) {
    const auto got = figures({}, 7);
    EXPECT_EQ(got.count, 0);
    EXPECT_EQ(got.never, 7);
    EXPECT_EQ(got.p95, 0);
}

}  // namespace
}  // namespace parley
