#include "server/base/words.hpp"

#include "server/base/text.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using Words = std::vector<std::string>;

TEST(SearchWords, AreFoldedRunsOfLettersAndDigits) {
    EXPECT_EQ(search_words("Łódź, ul. Żółta 5/7"), (Words{"lodz", "ul", "zolta", "5", "7"}));
    EXPECT_EQ(search_words("Ёлка—ёлке"), (Words{"елка", "елке"}));
    EXPECT_EQ(search_words("a@b.example"), (Words{"a", "b", "example"}));
    EXPECT_EQ(search_words(" 😀 … \n"), Words{});
    EXPECT_EQ(search_words(""), Words{});
}

TEST(SearchWords, ACombinedAndASeparateAccentAreTheSame) {
    EXPECT_EQ(search_words("cafe\u0301 bar"), search_words("café bar"));
}

TEST(SearchWords, VowelSignsDoNotCutAWord) {
    EXPECT_EQ(search_words("हिन्दी").size(), 1U);
    EXPECT_NE(search_words("हिन्दी"), search_words("हन्दी"));
}

TEST(SearchWords, BrokenBytesPartWords) {
    EXPECT_EQ(search_words("ab\xFF"
                           "cd"),
              (Words{"ab", "cd"}));
}

TEST(SearchWords, AVeryLongRunIsCut) {
    EXPECT_EQ(search_words(std::string(500, 'x')), Words{std::string(40, 'x')});
}

TEST(WordQuery, TheLastWordMayBeBegun) {
    const auto query = read_word_query("blue Rower");
    EXPECT_EQ(query.whole, Words{"blue"});
    EXPECT_EQ(query.begun, "rower");
    EXPECT_TRUE(query.fits("The BLUE rowery"));
    EXPECT_FALSE(query.fits("bluer rower"));
    EXPECT_FALSE(query.fits("blue"));
    EXPECT_TRUE(read_word_query("!!! ?").empty());
    EXPECT_FALSE(read_word_query("").fits("anything"));
}

TEST(Snippet, MarksEveryHitInTheTextAsWritten) {
    EXPECT_EQ(snippet("Mój rower: Rowery są tu", read_word_query("rower")), "Mój \x02rower\x03: \x02Rowery\x03 są tu");
    EXPECT_EQ(snippet("Заказ ёлки", read_word_query("елк")), "Заказ \x02ёлки\x03");
}

TEST(Snippet, ShowsTheSurroundingsOfALateHit) {
    const auto text = std::string(300, 'a') + " before needle after " + std::string(300, 'b');
    const auto shown = snippet(text, read_word_query("needle"));
    EXPECT_NE(shown.find("before \x02needle\x03 after"), std::string::npos) << shown;
    EXPECT_TRUE(shown.starts_with("…"));
    EXPECT_TRUE(shown.ends_with("…"));
    EXPECT_LT(shown.size(), 320U);
}

TEST(Snippet, MarksAndLineBreaksInTheTextCannotPassForOurs) {
    EXPECT_EQ(snippet("x\x02y\x03\nneedle", read_word_query("needle")), "xy \x02needle\x03");
}

TEST(Snippet, NeverCutsACharacter) {
    std::string text;
    for (int i = 0; i < 200; ++i) text += "ż";
    EXPECT_EQ(first_invalid_utf8(snippet(text, read_word_query("q"))), std::string_view::npos);
    text += " needle " + text;
    EXPECT_EQ(first_invalid_utf8(snippet(text, read_word_query("needle"))), std::string_view::npos);
}

}  // namespace
}  // namespace parley
