#include "server/domain/backoff.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace parley {
namespace {

constexpr double kMiddle = 0.5;  // no jitter

TEST(Backoff, DoublesFromTheBaseUpToTheCap) {
    const Millis wanted[] = {1000, 2000, 4000, 8000, 16'000, 32'000, 64'000, 128'000, 256'000, 300'000, 300'000};
    int attempt = 1;
    for (const Millis one : wanted)
        EXPECT_EQ(backoff(attempt++, 1000, 300'000, kMiddle), one) << "attempt " << attempt - 1;
}

TEST(Backoff, JitterIsAtMostTwentyPercentEitherWay) {
    for (int attempt = 1; attempt < 20; ++attempt) {
        const Millis middle = backoff(attempt, 1000, 300'000, kMiddle);
        EXPECT_NEAR(static_cast<double>(backoff(attempt, 1000, 300'000, 0)), 0.8 * static_cast<double>(middle), 1);
        const Millis most = backoff(attempt, 1000, 300'000, 0.999999);
        EXPECT_GT(most, middle);
        EXPECT_LE(static_cast<double>(most), 1.2 * static_cast<double>(middle) + 1);
    }
}

TEST(Backoff, AbsurdAttemptsAreNeitherNegativeNorPastTheCap) {
    for (const int attempt : {std::numeric_limits<int>::min() + 1, -5, 0}) {
        EXPECT_EQ(backoff(attempt, 1000, 300'000, kMiddle), 1000);
    }
    for (const int attempt : {64, 1'000'000, std::numeric_limits<int>::max()}) {
        EXPECT_EQ(backoff(attempt, 1000, 300'000, kMiddle), 300'000);
    }
    EXPECT_EQ(backoff(std::numeric_limits<int>::min(), 1000, 300'000, kMiddle), 1000);
}

}  // namespace
}  // namespace parley
