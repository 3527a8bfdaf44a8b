#include "server/api/widget/proofs.hpp"
#include "server/api/widget/rates.hpp"
#include "server/base/error.hpp"

#include <gtest/gtest.h>

namespace parley::widget {
namespace {

constexpr Millis kHour = 3600 * 1000, kNow = 1'790'000'000'000;

class WidgetProofs : public testing::Test {
protected:
    Proofs proofs{"key"};
    Proof who{7, std::string(32, 'a')};
};

TEST_F(WidgetProofs, SayWhoWithoutARow) {
    const auto read = proofs.read(ProofKind::token, proofs.make(ProofKind::token, who));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->channel_id, 7);
    EXPECT_EQ(read->visitor_id, who.visitor_id);
    EXPECT_NE(proofs.make(ProofKind::token, who), proofs.make(ProofKind::token, who));
}

TEST_F(WidgetProofs, AreGoodForNothingElse) {
    const auto token = proofs.make(ProofKind::token, who);
    EXPECT_FALSE(proofs.read(ProofKind::ticket, token));
    EXPECT_FALSE(proofs.read(ProofKind::ticket, "pt_" + token.substr(3)));
    EXPECT_FALSE(Proofs("other key").read(ProofKind::token, token));
    for (std::size_t at = 0; at < token.size(); ++at) {
        auto changed = token;
        changed[at] = changed[at] == 'b' ? 'c' : 'b';
        EXPECT_FALSE(proofs.read(ProofKind::token, changed)) << at;
    }
    for (const auto& cut : {std::string(), std::string("pv_"), token.substr(0, token.size() - 1), token + "0"})
        EXPECT_FALSE(proofs.read(ProofKind::token, cut)) << cut;
}

TEST_F(WidgetProofs, AStrangersTicketIsTheSameEachTime) {
    const auto token = proofs.make(ProofKind::token, who);
    EXPECT_EQ(proofs.first_ticket(who, token), proofs.first_ticket(who, token));
    EXPECT_NE(proofs.first_ticket(who, token), proofs.first_ticket(who, proofs.make(ProofKind::token, who)));
    EXPECT_TRUE(proofs.read(ProofKind::ticket, proofs.first_ticket(who, token)));
}

TEST_F(WidgetProofs, SealKeyIs32BytesAndStable) {
    EXPECT_EQ(proofs.seal_key("a").size(), 43u);
    EXPECT_EQ(proofs.seal_key("a"), proofs.seal_key("a"));
    EXPECT_NE(proofs.seal_key("a"), proofs.seal_key("b"));
}

TEST_F(WidgetProofs, AccessIsForOneFileAndEnds) {
    const auto access = proofs.access(5, kNow);
    EXPECT_TRUE(proofs.may_read("5", access, kNow));
    EXPECT_TRUE(proofs.may_read("5", access, kNow + 11 * kHour));
    EXPECT_FALSE(proofs.may_read("5", access, kNow + 25 * kHour));
    EXPECT_FALSE(proofs.may_read("6", access, kNow));
    EXPECT_FALSE(proofs.may_read("5", "9" + access, kNow));
    EXPECT_FALSE(proofs.may_read("5", "", kNow));
}

TEST(WidgetRates, LetABurstThroughThenTellHowLongToWait) {
    Rates rates(0.5, 2, "messages");
    rates.take("a", 0);
    rates.take("a", 0);
    try {
        rates.take("a", 0);
        FAIL() << "the third went through";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().code(), Errc::rate_limited);
        EXPECT_EQ(failure.error().retry_after_seconds(), 3);
    }
    rates.take("b", 0);
    rates.take("a", 2001);
}

}  // namespace
}  // namespace parley::widget
