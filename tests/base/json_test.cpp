#include "server/base/json.hpp"

#include "server/base/json_fast.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

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
    EXPECT_FALSE(id_of({{"id", ""}}, "id").has_value()) << "what is empty names nothing";
}

/// Every value in turn with its exact type: a number that others read as signed is not the same as an unsigned one
/// (but for -0, which is 0).
std::vector<std::pair<std::string, Json::value_t>> values_of(const Json& json) {
    std::vector<std::pair<std::string, Json::value_t>> out{{dump(json), json.type()}};
    if (json.is_primitive() && json != 0) return out;
    const auto flat = json.flatten();
    for (const auto& [path, value] : flat.items())
        out.emplace_back(path + "=" + dump(value), value == 0 ? Json::value_t::number_unsigned : value.type());
    return out;
}

TEST(ReadJson, TheFastWayTakesNothingThatTheBoundedOneReadsOtherwise) {
    const std::vector<std::string> seeds{
        R"({"update_id":10,"message":{"message_id":1365,"from":{"id":1111111,"is_bot":false,"name":"\u0141ucja \ud83d\ude00"},"text":"a\n\tb\\","date":1441645532}})",
        R"([0,-0,-1,1,9223372036854775807,9223372036854775808,-9223372036854775808,18446744073709551615,1.5,-0.0,1e3,52.2296756,0.1e-7,5e-324,1.7976931348623157e308])",
        R"({"a":{"b":{"c":{"d":[[[null,true,false]]]}}},"":"","\u0000":"\u0000"})",
        R"("just text")",
        " 7 ",
        "\xEF\xBB\xBF{}",
        R"([18446744073709551616,-9223372036854775809,1e400])"};
    constexpr char kSigns[] = "{}[]\",:\\u0123456789abcdefeE+-. \n\xC5\x81\xED\xA0\x80\0tfn";
    const std::string alphabet(kSigns, sizeof kSigns - 1);
    std::mt19937 random(3);
    int taken = 0, refused = 0;
    for (int round = 0; round < 60'000; ++round) {
        auto text = seeds[static_cast<std::size_t>(round) % seeds.size()];
        for (int changes = round < 100 ? 0 : static_cast<int>(random() % 4); changes > 0; --changes) {
            const auto at = random() % text.size();
            const char other = alphabet[random() % alphabet.size()];
            switch (random() % 3) {
                case 0:
                    text[at] = other;
                    break;
                case 1:
                    text.insert(at, 1, other);
                    break;
                default:
                    text.erase(at, 1 + random() % 3);
            }
            if (text.empty()) break;
        }
        const auto fast = read_json_fast(text, 6);
        if (!fast) {
            ++refused;
            continue;
        }
        ++taken;
        const auto bounded = read_json_bounded(text, 6);
        ASSERT_TRUE(bounded) << text;
        ASSERT_EQ(values_of(*fast), values_of(*bounded)) << text;
    }
    EXPECT_GT(taken, 5'000);
    EXPECT_GT(refused, 5'000);
    EXPECT_TRUE(read_json_fast(seeds[0], 32)) << "what comes every day goes the fast way";
}

}  // namespace
}  // namespace parley
