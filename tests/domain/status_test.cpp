#include "server/domain/status.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace parley {
namespace {

using enum MessageStatus;

MessageStatus after(MessageStatus from, const std::vector<MessageStatus>& told) {
    for (const auto to : told) {
        if (moves_forward(from, to)) from = to;
    }
    return from;
}

/// Every subset of the receipts, each of them twice, in every order.
// proves: G3
TEST(MessageStatus, AllPermutationsOfReceiptsGiveTheSameEnd) {
    const std::vector<MessageStatus> receipts{sent, delivered, read, failed, unconfirmed};
    for (const auto start : {queued, sending, sent, unconfirmed}) {
        for (unsigned chosen = 0; chosen < 32; ++chosen) {
            std::vector<MessageStatus> told;
            for (unsigned i = 0; i < 5; ++i) {
                if ((chosen & (1U << i)) == 0) continue;
                told.push_back(receipts[i]);
                if (told.size() < 7) told.push_back(receipts[i]);
            }
            std::sort(told.begin(), told.end());
            std::set<MessageStatus> ends;
            do ends.insert(after(start, told));
            while (std::next_permutation(told.begin(), told.end()));
            EXPECT_EQ(ends.size(), 1U) << "start " << name_of(start) << " subset " << chosen;
        }
    }
}

TEST(MessageStatus, AFailureIsFinalUnlessTheMessageArrivedAllTheSame) {
    EXPECT_FALSE(moves_forward(failed, sent));
    EXPECT_FALSE(moves_forward(failed, sending));
    EXPECT_FALSE(moves_forward(failed, unconfirmed));
    EXPECT_TRUE(moves_forward(failed, delivered));
    EXPECT_TRUE(moves_forward(failed, read));
    for (const auto from : {queued, sending, sent, unconfirmed})
        EXPECT_TRUE(moves_forward(from, failed)) << name_of(from);
    EXPECT_FALSE(moves_forward(delivered, failed));
    EXPECT_FALSE(moves_forward(read, failed));
}

TEST(MessageStatus, UnconfirmedIsTheWeakestKnowledgeOfASentMessage) {
    EXPECT_TRUE(moves_forward(queued, unconfirmed));
    EXPECT_TRUE(moves_forward(sending, unconfirmed));
    for (const auto from : {sent, delivered, read, failed, canceled}) {
        EXPECT_FALSE(moves_forward(from, unconfirmed)) << name_of(from);
    }
    for (const auto to : {sent, delivered, read, failed}) EXPECT_TRUE(moves_forward(unconfirmed, to)) << name_of(to);
}

TEST(MessageStatus, OnlyAFailedOrUnconfirmedMessageIsSentAgain) {
    EXPECT_TRUE(moves_forward(failed, queued));
    EXPECT_TRUE(moves_forward(unconfirmed, queued));
    for (const auto from : {queued, sending, sent, delivered, read, canceled}) {
        EXPECT_FALSE(moves_forward(from, queued)) << name_of(from);
    }
}

TEST(MessageStatus, OnlyAQueuedMessageIsCanceledAndACanceledOneNeverMovesAgain) {
    for (const auto other : {queued, sending, sent, delivered, read, failed, unconfirmed, canceled}) {
        EXPECT_EQ(moves_forward(other, canceled), other == queued) << name_of(other);
        EXPECT_FALSE(moves_forward(canceled, other)) << name_of(other);
    }
}

TEST(MessageStatus, NothingMovesToItself) {
    for (const auto one : {queued, sending, sent, delivered, read, failed, unconfirmed, canceled}) {
        EXPECT_FALSE(moves_forward(one, one));
    }
}

TEST(MessageStatus, EveryWordIsReadBackAsTheValueItWasWrittenFrom) {
    for (std::int64_t i = 0; i < 8; ++i) {
        const auto status = static_cast<MessageStatus>(i);
        EXPECT_EQ(message_status_from(name_of(status)), status);
    }
    for (std::int64_t i = 0; i < 12; ++i) {
        const auto kind = static_cast<MessageKind>(i);
        EXPECT_EQ(message_kind_from(name_of(kind)), kind);
    }
    EXPECT_EQ(message_status_from("unknown"), std::nullopt);
    EXPECT_EQ(name_of(static_cast<MessageStatus>(99)), "unknown");
}

}  // namespace
}  // namespace parley
