#include "server/domain/rate_limit.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <random>

namespace parley {
namespace {

constexpr Millis kMax = std::numeric_limits<Millis>::max();

TEST(TokenBucket, ABurstGoesAtOnceAndThenOnlyTheRate) {
    TokenBucket bucket{2, 3, 3, 1000};
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_TRUE(bucket.take(1000));
    EXPECT_FALSE(bucket.take(1000));
    EXPECT_FALSE(bucket.take(1499));
    EXPECT_TRUE(bucket.take(1500));
    EXPECT_FALSE(bucket.take(1501));
}

TEST(TokenBucket, TakesBackNoMoreThanItHolds) {
    TokenBucket bucket{1, 2, 2, 0};
    EXPECT_TRUE(bucket.take(0, 2));
    bucket.give_back();
    EXPECT_TRUE(bucket.take(0));
    EXPECT_FALSE(bucket.take(0));
    bucket.give_back(10);
    EXPECT_TRUE(bucket.take(0, 2));
    EXPECT_FALSE(bucket.take(0));
}

TEST(TokenBucket, NoMoreThanTheBurstIsSavedUp) {
    TokenBucket bucket{100, 2, 0, 0};
    EXPECT_TRUE(bucket.take(1'000'000, 2));
    EXPECT_FALSE(bucket.take(1'000'000));
}

TEST(TokenBucket, ATimeThatWentBackGivesNothingAndTakesNothing) {
    TokenBucket bucket{1, 5, 1, 10'000};
    EXPECT_TRUE(bucket.take(3'000));
    EXPECT_FALSE(bucket.take(9'999));
    EXPECT_EQ(bucket.at, 10'000);
}

TEST(TokenBucket, TheTimeItNamesIsEarlyEnoughAndLateEnough) {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> rate(0.01, 50), share(0, 1);
    for (int round = 0; round < 20'000; ++round) {
        const double burst = 1 + 30 * share(random), n = burst * share(random);
        TokenBucket bucket{rate(random), burst, burst * share(random), 500};
        const Millis ready = bucket.ready_at(700, n);
        ASSERT_GE(ready, 700);
        TokenBucket then = bucket, before = bucket;
        EXPECT_TRUE(then.take(ready, n));
        if (ready > 702) {
            EXPECT_FALSE(before.take(ready - 2, n));
        }
    }
}

TEST(TokenBucket, WithoutARateWhatIsNotThereNowNeverComes) {
    const TokenBucket bucket{0, 5, 2, 0};
    EXPECT_EQ(bucket.ready_at(100, 2), 100);
    EXPECT_EQ(bucket.ready_at(100, 3), kMax);
}

TEST(TokenBucket, MoreThanTheBurstNeverComes) {
    const TokenBucket bucket{10, 5, 0, 0};
    EXPECT_EQ(bucket.ready_at(100, 5.5), kMax);
    EXPECT_LT(bucket.ready_at(100, 5), 1000);
}

TEST(TokenBucket, AWaitPastTheEndOfTimeIsNever) {
    const TokenBucket bucket{1e-300, 5, 0, 0};
    EXPECT_EQ(bucket.ready_at(100), kMax);
}

}  // namespace
}  // namespace parley
