#include "server/store/visitors.hpp"

#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr std::int64_t kChannel = 7;
constexpr Millis kDay = 24LL * 3600 * 1000;
const std::string kId(32, 'a');

class Tickets : public ::testing::Test {
protected:
    template <class Step>
    auto write(Step step) {
        return temp.run(temp.store().write(std::move(step)));
    }
    void SetUp() override {
        write([&](Transaction& t) {
            make_visitor(t, kId, kChannel, "token 0", "ticket 0");
            return true;
        });
    }
    /// As a boot does: the ticket for the token and the ticket of the next number.
    TicketUse boot(const std::string& ticket) {
        ++given;
        return write([&](Transaction& t) {
            const auto use = use_visitor_ticket(t, kId, kChannel, ticket);
            if (use != TicketUse::taken) return use;
            add_visitor_proof(t, kId, "token " + std::to_string(given), ticket);
            add_visitor_proof(t, kId, "ticket " + std::to_string(given), ticket);
            return use;
        });
    }
    bool call(const std::string& token) {
        return write([&](Transaction& t) { return use_visitor_token(t, kId, token); });
    }
    int given = 0;
    test::TempStore temp;
};

TEST_F(Tickets, AreGoodAgainHoweverLateAsLongAsTheAnswerMayBeLost) {
    for (int day = 0; day < 40; ++day) {
        EXPECT_EQ(boot("ticket 0"), TicketUse::taken) << day;
        temp.clock.advance(kDay);
    }
    EXPECT_EQ(boot("ticket 0"), TicketUse::taken);
    EXPECT_TRUE(call("token 41"));
    EXPECT_TRUE(call("token 0")) << "what he had before is as good as ever";
    for (const auto* lost : {"token 1", "token 40"}) EXPECT_FALSE(call(lost)) << lost;
    EXPECT_EQ(boot("ticket 40"), TicketUse::unknown);
    EXPECT_EQ(boot("ticket 41"), TicketUse::taken) << "what is void harms nobody";
}

TEST_F(Tickets, AreGoodAgainForAWhileSinceTabsHearLateOfEachOther) {
    EXPECT_EQ(boot("ticket 0"), TicketUse::taken);
    EXPECT_TRUE(call("token 1"));
    EXPECT_EQ(boot("ticket 1"), TicketUse::taken);
    temp.clock.advance(kTicketGrace);
    EXPECT_EQ(boot("ticket 0"), TicketUse::taken);
    for (const auto* token : {"token 0", "token 1", "token 2", "token 3"}) EXPECT_TRUE(call(token)) << token;
    for (const auto* ticket : {"ticket 2", "ticket 3"}) EXPECT_EQ(boot(ticket), TicketUse::taken) << ticket;
}

TEST_F(Tickets, ShownByTwoEndAllProofsOfTheVisitor) {
    for (const bool by_token : {true, false}) {
        SCOPED_TRACE(by_token ? "the thief used his token" : "the thief used his ticket");
        const auto ticket = "ticket " + std::to_string(given);
        EXPECT_EQ(boot(ticket), TicketUse::taken);
        const auto of_the_thief = std::to_string(given);
        if (by_token) EXPECT_TRUE(call("token " + of_the_thief));
        if (!by_token) EXPECT_EQ(boot("ticket " + of_the_thief), TicketUse::taken);
        temp.clock.advance(kTicketGrace + 1);
        EXPECT_EQ(boot(ticket), TicketUse::stolen);
        for (int n = 0, last = given; n <= last; ++n) {
            EXPECT_FALSE(call("token " + std::to_string(n))) << n;
            EXPECT_EQ(boot("ticket " + std::to_string(n)), TicketUse::unknown) << n;
        }
        given = 100;
        write([&](Transaction& t) {
            add_visitor_proof(t, kId, "ticket 100");
            return true;
        });
    }
}

TEST_F(Tickets, TheGraceDoesNotGrowByUse) {
    EXPECT_EQ(boot("ticket 0"), TicketUse::taken);
    temp.clock.advance(kTicketGrace);
    EXPECT_EQ(boot("ticket 0"), TicketUse::taken);
    EXPECT_TRUE(call("token 2"));
    temp.clock.advance(1);
    EXPECT_EQ(boot("ticket 0"), TicketUse::stolen);
}

}  // namespace
}  // namespace parley
