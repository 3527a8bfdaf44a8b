#include "server/domain/reply_clock.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace parley {
namespace {

using enum ClockEntryKind;

constexpr Millis kStart = 1'780'000'000'000;
Millis t(Millis seconds) {
    return kStart + seconds * 1000;
}
ClockEntry inbound(Millis second) {
    return {contact_message, t(second), t(second), 0, false};
}
ClockEntry by(ClockEntryKind kind, Millis second, std::int64_t user = 0, bool automatic = false) {
    return {kind, t(second), 0, user, automatic};
}

ReplyClock run(const std::vector<ClockEntry>& entries) {
    ReplyClock clock;
    for (const auto& entry : entries) advance(clock, entry);
    return clock;
}

struct Wait {
    Millis opened, ended;
    WaitEnd how;
    std::int64_t by;
    bool first;
};
struct Rule {
    const char* says;
    std::vector<ClockEntry> entries;
    std::vector<Wait> waits;
    std::optional<Millis> open;  ///< second at which the wait that remains was opened
};

const Rule kRules[] = {
    {"an answer ends the wait", {inbound(0), by(human_message, 40, 7)}, {{0, 40, WaitEnd::answered, 7, true}}, {}},
    {"a further inbound message does not restart it",
     {inbound(0), inbound(30), by(human_message, 40, 7)},
     {{0, 40, WaitEnd::answered, 7, true}},
     {}},
    {"a second answer ends nothing",
     {inbound(0), by(human_message, 40, 7), by(human_message, 50, 8)},
     {{0, 40, WaitEnd::answered, 7, true}},
     {}},
    {"an answer to an answer opens a wait that is not the first",
     {inbound(0), by(human_message, 40, 7), inbound(60), by(human_message, 90, 8)},
     {{0, 40, WaitEnd::answered, 7, true}, {60, 90, WaitEnd::answered, 8, false}},
     {}},
    {"the customer still waiting is not forgotten", {inbound(0), inbound(5)}, {}, 0},
    {"a bot answers nobody's wait", {inbound(0), by(bot_message, 1), by(bot_message, 2)}, {}, 0},
    {"an automatic reply in somebody's name is none either", {inbound(0), by(human_message, 1, 7, true)}, {}, 0},
    {"a note answers nobody", {inbound(0), by(note, 10, 7)}, {}, 0},
    {"the owner's echo is a human answer", {inbound(0), by(owner_echo, 20)}, {{0, 20, WaitEnd::answered, 0, true}}, {}},
    {"a bot's echo is not", {inbound(0), by(owner_echo, 20, 0, true)}, {}, 0},
    {"no reply needed ends it and is not an answer",
     {inbound(0), by(no_reply_needed, 20, 7), inbound(30)},
     {{0, 20, WaitEnd::no_reply_needed, 7, true}},
     30},
    {"closing ends it", {inbound(0), by(conversation_closed, 20, 7)}, {{0, 20, WaitEnd::closed, 7, true}}, {}},
    {"a message after closing opens a new one",
     {inbound(0), by(conversation_closed, 20, 7), inbound(90)},
     {{0, 20, WaitEnd::closed, 7, true}},
     90},
    {"closing a conversation that nobody waits in ends nothing", {by(conversation_closed, 20, 7)}, {}, {}},
    {"a hand-over opens the human wait", {by(bot_message, 1), by(handed_to_human, 5)}, {}, 5},
    {"a hand-over does not restart a wait", {inbound(0), by(bot_message, 1), by(handed_to_human, 5)}, {}, 0},
    {"a contact's automatic reply opens nothing", {{contact_message, t(0), t(0), 0, true}}, {}, {}},
    {"a conversation that we start has no first response",
     {by(human_message, 0, 7), inbound(10), by(human_message, 20, 7)},
     {{10, 20, WaitEnd::answered, 7, false}},
     {}},
};

TEST(ReplyClock, FollowsEachRule) {
    for (const auto& rule : kRules) {
        SCOPED_TRACE(rule.says);
        const auto ended = recompute(rule.entries);
        ASSERT_EQ(ended.size(), rule.waits.size());
        for (std::size_t i = 0; i < ended.size(); ++i) {
            EXPECT_EQ(ended[i].opened_at, t(rule.waits[i].opened));
            EXPECT_EQ(ended[i].ended_at, t(rule.waits[i].ended));
            EXPECT_EQ(ended[i].how, rule.waits[i].how);
            EXPECT_EQ(ended[i].ended_by, rule.waits[i].by);
            EXPECT_EQ(ended[i].first, rule.waits[i].first);
        }
        const auto clock = run(rule.entries);
        ASSERT_EQ(clock.open.has_value(), rule.open.has_value());
        if (rule.open) EXPECT_EQ(clock.open->opened_at, t(*rule.open));
    }
}

TEST(ReplyClock, CountsFromTheCustomersMessageAndNotFromWhenWeProcessedIt) {
    const auto clock = run({{contact_message, t(0), t(600), 0, false}});
    ASSERT_TRUE(clock.open);
    EXPECT_EQ(clock.open->opened_at, t(0));
    EXPECT_EQ(clock.open->received_at, t(600));
}

TEST(ReplyClock, APlatformTimeInTheFutureIsTheReceiveTime) {
    const auto clock = run({{contact_message, t(500), t(3), 0, false}});
    ASSERT_TRUE(clock.open);
    EXPECT_EQ(clock.open->opened_at, t(3));
}

TEST(ReplyClock, AMissingTimeIsTheOtherOneAndNever1970) {
    const auto handed = run({by(handed_to_human, 5)});
    ASSERT_TRUE(handed.open);
    EXPECT_EQ(handed.open->opened_at, t(5));
    EXPECT_EQ(handed.open->received_at, t(5));
    const auto written = run({{contact_message, 0, t(9), 0, false}});
    ASSERT_TRUE(written.open);
    EXPECT_EQ(written.open->opened_at, t(9));
}

TEST(ReplyClock, AnAnswerStampedBeforeTheQuestionTookNoTime) {
    const auto ended = recompute({inbound(10), by(human_message, 4, 7)});
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].ended_at, ended[0].opened_at);
}

TEST(ReplyClock, AnAnswerStoredLateAnswersOnlyWhatCameBeforeIt) {
    auto late = by(owner_echo, 10);
    late.late = true;
    EXPECT_TRUE(recompute({inbound(20), late}).empty()) << "written after that answer";
    const auto ended = recompute({inbound(20), late, by(human_message, 30, 1)});
    ASSERT_EQ(ended.size(), 1U);
    const auto again = recompute({inbound(5), late});
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].ended_at, late.at);
    EXPECT_TRUE(run({inbound(20), late}).answered_before);
}

TEST(ReplyClock, CreditGoesToWhoeverAnsweredFirst) {
    const auto ended = recompute({inbound(0), by(note, 2, 1), by(human_message, 3, 2), by(human_message, 4, 1)});
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].ended_by, 2);
}

TEST(ReplyClock, KnowsWhetherTheContactHasWritten) {
    EXPECT_FALSE(run({by(human_message, 0, 1), by(handed_to_human, 1), by(owner_echo, 2)}).contact_wrote);
    EXPECT_TRUE(run({inbound(0), by(human_message, 1, 1)}).contact_wrote);
}

bool answers(const ClockEntry& e) {
    return (e.kind == human_message || e.kind == owner_echo) && !e.automatic;
}
bool opens(const ClockEntry& e) {
    return e.kind == handed_to_human || (e.kind == contact_message && !e.automatic);
}
bool ends(const ClockEntry& e) {
    return answers(e) || e.kind == no_reply_needed || e.kind == conversation_closed;
}

/// The obvious model: for each entry that can end a wait, look back for the earliest opener since the one before it.
std::vector<EndedWait> slowly(const std::vector<ClockEntry>& all) {
    std::vector<EndedWait> waits;
    for (std::size_t end = 0; end < all.size(); ++end) {
        if (!ends(all[end])) continue;
        std::optional<std::size_t> opener;
        for (std::size_t i = end; i-- > 0 && !ends(all[i]);) {
            if (opens(all[i])) opener = i;
        }
        if (!opener) continue;
        EndedWait wait;
        const auto& o = all[*opener];
        wait.received_at = o.received_at == 0 ? o.at : o.received_at;
        wait.opened_at = o.at > wait.received_at ? wait.received_at : o.at;
        wait.ended_at = all[end].at < wait.opened_at ? wait.opened_at : all[end].at;
        wait.ended_by = all[end].user_id;
        wait.how = answers(all[end])                  ? WaitEnd::answered
                   : all[end].kind == no_reply_needed ? WaitEnd::no_reply_needed
                                                      : WaitEnd::closed;
        wait.first = true;
        for (std::size_t i = 0; i < *opener; ++i) wait.first = wait.first && !answers(all[i]);
        waits.push_back(wait);
    }
    return waits;
}

/// Times mostly go on but sometimes step back, as platforms' and servers' clocks do.
std::vector<ClockEntry> random_history(std::mt19937& random, std::size_t size) {
    std::vector<ClockEntry> all;
    Millis now = kStart;
    while (all.size() < size) {
        now += static_cast<Millis>(random() % 100'000) - (random() % 20 == 0 ? 300'000 : 0);
        ClockEntry entry;
        entry.kind = static_cast<ClockEntryKind>(random() % 8);
        entry.at = now;
        if (entry.kind == contact_message) {
            entry.received_at = now;
            entry.at += static_cast<Millis>(random() % 20'000) - 15'000;
        }
        entry.user_id = static_cast<std::int64_t>(random() % 4);
        entry.automatic = random() % 4 == 0;
        all.push_back(entry);
    }
    return all;
}

TEST(ReplyClock, RandomHistoriesGiveTheWaitsOfASlowObviousModel) {
    std::mt19937 random(2026);
    std::size_t seen = 0;
    for (int round = 0; round < 2'000; ++round) {
        const auto history = random_history(random, round == 0 ? 10'000 : 1 + random() % 60);
        const auto got = recompute(history), wanted = slowly(history);
        ASSERT_EQ(got.size(), wanted.size()) << "round " << round;
        for (std::size_t i = 0; i < got.size(); ++i) {
            const auto what = "round " + std::to_string(round) + " wait " + std::to_string(i);
            ASSERT_EQ(got[i].opened_at, wanted[i].opened_at) << what;
            ASSERT_EQ(got[i].received_at, wanted[i].received_at) << what;
            ASSERT_EQ(got[i].ended_at, wanted[i].ended_at) << what;
            ASSERT_EQ(got[i].how, wanted[i].how) << what;
            ASSERT_EQ(got[i].ended_by, wanted[i].ended_by) << what;
            ASSERT_EQ(got[i].first, wanted[i].first) << what;
            ASSERT_LE(got[i].opened_at, got[i].ended_at) << what;
        }
        seen += got.size();
    }
    EXPECT_GT(seen, 5'000U);
}

TEST(ReplyClock, AClosingTakenBackLetsTheWaitGoOn) {
    ReplyClock clock;
    advance(clock, inbound(0));
    const auto open = clock.open;
    const auto closed = advance(clock, by(conversation_closed, 30, 7));
    ASSERT_TRUE(closed);
    ReplyClock late = clock;
    EXPECT_FALSE(take_back(late, *closed, closed->ended_at + kChangeOfMind + 1));
    EXPECT_FALSE(late.open);
    ASSERT_TRUE(take_back(clock, *closed, closed->ended_at + kChangeOfMind));
    EXPECT_EQ(clock.open->opened_at, open->opened_at);
    EXPECT_EQ(clock.open->received_at, open->received_at);
    EXPECT_TRUE(clock.open->first);
    EXPECT_FALSE(take_back(clock, *closed, closed->ended_at)) << "a wait that runs is not begun again";
    const auto answered = advance(clock, by(human_message, 60, 7));
    clock.open.reset();
    EXPECT_FALSE(take_back(clock, *answered, answered->ended_at)) << "only a closing is taken back";
}

}  // namespace
}  // namespace parley
