#include "server/store/search_question.hpp"

#include "server/base/error.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

SearchQuestion read(std::string_view text) {
    return read_search_question(text, "Europe/Warsaw");
}
std::string trouble(std::string_view text) {
    try {
        read(text);
        return {};
    } catch (const Failure& failure) {
        return failure.error().detail();
    }
}

TEST(SearchQuestion, WordsAreWords) {
    const auto question = read("Frame size, 12:30 https://shop.example/a:b");
    EXPECT_EQ(question.rest, "Frame size, 12:30 https://shop.example/a:b");
    EXPECT_FALSE(question.narrows());
    EXPECT_EQ(question.words.whole.front(), "frame");
}

TEST(SearchQuestion, OperatorsAreTakenOutInAnyOrderAndCase) {
    const auto question = read(R"(frame FROM:Ольга channel:Telegram tag:"Test ride" has:Image size)");
    EXPECT_EQ(question.rest, "frame size");
    EXPECT_EQ(question.from, "ольга");
    EXPECT_EQ(question.channel, "telegram");
    EXPECT_EQ(question.tag, "Test ride");
    EXPECT_EQ(question.has, "image");
    EXPECT_TRUE(question.narrows());
}

TEST(SearchQuestion, ValuesWithSpacesStandInQuotes) {
    EXPECT_EQ(read(R"(from:"Olga  Petrova" frame)").from, "olga petrova");
    EXPECT_EQ(read(R"(from:"Olga Pet)").from, "olga pet") << "the end is being typed";
}

TEST(SearchQuestion, AnOperatorBeingTypedAsksForNothing) {
    const auto question = read("frame from:");
    EXPECT_EQ(question.rest, "frame");
    EXPECT_FALSE(question.narrows());
}

TEST(SearchQuestion, DaysMonthsAndYearsBeginAtMidnightInTheZone) {
    EXPECT_EQ(read("before:2026-11-05").before, 1'793'833'200'000);  // 2026-11-04T23:00Z
    EXPECT_EQ(read("after:2026-07").after, 1'782'856'800'000);       // 2026-06-30T22:00Z
    EXPECT_EQ(read("after:2026").after, 1'767'222'000'000);          // 2025-12-31T23:00Z
    // The clocks went back on 25 October 2026 at 03:00: that day still begins in summer time.
    EXPECT_EQ(read("after:2026-10-25").after, 1'792'879'200'000);  // 2026-10-24T22:00Z
    EXPECT_EQ(read("after:2026-10-26").after, 1'792'969'200'000);  // 2026-10-25T23:00Z
}

TEST(SearchQuestion, WhatCannotBeReadIsNamed) {
    EXPECT_NE(trouble("before:yesterday").find("before: takes a day such as 2026-11-05"), std::string::npos);
    EXPECT_NE(trouble("after:2026-13-01").find("after:"), std::string::npos);
    EXPECT_NE(trouble("after:2026-11-31").find("after:"), std::string::npos);
    EXPECT_NE(trouble("has:money").find("has: is file, image"), std::string::npos);
}

}  // namespace
}  // namespace parley
