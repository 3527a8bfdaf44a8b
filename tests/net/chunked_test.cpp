#include "server/net/chunked.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using State = ChunkReader::State;

struct Outcome {
    State state = State::more;
    std::string body;
    std::string rest;
};

Outcome read(std::string_view bytes, std::size_t limit = 1000, std::size_t step = 100'000) {
    ChunkReader reader(limit);
    Outcome outcome;
    while (outcome.state == State::more && !bytes.empty()) {
        auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        outcome.state = reader.feed(piece, outcome.body);
        outcome.rest += piece;
    }
    outcome.rest += bytes;
    return outcome;
}

TEST(Chunked, ABodyIsPutTogetherHoweverItArrives) {
    const std::string_view bytes = "5\r\nhello\r\n1;a=b\r\n \r\n00a\r\n0123456789\r\n0\r\nX-T: 1\r\n\r\nGET /";
    for (const std::size_t step : {1U, 2U, 3U, 7U, 1000U}) {
        const auto outcome = read(bytes, 1000, step);
        EXPECT_EQ(outcome.state, State::done) << step;
        EXPECT_EQ(outcome.body, "hello 0123456789") << step;
        EXPECT_EQ(outcome.rest, "GET /") << "the next request is left alone";
    }
}

TEST(Chunked, AnEmptyBodyIsOneLastChunk) {
    EXPECT_EQ(read("0\r\n\r\n").state, State::done);
    EXPECT_EQ(read("0000\r\n\r\n").state, State::done);
    EXPECT_EQ(read("0\r\n").state, State::more);
}

TEST(Chunked, SizesInBothCasesOfHexAreRead) {
    const std::string twelve(12, 'x');
    EXPECT_EQ(read("c\r\n" + twelve + "\r\n0\r\n\r\n").body, twelve);
    EXPECT_EQ(read("C\r\n" + twelve + "\r\n0\r\n\r\n").body, twelve);
}

TEST(Chunked, WhatServersReadInDifferentWaysIsMalformed) {
    for (const std::string_view bytes : {"g\r\nx\r\n0\r\n\r\n",
                                         "0x1\r\nx\r\n0\r\n\r\n",
                                         "-1\r\nx\r\n",
                                         "+1\r\nx\r\n",
                                         " 1\r\nx\r\n",
                                         "1 \r\nx\r\n",
                                         "\r\n",
                                         ";a\r\n",
                                         "1\nx\r\n0\r\n\r\n",
                                         "1\r\nx\n0\r\n\r\n",
                                         "1\r\nxyz\r\n0\r\n\r\n",
                                         "1\rx\r\n",
                                         "1;a\rb\r\nx\r\n",
                                         "1;a\nb\r\nx\r\n",
                                         "1;\x01\r\nx\r\n",
                                         "10000000000000001\r\nx\r\n",
                                         "0\r\n\n",
                                         "0\r\nX: 1\n\r\n",
                                         "0\r\nX: 1\r\n folded\r\n\r\n",
                                         "0\r\nX: 1\rY: 2\r\n\r\n",
                                         "1\r\nx\r\r\n0\r\n\r\n"}) {
        EXPECT_EQ(read(bytes).state, State::malformed) << testing::PrintToString(bytes);
        EXPECT_EQ(read(bytes, 1000, 1).state, State::malformed) << testing::PrintToString(bytes);
    }
    EXPECT_EQ(read(std::string_view("0\r\nX: \0\r\n\r\n", 11)).state, State::malformed);
}

TEST(Chunked, ExtensionsAreTakenUpTo64Bytes) {
    const auto with = [](std::size_t size) { return read("1;" + std::string(size, 'e') + "\r\nx\r\n0\r\n\r\n").state; };
    EXPECT_EQ(with(64), State::done);
    EXPECT_EQ(with(65), State::malformed);
}

TEST(Chunked, TrailersAreBounded) {
    EXPECT_EQ(read("0\r\n" + std::string(3000, 'a') + ": b\r\n\r\n").state, State::done);
    EXPECT_EQ(read("0\r\n" + std::string(9000, 'a') + ": b\r\n\r\n").state, State::malformed);
}

TEST(Chunked, TheLimitIsKeptAcrossChunksAndBeforeTheBytesCome) {
    EXPECT_EQ(read("a\r\n0123456789\r\n0\r\n\r\n", 10).state, State::done);
    EXPECT_EQ(read("a\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n", 10).state, State::too_large);
    EXPECT_EQ(read("b\r\n", 10).state, State::too_large) << "the announced size is enough";
    EXPECT_EQ(read("ffffffffffffffff\r\n", 10).state, State::too_large);
    EXPECT_EQ(read("5\r\n01234\r\nfffffffffffffffb\r\n", 10).state, State::too_large) << "no sum wraps around";
}

}  // namespace
}  // namespace parley
