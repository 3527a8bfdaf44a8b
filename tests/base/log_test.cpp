#include "server/base/log.hpp"

#include "server/base/json.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

/// What the body writes to the log, as text.
template <class Body>
std::string logged(bool json, LogLevel lowest, Body body) {
    testing::internal::CaptureStderr();
    init_log(json, lowest);
    body();
    std::string out = testing::internal::GetCapturedStderr();
    init_log(false, LogLevel::error);
    return out;
}

TEST(Log, ATextLineHasTimeLevelAndMessage) {
    const auto out = logged(false, LogLevel::debug, [] { log_info("hello {}", 5); });
    ASSERT_EQ(out.size(), std::string_view("2026-11-22T09:33:20.123Z INFO  hello 5\n").size()) << out;
    EXPECT_EQ(out[10], 'T');
    EXPECT_EQ(out.substr(23), "Z INFO  hello 5\n");
}

TEST(Log, WhatIsBelowTheLowestLevelIsNotWritten) {
    const auto out = logged(false, LogLevel::warning, [] {
        log_debug("one");
        log_info("two");
        log_warning("three");
        log_error("four");
    });
    EXPECT_EQ(out.find("one"), std::string::npos);
    EXPECT_EQ(out.find("two"), std::string::npos);
    EXPECT_NE(out.find("WARN  three"), std::string::npos);
    EXPECT_NE(out.find("ERROR four"), std::string::npos);
}

TEST(Log, AStrangersControlCharactersCannotForgeALine) {
    for (const bool json : {false, true}) {
        const auto out = logged(json, LogLevel::info, [] { log_info("a\r\nERROR forged\x1B[2J\x7F\xFF"); });
        EXPECT_EQ(out.find('\n'), out.size() - 1) << out;
        EXPECT_EQ(out.find('\x1B'), std::string::npos);
        EXPECT_EQ(out.find('\r'), std::string::npos);
        EXPECT_EQ(out.find('\xFF'), std::string::npos);
    }
}

TEST(Log, AJsonLineIsOneValidObject) {
    const auto out = logged(true, LogLevel::info, [] { log_warning("say \"hi\" \\ {} %v", "{}"); });
    const auto line = read_json(out);
    ASSERT_TRUE(line.has_value()) << out;
    EXPECT_EQ(text_or(*line, "message"), "say \"hi\" \\ {} %v");
    EXPECT_EQ(text_or(*line, "level"), "warning");
    EXPECT_EQ(text_or(*line, "time").size(), 24U);
}

}  // namespace
}  // namespace parley
