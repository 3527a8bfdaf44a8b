#include "server/base/json_text.hpp"

#include "server/base/json.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

std::string as_json(std::string_view text) {
    std::string out;
    append_json_string(out, text);
    return out;
}

TEST(JsonText, StringsAreWrittenAsTheLibraryWritesThem) {
    std::string every;
    for (int c = 0; c < 256; ++c) every += static_cast<char>(c);
    for (const std::string_view text :
         {std::string_view(""), std::string_view("plain"), std::string_view("say \"no\"\\ \n\t\x01"),
          std::string_view("Zażółć gęślą"), std::string_view("Ёж и ёлка"), std::string_view("日本 한국"),
          std::string_view("\xF0\x9F\x9A\xB2 bike"), std::string_view("cut \xC5"), std::string_view("\xED\xA0\x80"),
          std::string_view("\xE0\x80\x80"), std::string_view("\xC0\xAF"), std::string_view(every)}) {
        EXPECT_EQ(as_json(text), dump(Json(text))) << text;
    }
    for (int first = 0; first < 256; ++first) {
        for (int second = 0; second < 256; ++second) {
            const std::string pair{static_cast<char>(first), static_cast<char>(second), 'x'};
            ASSERT_EQ(as_json(pair), dump(Json(pair))) << first << ' ' << second;
        }
    }
}

TEST(JsonText, ObjectsHoldEveryKindOfValue) {
    const std::optional<std::int64_t> none;
    JsonList list;
    list.push_back(1);
    list.push_back("two");
    auto object = json_object({{"id", std::int64_t{9'007'199'254'740'993}},
                               {"yes", true},
                               {"none", none},
                               {"some", std::optional<std::string>("x")},
                               {"nothing", nullptr},
                               {"inner", json_object({{"a", -1}})},
                               {"list", list.text()},
                               {"empty", json_object({})}});
    json_extend(object, {{"more", "m"}});
    EXPECT_EQ(object.text,
              R"({"id":9007199254740993,"yes":true,"none":null,"some":"x","nothing":null,"inner":{"a":-1},)"
              R"("list":[1,"two"],"empty":{},"more":"m"})");
    EXPECT_TRUE(JsonText{}.is_null());
    auto empty = json_object({});
    json_extend(empty, {{"a", 1}});
    EXPECT_EQ(empty.text, R"({"a":1})");
}

TEST(JsonText, PiecesAndTimesAreWrittenInPlace) {
    const std::string name = "Анна \"A\"";
    std::string out = "[";
    append_object(out, {{"at", JsonTime{0}},
                        {"never", JsonTime{}},
                        {"raw", JsonRaw{"[1,2]"}},
                        {"author",
                         [&](std::string& to) {
                             append_object(to, {{"name", name}, {"inner", [](std::string& deep) { deep += "{}"; }}});
                         }},
                        {"after", 1}});
    out += ']';
    EXPECT_EQ(
        out,
        R"([{"at":"1970-01-01T00:00:00.000Z","never":null,"raw":[1,2],"author":{"name":"Анна \"A\"","inner":{}},"after":1}])");
}

}  // namespace
}  // namespace parley
