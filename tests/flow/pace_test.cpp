#include "server/flow/pace.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using std::chrono::milliseconds;

OutboxHead of(std::int64_t conversation, std::int64_t channel = 7) {
    OutboxHead head;
    head.conversation_id = conversation;
    head.channel_id = channel;
    head.act = "send";
    return head;
}

SendOutcome limited(Millis wait, bool whole_channel = false) {
    SendOutcome outcome;
    outcome.kind = SendOutcome::Kind::rate_limited;
    outcome.wait = milliseconds(wait);
    outcome.whole_channel = whole_channel;
    return outcome;
}

class PaceTest : public ::testing::Test {
protected:
    PaceTest() {
        can.per_second = 1000;
        can.parallel = 8;
    }
    /// Goes and is answered, or is held.
    std::optional<Millis> send(std::int64_t conversation, const SendOutcome& outcome) {
        const auto head = of(conversation);
        if (auto held = pace.held_until(head, can, now)) return held;
        pace.begins(head);
        pace.leaves(head, can, "thread", now);
        pace.answered(head, outcome, now);
        pace.ends(head);
        return std::nullopt;
    }
    const SendOutcome taken = SendOutcome::sent_as("1");
    Capabilities can;
    Pace pace;
    Millis now = 1'000'000;
};

TEST_F(PaceTest, OneChatThatIsToWaitHoldsUpNobody) {
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(send(1, limited(30'000)));
        EXPECT_FALSE(send(2, limited(30'000)));
    }
    EXPECT_FALSE(pace.held_until(of(3), can, now)) << "two chats, however often, are two chats";
}

TEST_F(PaceTest, ManyChatsInARowMeanTheAccount) {
    send(1, limited(30'000));
    send(2, limited(30'000));
    EXPECT_FALSE(send(3, limited(29'000)));
    EXPECT_EQ(pace.held_until(of(4), can, now), now + 29'000);
    EXPECT_FALSE(pace.held_until(of(4, 8), can, now)) << "another channel is another account";
    now += 29'000;
    EXPECT_FALSE(pace.held_until(of(4), can, now));
}

TEST_F(PaceTest, WhereItIsToldThatItIsTheChatsNothingIsGuessed) {
    auto own = limited(30'000);
    own.this_thread = true;
    for (std::int64_t i = 1; i <= 5; ++i) send(i, own);
    EXPECT_FALSE(pace.held_until(of(6), can, now));
}

TEST_F(PaceTest, AMessageThatIsTakenInBetweenShowsThatItIsTheChats) {
    send(1, limited(30'000));
    send(2, limited(30'000));
    send(3, taken);
    send(4, limited(30'000));
    EXPECT_FALSE(pace.held_until(of(5), can, now));
    const auto on_its_way = of(6);
    ASSERT_FALSE(pace.held_until(on_its_way, can, now));
    pace.begins(on_its_way);
    send(7, limited(30'000));
    send(8, limited(30'000));
    EXPECT_TRUE(pace.held_until(of(5), can, now));
    pace.answered(on_its_way, taken, now);
    pace.ends(on_its_way);
    EXPECT_FALSE(pace.held_until(of(5), can, now)) << "and so does one that was on its way";
}

TEST_F(PaceTest, WhatAPlatformSaysOfTheAccountCountsAtOnceAndIsNotGuessedAway) {
    const auto on_its_way = of(2);
    ASSERT_FALSE(pace.held_until(on_its_way, can, now));
    pace.begins(on_its_way);
    send(1, limited(5000, true));
    pace.answered(on_its_way, taken, now);
    pace.ends(on_its_way);
    EXPECT_EQ(pace.held_until(of(3), can, now), now + 5000);
}

TEST_F(PaceTest, AfterTheWaitOneGoesAtATimeUntilTheFirstIsTaken) {
    send(1, limited(5000, true));
    now += 5000;
    const auto first = of(1);
    ASSERT_FALSE(pace.held_until(first, can, now));
    pace.begins(first);
    EXPECT_TRUE(pace.held_until(of(2), can, now));
    pace.answered(first, limited(4000, true), now);
    pace.ends(first);
    EXPECT_EQ(pace.held_until(of(2), can, now), now + 4000);
    now += 4000;
    ASSERT_FALSE(pace.held_until(of(2), can, now));
    send(2, taken);
    pace.begins(of(3));
    EXPECT_FALSE(pace.held_until(of(4), can, now));
}

TEST_F(PaceTest, OfOneConversationOnlySoManyGoInATime) {
    can.thread_pace = [](std::string_view) { return Capabilities::ThreadPace{0.25, 5}; };
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(send(1, taken)) << i;
    const auto held = send(1, taken);
    ASSERT_TRUE(held);
    EXPECT_GE(*held, now + 4000);
    EXPECT_LE(*held, now + 4001);
    EXPECT_FALSE(send(2, taken)) << "the others go on";
    int in_a_minute = 5;
    for (const auto end = now + 60'000; now < end; now += 100) in_a_minute += !send(1, taken);
    EXPECT_LE(in_a_minute, 20);
    EXPECT_GE(in_a_minute, 19);
}

TEST_F(PaceTest, WhatIsNoMessageShowsNothing) {
    for (std::int64_t i = 1; i <= 3; ++i) send(i, limited(30'000));
    auto mark = of(9);
    mark.act = "read";
    pace.answered(mark, taken, now);
    EXPECT_TRUE(pace.held_until(of(4), can, now));
}

}  // namespace
}  // namespace parley
