#include "server/base/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

constexpr auto kNone = std::string_view::npos;

TEST(Utf8, WellFormedTextHasNoInvalidByte) {
    EXPECT_EQ(first_invalid_utf8(""), kNone);
    EXPECT_EQ(first_invalid_utf8("plain"), kNone);
    EXPECT_EQ(first_invalid_utf8("zażółć ёлка 日本 👩‍👩‍👧"), kNone);
    EXPECT_EQ(first_invalid_utf8("\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"), kNone) << "the borders of each length";
}

TEST(Utf8, EveryKindOfIllFormedSequenceIsFoundAtItsFirstByte) {
    struct Row {
        std::string_view bytes;
        std::size_t at;
    };
    const Row rows[] = {
        {"ab\x80", 2},            // a tail without a lead
        {"a\xC0\xAF", 1},         // overlong '/'
        {"\xC1\xBF", 0},          // overlong
        {"\xE0\x9F\xBF", 0},      // overlong in three
        {"\xED\xA0\x80", 0},      // a surrogate
        {"\xF0\x8F\xBF\xBF", 0},  // overlong in four
        {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
        {"\xF5\x80\x80\x80", 0},  // never a lead
        {"\xFF", 0},
        {"ok\xC3", 2},  // cut short
        {"ok\xE2\x82", 2},
        {"ok\xF0\x9F\x98", 2},
        {"\xE2\x28\xA1", 0},  // a letter where a tail belongs
    };
    for (const Row& row : rows) EXPECT_EQ(first_invalid_utf8(row.bytes), row.at) << testing::PrintToString(row.bytes);
}

TEST(Utf8, RepairReplacesWhatIsBrokenAndNulAndKeepsTheRest) {
    EXPECT_EQ(repair_utf8("a\x80z"), "a\uFFFDz");
    EXPECT_EQ(repair_utf8(std::string_view("a\0z", 3)), "a\uFFFDz");
    EXPECT_EQ(repair_utf8("żółw"), "żółw");
    EXPECT_EQ(first_invalid_utf8(repair_utf8("\xF0\x9F\x98\xC0\xFFq")), kNone);
    EXPECT_TRUE(repair_utf8("\xF0\x9F\x98q").ends_with('q'));
}

TEST(Counting, CodePointsAndUtf16UnitsAreToldApart) {
    EXPECT_EQ(count_code_points("ёлка"), 4U);
    EXPECT_EQ(count_code_points("a😀"), 2U);
    EXPECT_EQ(count_utf16("a😀"), 3U) << "an emoji is a surrogate pair";
    EXPECT_EQ(count_utf16("ёлка"), 4U);
    EXPECT_EQ(count_utf16(""), 0U);
}

TEST(Cutting, NothingIsCutUpToTheLimit) {
    EXPECT_EQ(cut_code_points("ёлка", 4), "ёлка");
    EXPECT_EQ(cut_code_points("ёлка", 3), "ёлк");
    EXPECT_EQ(cut_code_points("", 0), "");
    EXPECT_EQ(cut_code_points("abc", 0), "");
    EXPECT_EQ(cut_code_points("abcd", 2), "ab");
    EXPECT_EQ(cut_code_points("a\r\nb", 2), "a") << "a line break is one";
    EXPECT_EQ(cut_code_points("a\r\nb", 3), "a\r\n");
}

TEST(Cutting, ACharacterOfSeveralCodePointsIsKeptWholeOrLeftOut) {
    const std::string family = "ab👩‍👩‍👧";  // a, b and five code points of one family
    EXPECT_EQ(cut_code_points(family, 7), family);
    EXPECT_EQ(cut_code_points(family, 6), "ab");
    EXPECT_EQ(cut_code_points("e\u0301e\u0301", 3), "e\u0301") << "the accent stays with its letter";
    EXPECT_EQ(cut_code_points("🇵🇱🇺🇦", 3), "🇵🇱");
}

TEST(Folding, CaseAccentsAndCompatibilityFormsDoNotMatter) {
    EXPECT_EQ(fold("HELLO"), "hello");
    EXPECT_EQ(fold("Łódź"), "lodz");
    EXPECT_EQ(fold("ŻÓŁĆ"), "zolc");
    EXPECT_EQ(fold("Ёлка"), fold("елка"));
    EXPECT_EQ(fold("ﬁne Ｗｉｄｅ"), "fine wide");
    EXPECT_EQ(fold("Straße"), "strasse");
    EXPECT_EQ(fold("e\u0301"), fold("é"));
}

TEST(Folding, TheRussianShortIStaysALetterOfItsOwn) {
    EXPECT_EQ(fold("МОЙ"), "мой");
    EXPECT_NE(fold("мой"), fold("мои"));
}

TEST(Folding, VowelSignsAndSoundMarksAreNoDecoration) {
    EXPECT_NE(fold("कि"), fold("क"));
    EXPECT_NE(fold("कु"), fold("क")) << "a vowel below is a non-spacing mark like an accent";
    EXPECT_NE(fold("क्"), fold("क"));
    EXPECT_NE(fold("กิ"), fold("ก"));
    EXPECT_NE(fold("が"), fold("か"));
}

TEST(Folding, PointsOfHebrewAndArabicAreLeftOut) {
    EXPECT_EQ(fold("שָׁלוֹם"), fold("שלום"));
    EXPECT_EQ(fold("مَرْحَبًا"), fold("مرحبا"));
}

TEST(Cleaning, ControlCharactersGoNewlinesAndTabsStay) {
    EXPECT_EQ(clean("a\nb\tc"), "a\nb\tc");
    EXPECT_EQ(clean("a\r\nb"), "a\nb");
    EXPECT_EQ(clean("a\x1B[31mb\x7F"), "a[31mb");
    EXPECT_EQ(clean("a\u0085b"), "ab") << "C1 controls too";
}

TEST(Cleaning, TheResultIsComposedAndValid) {
    EXPECT_EQ(clean("e\u0301"), "é");
    EXPECT_EQ(first_invalid_utf8(clean("x\xFFy")), kNone);
}

TEST(Ascii, TrimTakesWhiteSpaceOffBothEnds) {
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim(" \n "), "");
    EXPECT_EQ(trim(""), "");
}

TEST(Ascii, ComparingIgnoresTheCaseOfAsciiLettersOnly) {
    EXPECT_TRUE(equal_ignoring_case("Content-Type", "content-TYPE"));
    EXPECT_FALSE(equal_ignoring_case("a", "ab"));
    EXPECT_FALSE(equal_ignoring_case("[", "{")) << "they differ in the same bit as letters do";
    EXPECT_EQ(to_lower_ascii("ABC-Ł"), "abc-Ł");
}

}  // namespace
}  // namespace parley
