#include "server/domain/typed_marks.hpp"

#include "server/base/text.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

/// "bold 3+5, link 0+2 https://x.io": the marks as a line.
std::string line_of(const Json& marks) {
    std::string line;
    for (const auto& mark : marks) {
        line += (line.empty() ? "" : ", ") + text_or(mark, "type") + " " + mark["offset"].dump() + "+" +
                mark["length"].dump();
        if (mark.contains("url")) line += " " + text_or(mark, "url");
    }
    return line;
}

struct Case {
    const char *typed, *text, *marks;
};

TEST(TypedMarks, SetStretchesApart) {
    const Case cases[] = {
        {"a **bold** word", "a bold word", "bold 2+4"},
        {"an _italic_ word", "an italic word", "italic 3+6"},
        {"not ~~100~~ but 80", "not 100 but 80", "strikethrough 4+3"},
        {"press `Ctrl C`", "press Ctrl C", "code 6+6"},
        {"[the offer](https://shop.example/a_b_c?x=1)!", "the offer!", "link 0+9 https://shop.example/a_b_c?x=1"},
        {"[W](https://w.example/A_(b))", "W", "link 0+1 https://w.example/A_(b)"},
        {"run:\n```\nls -l\n  _x_ **y**\n```\nthen", "run:\nls -l\n  _x_ **y**\nthen", "pre 5+17"},
        {"```one line```", "one line", "pre 0+8"},
        {"**all of it**", "all of it", "bold 0+9"},
        {"(**x**), «_y_»: ~~z~~.", "(x), «y»: z.", "bold 1+1, italic 6+1, strikethrough 10+1"},
        {"**two\nlines**", "two\nlines", "bold 0+9"},
        {"**one** and **two**", "one and two", "bold 0+3, bold 8+3"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.typed);
        const auto read = read_typed_marks(c.typed);
        EXPECT_EQ(read.text, c.text);
        EXPECT_EQ(line_of(read.marks), c.marks);
    }
}

TEST(TypedMarks, StandInOneAnotherButNeverCross) {
    const Case cases[] = {
        {"**bold _and italic_**", "bold and italic", "bold 0+15, italic 5+10"},
        {"_**both**_", "both", "italic 0+4, bold 0+4"},
        {"**see [the _new_ offer](https://x.io)**", "see the new offer",
         "bold 0+17, link 4+13 https://x.io, italic 8+3"},
        {"**a `b_c_d` e**", "a b_c_d e", "bold 0+9, code 2+5"},
        {"**a _b** c_", "a _b c_", "bold 0+4"},
        {"_a **b_", "a **b", "italic 0+5"},
        {"_a _b_", "_a b", "italic 3+1"},
        {"**https://x.io/a_b**", "https://x.io/a_b", "bold 0+16"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.typed);
        const auto read = read_typed_marks(c.typed);
        EXPECT_EQ(read.text, c.text);
        EXPECT_EQ(line_of(read.marks), c.marks);
    }
}

TEST(TypedMarks, AreCountedInUtf16Units) {
    const Case cases[] = {
        {"👋 **Привет** 👩‍👩‍👧", "👋 Привет 👩‍👩‍👧", "bold 3+6"},
        {"_так 😀_ и ~~эдак~~", "так 😀 и эдак", "italic 0+6, strikethrough 9+4"},
        {"😀**жирно**😀", "😀жирно😀", "bold 2+5"},
        {"[Каталог 🛒](https://shop.example/каталог)", "Каталог 🛒", "link 0+10 https://shop.example/каталог"},
        {"这是**粗体**字", "这是粗体字", "bold 2+2"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.typed);
        const auto read = read_typed_marks(c.typed);
        EXPECT_EQ(read.text, c.text);
        EXPECT_EQ(line_of(read.marks), c.marks);
    }
}

TEST(TypedMarks, WhatIsNoneStaysAsItWasTyped) {
    const char* plain[] = {
        "",
        "plain",
        "snake_case_name and file_name_v2.txt",
        "мой_длинный_файл",
        "__init__ and ___",
        "@some_user_name, #tag_one_two, /home/_x_/y",
        "^_^ and ^_^, -_- and -_-, >_<  >_<",
        "https://shop.example/_new_/a_b_?utm_source=x_y and http://a.example/**b",
        "mail anna_maria_b@shop.example",
        "2**3 and 4**5, 2 ** 3 ** 4",
        "f(**a), g(**b)",
        "5 * 3 * 2, *one star*",
        "**unbalanced",
        "unbalanced**",
        "_also and `so and ~~so and [so",
        "** spaced **",
        "****",
        "***three***",
        "**a\n\nb**",
        "**a\r\n\r\nb**",
        "don`t and can`t",
        "`over\ntwo lines`",
        "``two``",
        "```never closed",
        "``` ```",
        "[no address] (https://x.io)",
        "[x](ftp://x.io) [x](javascript:alert(1)) [x](https://) [x](https:// x.io) [](https://x.io)",
        "[a [b](c)",
        "C:\\temp\\new \\\\server\\share",
        "\\",
        "¯\\_(ツ)_/¯",
        "well ¯\\_(ツ)_/¯ and C:\\_old\\_new",
        "a\\*b, x\\`y",
    };
    for (const auto* typed : plain) {
        SCOPED_TRACE(typed);
        const auto read = read_typed_marks(typed);
        EXPECT_EQ(read.text, typed);
        EXPECT_EQ(line_of(read.marks), "");
    }
}

TEST(TypedMarks, ABackslashTakesTheMeaningAway) {
    const Case cases[] = {
        {"\\**not bold**", "**not bold**", ""},
        {"\\_not italic_", "_not italic_", ""},
        {"\\`no code`", "`no code`", ""},
        {"\\[no link](https://x.io)", "[no link](https://x.io)", ""},
        {"**a \\** b**", "a ** b", "bold 0+6"},
        {"`a \\_ b`", "a \\_ b", "code 0+6"},
        {"(\\_so_)", "(_so_)", ""},
        {"2 \\* 3", "2 * 3", ""},
        {"¯\\_(ツ)_/¯ _so_", "¯\\_(ツ)_/¯ so", "italic 10+2"},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(c.typed);
        const auto read = read_typed_marks(c.typed);
        EXPECT_EQ(read.text, c.text);
        EXPECT_EQ(line_of(read.marks), c.marks);
    }
}

TEST(TypedMarks, AreNoMoreThanAHundredAndTheRestIsText) {
    std::string typed;
    for (int i = 0; i < 70; ++i) typed += "**b** `c` ";
    const auto read = read_typed_marks(typed);
    EXPECT_EQ(read.marks.size(), 100U);
    EXPECT_TRUE(read.text.ends_with("**b** c ")) << read.text;
}

TEST(TypedMarks, WhateverIsTypedTheMarksFitTheText) {
    const std::string_view bits[] = {"*",  "**", "_", "~~", "`", "```", "[", "](https://x.io)",
                                     "\\", "\n", " ", "a",  "ж", "😀"};
    std::uint32_t seed = 1;
    for (int round = 0; round < 20'000; ++round) {
        std::string typed;
        for (int i = 0; i < 14; ++i) {
            seed = seed * 1'664'525U + 1'013'904'223U;
            typed += bits[(seed >> 16U) % std::size(bits)];
        }
        const auto read = read_typed_marks(typed);
        const auto units = count_utf16(read.text);
        std::size_t last = 0;
        std::vector<std::size_t> ends;
        for (const auto& mark : read.marks) {
            const auto offset = mark["offset"].get<std::size_t>(), end = offset + mark["length"].get<std::size_t>();
            EXPECT_LT(offset, end) << typed;
            EXPECT_LE(end, units) << typed;
            EXPECT_LE(last, offset) << typed;
            last = offset;
            while (!ends.empty() && ends.back() <= offset) ends.pop_back();
            if (!ends.empty()) EXPECT_LE(end, ends.back()) << typed;
            ends.push_back(end);
        }
        EXPECT_EQ(first_invalid_utf8(read.text), std::string_view::npos);
    }
}

}  // namespace
}  // namespace parley
