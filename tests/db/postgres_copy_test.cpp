#include "db/postgres_copy.hpp"

#include <gtest/gtest.h>

namespace parley::db {
namespace {

using namespace std::string_view_literals;

std::string copied(std::vector<Argument> row) {
    std::string out;
    append_copy_row(out, row);
    return out;
}

TEST(PostgresCopy, EndsARowWithALineAndPartsItByTabs) {
    EXPECT_EQ(copied({std::int64_t{-7}, 0.1, "word"sv, nullptr}), "-7\t0.1\tword\t\\N\n");
    EXPECT_EQ(copied({""sv}), "\n");
}

TEST(PostgresCopy, SpellsOutWhatTheFormatWouldTake) {
    EXPECT_EQ(copied({"a\tb\nc\rd\\e"sv}), "a\\tb\\nc\\rd\\\\e\n");
    EXPECT_EQ(copied({"\\N"sv}), "\\\\N\n");
    EXPECT_EQ(copied({"\\."sv}), "\\\\.\n");
    EXPECT_EQ(copied({"\b\v\f"sv}), "\\b\\v\\f\n");
    EXPECT_EQ(copied({"Łódź 😀"sv}), "Łódź 😀\n");
}

TEST(PostgresCopy, LeavesOutTheCharacterThatNoTextKeeps) {
    EXPECT_EQ(copied({"a\0b\0"sv}), "ab\n");
}

TEST(PostgresCopy, WritesBytesInHex) {
    EXPECT_EQ(copied({Blob{"\0\xff\\\n"sv}}), "\\\\x00ff5c0a\n");
    EXPECT_EQ(copied({Blob{""sv}}), "\\\\x\n");
}

}  // namespace
}  // namespace parley::db
