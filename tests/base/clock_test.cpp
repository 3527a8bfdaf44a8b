#include "server/base/clock.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;

Millis read(std::string_view text) {
    const auto time = from_rfc3339(text);
    return time ? *time : -1;
}

TEST(Rfc3339, TimesAreWrittenInUtcWithMilliseconds) {
    EXPECT_EQ(to_rfc3339(0), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(1'795'340'000'123), "2026-11-22T09:33:20.123Z");
    EXPECT_EQ(to_rfc3339(951'782'400'000), "2000-02-29T00:00:00.000Z");
    EXPECT_EQ(to_rfc3339(-1), "1969-12-31T23:59:59.999Z");
}

TEST(Rfc3339, WhatIsWrittenReadsBack) {
    for (const Millis time : {Millis{0}, Millis{-1}, Millis{1'795'340'000'123}, Millis{253'402'300'799'999}}) {
        EXPECT_EQ(read(to_rfc3339(time)), time);
    }
}

TEST(Rfc3339, ZonesFractionsAndLowerCaseAreUnderstood) {
    constexpr Millis kTime = 1'795'340'000'000;
    EXPECT_EQ(read("2026-11-22T09:33:20Z"), kTime);
    EXPECT_EQ(read("2026-11-22t09:33:20z"), kTime);
    EXPECT_EQ(read("2026-11-22T12:33:20+03:00"), kTime);
    EXPECT_EQ(read("2026-11-21T23:33:20-10:00"), kTime);
    EXPECT_EQ(read("2026-11-22T15:03:20+05:30"), kTime);
    EXPECT_EQ(read("2026-11-22T09:33:20.5Z"), kTime + 500);
    EXPECT_EQ(read("2026-11-22T09:33:20.123456789Z"), kTime + 123) << "cut, not rounded";
    EXPECT_EQ(read("2016-12-31T23:59:60Z"), read("2017-01-01T00:00:00Z")) << "a leap second";
}

TEST(Rfc3339, WhatIsNoTimeIsRefused) {
    for (const std::string_view text :
         {"", "2026", "2026-11-22", "2026-11-22T09:33:20", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T09:60:00Z", "2026-11-22T09:33:61Z", "2026-11-22T09:33:20.Z",
          "2026-11-22T09:33:20.1234567890Z", "2026-11-22T09:33:20+3:00", "2026-11-22T09:33:20+24:00",
          "2026-11-22T09:33:20Zx", " 2026-11-22T09:33:20Z", "2026-11-22T09:33:20+03:0x", "-026-11-22T09:33:20Z"}) {
        EXPECT_FALSE(from_rfc3339(text).has_value()) << text;
    }
}

TEST(SystemClock, ElapsedNeverGoesBackAndNowIsAfterTheYear2020) {
    const auto clock = make_system_clock();
    const Millis before = clock->elapsed();
    EXPECT_GE(clock->elapsed(), before);
    EXPECT_GT(clock->now(), read("2020-01-01T00:00:00Z"));
}

TEST(SystemClock, SleepResumesNotBeforeItsTime) {
    const auto clock = make_system_clock();
    asio::io_context io;
    Millis slept = -1;
    const auto nap = [&]() -> asio::awaitable<void> {
        const Millis start = clock->elapsed();
        co_await clock->sleep(std::chrono::milliseconds(5));
        slept = clock->elapsed() - start;
    };
    asio::co_spawn(io, nap(), [](std::exception_ptr error) { EXPECT_FALSE(error); });
    io.run();
    EXPECT_GE(slept, 4) << "two truncations to milliseconds may take one off";
}

TEST(SystemClock, ACancelledSleepEndsAtOnceByException) {
    const auto clock = make_system_clock();
    asio::io_context io;
    asio::cancellation_signal stop;
    bool threw = false;
    asio::co_spawn(
        io, clock->sleep(std::chrono::hours(1)),
        asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr error) { threw = error != nullptr; }));
    asio::post(io, [&] { stop.emit(asio::cancellation_type::terminal); });
    io.run();
    EXPECT_TRUE(threw);
}

}  // namespace
}  // namespace parley
