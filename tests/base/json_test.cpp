#include "server/base/json.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

std::string reason(std::string_view bytes, JsonLimits limits = {}) {
    const auto value = read_json(bytes, limits);
    return value ? "taken" : value.error().reason();
}

TEST(ReadJson, OrdinaryDocumentsArriveWhole) {
    const auto value = read_json(R"({"a":[1,-2,2.5,"x\u0142",true,null],"b":{"c":{}}})");
    ASSERT_TRUE(value.has_value());
    EXPECT_EQ(dump(*value), R"({"a":[1,-2,2.5,"xł",true,null],"b":{"c":{}}})");
    EXPECT_EQ(dump(*read_json("7")), "7");
}

TEST(ReadJson, NestingIsTakenUpToTheLimitAndNotBeyond) {
    const auto nested = [](int depth) {
        return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
    };
    EXPECT_EQ(reason(nested(32)), "taken");
    EXPECT_EQ(reason(nested(33)), "invalid_json");
    EXPECT_EQ(reason(std::string(200'000, '[')), "invalid_json") << "no stack is used up by depth";
    EXPECT_EQ(reason(std::string(200'000, '[') + std::string(200'000, ']')), "invalid_json");
}

TEST(ReadJson, SizeIsTakenUpToTheLimitAndNotBeyond) {
    JsonLimits limits;
    limits.max_bytes = 4;
    EXPECT_EQ(reason("\"ab\"", limits), "taken");
    EXPECT_EQ(reason("\"abc\"", limits), "body_too_large");
}

TEST(ReadJson, WhatOtherParsersTakeInDifferentWaysIsRefused) {
    for (const std::string_view bytes : {"",
                                         " ",
                                         "{",
                                         "[1,]",
                                         "{\"a\":1,}",
                                         "{\"a\":1,\"a\":2}",
                                         "{\"x\":{\"a\":1,\"a\":1}}",
                                         "1e999",
                                         "[-1e999]",
                                         "NaN",
                                         "01",
                                         "+1",
                                         "'a'",
                                         "{a:1}",
                                         "// c\n1",
                                         "1 2",
                                         "\"\x80\"",
                                         "\"\xED\xA0\x80\"",
                                         "\"\\ud800\"",
                                         "\"a\nb\"",
                                         "tru"}) {
        EXPECT_EQ(reason(bytes), "invalid_json") << bytes;
    }
    EXPECT_EQ(reason(std::string_view("\"a\0b\"", 5)), "invalid_json");
}

TEST(ReadJson, TheErrorSaysAtWhichByte) {
    const auto value = read_json(R"({"a":x})");
    ASSERT_FALSE(value.has_value());
    EXPECT_NE(value.error().detail().find("byte 6"), std::string::npos) << value.error().detail();
}

TEST(Dump, InvalidUtf8IsReplacedInsteadOfThrowing) {
    EXPECT_EQ(dump(Json("a\xFFz")), "\"a\uFFFDz\"");
}

TEST(JsonLookUp, AMissingKeyNullOrAnotherTypeGivesTheDefault) {
    const Json object = {{"text", "t"},  {"number", 5},        {"half", 0.5},
                         {"flag", true}, {"nothing", nullptr}, {"big", 18'446'744'073'709'551'615U}};
    EXPECT_EQ(text_or(object, "text"), "t");
    EXPECT_EQ(text_or(object, "number", "d"), "d");
    EXPECT_EQ(text_or(object, "absent", "d"), "d");
    EXPECT_EQ(text_or(object, "nothing", "d"), "d");
    EXPECT_EQ(integer_of(object, "number"), 5);
    EXPECT_FALSE(integer_of(object, "half").has_value());
    EXPECT_FALSE(integer_of(object, "big").has_value()) << "it does not fit";
    EXPECT_EQ(number_of(object, "half"), 0.5);
    EXPECT_TRUE(flag_of(object, "flag"));
    EXPECT_FALSE(flag_of(object, "number"));
    EXPECT_EQ(find(Json("text"), "a"), nullptr);
}

TEST(JsonLookUp, IdsAreTextWhetherWrittenAsNumberOrText) {
    const Json object = {{"n", 9'007'199'254'740'993}, {"t", "abc"}, {"f", 1.5}};
    EXPECT_EQ(id_of(object, "n"), "9007199254740993");
    EXPECT_EQ(id_of(object, "t"), "abc");
    EXPECT_FALSE(id_of(object, "f").has_value());
}

}  // namespace
}  // namespace parley
