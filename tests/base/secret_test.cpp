#include "server/base/secret.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace parley {
namespace {

TEST(Secret, EqualComparesTheWholeContent) {
    EXPECT_TRUE(equal_secret("", ""));
    EXPECT_TRUE(equal_secret("same", "same"));
    EXPECT_FALSE(equal_secret("same", "sama"));
    EXPECT_FALSE(equal_secret("same", "same "));
    EXPECT_FALSE(equal_secret(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

TEST(Secret, TokensCarryThePrefixAnd256BitsAndNeverRepeat) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(random_token("pk_"));
    EXPECT_EQ(seen.size(), 1000U);
    for (const auto& token : seen) {
        ASSERT_TRUE(token.starts_with("pk_"));
        ASSERT_EQ(token.size(), 3 + 43U);
        ASSERT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 3),
                  token.npos);
    }
}

TEST(Secret, RandomHexHasExactlyTheLengthAskedFor) {
    for (const std::size_t count : {0U, 1U, 7U, 32U}) EXPECT_EQ(random_hex(count).size(), count);
    EXPECT_EQ(random_hex(64).find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(random_bytes(32), random_bytes(32));
}

TEST(Secret, Sha256KnowsTheStandardsVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("abc")), sha256_hex("abc"));
}

TEST(Base64, BothAlphabetsMatchRfc4648) {
    EXPECT_EQ(to_base64(""), "");
    EXPECT_EQ(to_base64("f"), "Zg==");
    EXPECT_EQ(to_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64("\xFB\xFF"), "+/8=");
    EXPECT_EQ(to_base64url("\xFB\xFF"), "-_8");
    EXPECT_EQ(to_hex("\x01\xAB"), "01ab");
}

TEST(Base64, ReadingWantsTheStandardAlphabetAndItsPadding) {
    const std::string bytes = random_bytes(257);
    const auto read = from_base64(to_base64(bytes));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, bytes);
    EXPECT_EQ(*from_base64(""), "");
    for (const std::string_view text : {"Zg", "Zg=", "Zg===", "Zg==x", "-_8=", "Z g=", "Zm9vYmFy\n", "Z"}) {
        EXPECT_FALSE(from_base64(text).has_value()) << text;
    }
}

TEST(Hmac, MatchesRfc4231) {
    struct Row {
        std::string key, data, digest;
    };
    const Row rows[] = {
        {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
    };
    for (const Row& row : rows) EXPECT_EQ(to_hex(HmacKey(row.key).sign({row.data})), row.digest);
}

TEST(Hmac, PartsCountAsOneTextAndTheKeyMayBeUsedAgain) {
    const HmacKey key("k");
    const auto whole = key.sign({"id.time.body"});
    EXPECT_EQ(key.sign({"id", ".", "time", ".", "body"}), whole);
    EXPECT_EQ(key.sign({"id.time.body"}), whole);
    EXPECT_NE(HmacKey("").sign({"id.time.body"}), whole);
}

TEST(Hmac, OneKeySignsOnSeveralThreads) {
    const HmacKey key("shared");
    const auto expected = key.sign({"body"});
    std::vector<std::thread> threads;
    std::array<int, 4> right{};
    for (std::size_t i = 0; i < right.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 500; ++n) right[i] += key.sign({"body"}) == expected ? 1 : 0;
        });
    }
    for (auto& thread : threads) thread.join();
    for (const int count : right) EXPECT_EQ(count, 500);
}

TEST(Password, OnlyTheRightOneIsAccepted) {
    const auto hash = hash_password("correct horse");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
    EXPECT_TRUE(verify_password(hash, "correct horse"));
    EXPECT_FALSE(verify_password(hash, "correct horsf"));
    EXPECT_FALSE(verify_password("not a hash", "correct horse"));
    EXPECT_FALSE(verify_password("", ""));
}

}  // namespace
}  // namespace parley
