#include "server/domain/business_time.hpp"

#include "server/domain/zone.hpp"

#include <gtest/gtest.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <memory>
#include <random>

namespace parley {
namespace {

constexpr Millis kMinute = 60'000;
Millis at(const char* text) {
    return from_rfc3339(text).value();
}

/// The obvious model: is the wall clock inside an interval at the start of this minute?
bool slowly_open(const Calendar& calendar, const icu::TimeZone& zone, Millis when) {
    std::int32_t raw = 0, daylight = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(static_cast<UDate>(when), false, raw, daylight, status);
    const Millis local = when + raw + daylight;
    const auto day = day_number(local);
    const auto minute = static_cast<int>((local - day * kDay) / kMinute);
    for (const int back : {0, 1}) {
        const auto exception = calendar.exceptions.find(day_text(day - back));
        const auto& list = exception != calendar.exceptions.end()
                               ? exception->second
                               : calendar.week[static_cast<std::size_t>((day - back + 3) % 7)];
        const int shown = minute + back * 1440;
        if (std::any_of(list.begin(), list.end(),
                        [&](auto i) { return i.from_minute <= shown && shown < i.to_minute; }))
            return true;
    }
    return false;
}

Calendar shop(const char* zone) {
    Calendar calendar;
    calendar.zone = zone;
    for (auto& day : calendar.week) day = {{540, 780}, {800, 1080}};
    calendar.week[5] = {{1200, 1620}};           // Saturday night until 03:00
    calendar.week[6] = {{60, 240}, {120, 300}};  // overlapping, across the hour of the clock change
    return calendar;
}

TEST(BusinessTime, AgreesWithACountMinuteByMinuteThroughClockChanges) {
    std::mt19937 random(7);
    for (const char* name : {"Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Europe/Moscow", "Pacific/Apia",
                             "Australia/Lord_Howe"}) {
        const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(name));
        auto calendar = shop(name);
        calendar.exceptions["2011-12-29"] = {};
        calendar.exceptions["2011-12-30"] = {{0, 1440}};  // the date that Apia never had
        for (const char* start : {"2011-12-27T00:00:00Z", "2026-03-06T00:00:00Z", "2026-03-27T00:00:00Z",
                                  "2014-10-24T00:00:00Z", "2026-10-30T00:00:00Z"}) {
            const Millis from = at(start) + static_cast<Millis>(random() % 1440) * kMinute;
            const Millis to = from + 5 * kDay + static_cast<Millis>(random() % 1440) * kMinute;
            Millis slow = 0;
            for (Millis t = from; t < to; t += kMinute) {
                const bool open = slowly_open(calendar, *zone, t);
                ASSERT_EQ(is_open(calendar, t), open) << name << ' ' << to_rfc3339(t);
                if (!open) continue;
                slow += kMinute;
                ASSERT_EQ(add_business(calendar, from, slow), t + kMinute) << name << ' ' << to_rfc3339(t);
            }
            EXPECT_EQ(business_between(calendar, from, to), slow) << name << ' ' << start;
        }
    }
}

TEST(BusinessTime, AnEmptyCalendarNeverOpensAndDoesNotLoop) {
    const Calendar never;
    const Millis now = at("2026-11-24T10:00:00Z");
    EXPECT_EQ(business_between(never, now, now + 4000 * kDay), 0);
    EXPECT_EQ(add_business(never, now, 1), kNever);
    EXPECT_FALSE(next_open(never, now));
    EXPECT_EQ(add_business(never, now, 0), now);
}

TEST(BusinessTime, OnlyAnExceptionOpensAnOtherwiseEmptyCalendar) {
    Calendar calendar;
    calendar.zone = "Europe/Warsaw";
    calendar.exceptions["2026-12-24"] = {{600, 660}};
    EXPECT_EQ(next_open(calendar, at("2026-11-24T10:00:00Z")), at("2026-12-24T09:00:00Z"));
    EXPECT_EQ(add_business(calendar, at("2026-11-24T10:00:00Z"), 60 * kMinute), at("2026-12-24T10:00:00Z"));
    EXPECT_EQ(add_business(calendar, at("2026-11-24T10:00:00Z"), 61 * kMinute), kNever);
}

TEST(BusinessTime, AlwaysOpenCountsEveryMillisecond) {
    const Millis now = at("2026-03-28T10:00:00Z");
    EXPECT_EQ(business_between(always_open(), now, now + 3 * kDay + 7), 3 * kDay + 7);
    EXPECT_EQ(business_between(always_open(), now + 1, now), 0);
}

TEST(LocalDay, BeginsWhereTheClocksSkipMidnight) {
    EXPECT_EQ(local_day("Pacific/Apia", at("2011-12-30T09:59:59Z")), "2011-12-29");
    EXPECT_EQ(local_day("Pacific/Apia", at("2011-12-30T10:00:00Z")), "2011-12-31");
    EXPECT_EQ(local_midnight("Pacific/Apia", at("2011-12-31T01:00:00Z")), at("2011-12-30T10:00:00Z"));
    EXPECT_EQ(local_midnight("Europe/Warsaw", at("2026-03-29T12:00:00Z")), at("2026-03-28T23:00:00Z"));
    EXPECT_EQ(local_midnight("America/Sao_Paulo", at("2018-11-04T12:00:00Z")), at("2018-11-04T03:00:00Z"));
}

TEST(Calendar, ComesBackFromJsonAsItWasWritten) {
    auto calendar = shop("Europe/Warsaw");
    calendar.exceptions["2026-12-25"] = {};
    const Json json = write_calendar(calendar);
    const auto again = read_calendar(json);
    ASSERT_TRUE(again);
    EXPECT_EQ(write_calendar(*again), json);
}

TEST(Calendar, NamesEveryWrongField) {
    Json json = write_calendar(shop("Mars/Olympus"));
    json["week"][2] = Json::array({Json::array({"18:00", "09:00"})});
    json["exceptions"]["2026-02-30"] = Json::array();
    const auto read = read_calendar(json);
    ASSERT_FALSE(read);
    std::vector<std::string> fields;
    const Error error = read.error();  // a copy: error() answers by value
    for (const auto& one : error.fields()) fields.push_back(one.field);
    EXPECT_EQ(fields, (std::vector<std::string>{"zone", "week/2", "exceptions/2026-02-30"}));
}

}  // namespace
}  // namespace parley
