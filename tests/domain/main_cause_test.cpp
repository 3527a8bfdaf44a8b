#include "server/domain/main_cause.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr Millis kMinute = 60'000;

std::vector<Millis> spans(std::size_t count, Millis span) {
    return std::vector<Millis>(count, span);
}
Compared joined(const std::vector<Compared>& groups) {
    Compared whole;
    for (const auto& group : groups) {
        whole.now.insert(whole.now.end(), group.now.begin(), group.now.end());
        whole.before.insert(whole.before.end(), group.before.begin(), group.before.end());
    }
    return whole;
}
std::optional<std::size_t> cause_of(const std::vector<Compared>& groups) {
    return main_cause(joined(groups), groups);
}

TEST(MainCause, IsTheGroupWithoutWhichNothingWouldHaveChanged) {
    const Compared steady{spans(30, 2 * kMinute), spans(30, 2 * kMinute)};
    const Compared slower{spans(40, 20 * kMinute), spans(40, 2 * kMinute)};
    EXPECT_EQ(cause_of({steady, slower}), 1U);
    EXPECT_EQ(cause_of({slower, steady}), 0U);
}

TEST(MainCause, MayBeThatThereIsMoreOfWhatWasAlwaysSlow) {
    const Compared quick{spans(40, kMinute), spans(60, kMinute)};
    const Compared slow{spans(50, 10 * kMinute), spans(15, 10 * kMinute)};
    EXPECT_EQ(cause_of({quick, slow}), 1U);
}

TEST(MainCause, IsNobodyWhereAllChangedAlike) {
    const Compared group{spans(40, 8 * kMinute), spans(40, 2 * kMinute)};
    EXPECT_EQ(cause_of({group, group, group}), std::nullopt);
}

TEST(MainCause, IsNobodyWhereNothingChanged) {
    const Compared group{spans(40, 2 * kMinute), spans(40, 2 * kMinute)};
    const Compared other{spans(40, 2 * kMinute + 900), spans(40, 2 * kMinute)};
    EXPECT_EQ(cause_of({group, group}), std::nullopt);
    EXPECT_EQ(cause_of({other, other}), std::nullopt);
}

TEST(MainCause, NeedsEnoughOnBothSidesOfTheSplit) {
    const Compared few{spans(9, kMinute), spans(9, kMinute)};
    const Compared slower{spans(40, 20 * kMinute), spans(40, kMinute)};
    EXPECT_EQ(cause_of({few, slower}), std::nullopt) << "nine are left without it";
    EXPECT_EQ(cause_of({{spans(15, kMinute), {}}, {spans(15, 9 * kMinute), {}}}), std::nullopt) << "nothing before";
    EXPECT_EQ(main_cause({}, {}), std::nullopt);
    EXPECT_EQ(main_cause({}, {{}, {}}), std::nullopt);
}

TEST(MainCause, IsTheNarrowerOfTwoThatExplainAsMuch) {
    const Compared steady{spans(60, kMinute), spans(60, kMinute)};
    const Compared slower{spans(61, 9 * kMinute), spans(30, kMinute)};
    Compared with_more = slower;
    with_more.now.insert(with_more.now.end(), 20, kMinute);
    EXPECT_EQ(main_cause(joined({steady, slower}), {with_more, slower}), 1U);
    EXPECT_EQ(main_cause(joined({steady, slower}), {slower, with_more}), 0U);
}

TEST(MainCause, OfAFasterPeriodIsFoundAsWell) {
    const Compared steady{spans(30, 2 * kMinute), spans(30, 2 * kMinute)};
    const Compared faster{spans(40, 2 * kMinute), spans(40, 20 * kMinute)};
    EXPECT_EQ(cause_of({steady, faster}), 1U);
}

}  // namespace
}  // namespace parley
