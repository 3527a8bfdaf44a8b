#include "server/domain/reply_hours.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr Millis kHour = 3'600'000, kMonday = 1'763'942'400'000;  // 2025-11-24T00:00:00Z, a Monday

TEST(ReplyHours, TheHourIsThatOfTheWallClock) {
    EXPECT_EQ(hour_of_week("UTC", kMonday), 0U);
    EXPECT_EQ(hour_of_week("UTC", kMonday - 1), 167U);
    EXPECT_EQ(hour_of_week("Europe/Warsaw", kMonday), 1U);
    EXPECT_EQ(hour_of_week("America/New_York", kMonday), 163U);
    EXPECT_EQ(hour_of_week("UTC", 0), 3U * 24) << "the epoch was a Thursday";
}

TEST(ReplyHours, FourOfFiveOfThisHourAndNothingUnderTwenty) {
    std::vector<FirstReply> replies;
    for (int i = 1; i <= 20; ++i) replies.push_back({kMonday + 9 * kHour + i, i * 1000});
    for (int i = 1; i <= 19; ++i) replies.push_back({kMonday + 10 * kHour + i, 1000});
    const auto hours = replies_by_hour(replies, "UTC");
    EXPECT_EQ(hours[9], 16);
    EXPECT_EQ(hours[10], std::nullopt);
    EXPECT_EQ(hours[11], std::nullopt);
    EXPECT_EQ(replies_by_hour(replies, "Europe/Warsaw")[10], 16);
}

}  // namespace
}  // namespace parley
