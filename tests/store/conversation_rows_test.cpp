#include "server/store/conversation_rows.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace parley {
namespace {

Conversation read_row(std::int64_t id, std::int64_t contact_id = 1,
                      std::optional<std::int64_t> lead_id = std::nullopt) {
    Conversation c;
    c.id = id;
    c.contact_id = contact_id;
    c.lead_id = c.stored_lead_id = lead_id;
    c.beside_read = true;
    return c;
}

TEST(ConversationRows, TellARowAsItWouldBeRead) {
    ConversationRows rows;
    auto c = read_row(7);
    c.status = ConversationStatus::closed;
    c.lead_id = 5;
    c.wait_id = 3;
    c.clock.open = OpenWait{100, 130, true};
    rows.keep(c);
    const auto* known = rows.find(7);
    ASSERT_TRUE(known);
    EXPECT_EQ(known->stored_status, ConversationStatus::closed) << "it was saved so";
    EXPECT_EQ(known->stored_lead_id, 5);
    EXPECT_EQ(known->clock.open->received_at, 100) << "the row does not hold when it was received";
    c.wait_id.reset();
    rows.keep(c);
    EXPECT_FALSE(rows.find(7)->clock.open);
    EXPECT_FALSE(rows.find(8));
}

TEST(ConversationRows, DoNotKeepWhatWasReadWithoutWhatStandsBesideIt) {
    ConversationRows rows;
    rows.keep(read_row(7));
    auto c = read_row(7);
    c.beside_read = false;
    rows.keep(c);
    EXPECT_FALSE(rows.find(7)) << "nor what was known before";
}

TEST(ConversationRows, ForgetWhatAnotherWayChangedUntilTheGroupIsThrough) {
    using Change = std::function<void(ConversationRows&)>;
    const std::vector<Change> changes{[](ConversationRows& rows) { rows.changed(7); },
                                      [](ConversationRows& rows) { rows.contact_changed(70); },
                                      [](ConversationRows& rows) { rows.lead_changed(700); }};
    for (const auto& change : changes) {
        ConversationRows rows;
        rows.keep(read_row(7, 70, 700));
        rows.keep(read_row(8, 80, 800));
        rows.committed();
        change(rows);
        EXPECT_FALSE(rows.find(7));
        rows.keep(read_row(7, 70, 700));  // an older copy of the same step
        EXPECT_FALSE(rows.find(7));
        EXPECT_TRUE(rows.find(8));
        rows.committed();
        EXPECT_FALSE(rows.find(7));
        rows.keep(read_row(7, 70, 700));
        EXPECT_TRUE(rows.find(7));
    }
    ConversationRows rows;
    rows.keep(read_row(7));
    rows.all_changed();
    rows.keep(read_row(8));
    rows.committed();
    EXPECT_FALSE(rows.find(7));
    EXPECT_FALSE(rows.find(8));
}

TEST(ConversationRows, ForgetWhatDidNotHappen) {
    ConversationRows rows;
    rows.keep(read_row(7));
    rows.committed();
    rows.keep(read_row(8));
    const auto mark = rows.mark();
    rows.keep(read_row(7));
    rows.keep(read_row(9));
    rows.forget_since(mark);
    EXPECT_FALSE(rows.find(7)) << "it may have been changed by the step";
    EXPECT_TRUE(rows.find(8));
    EXPECT_FALSE(rows.find(9));
    rows.rolled_back();
    EXPECT_FALSE(rows.find(8));
}

TEST(ConversationRows, KeepThoseThatWereAskedForLast) {
    ConversationRows rows(2);
    rows.keep(read_row(1));
    rows.keep(read_row(2));
    EXPECT_TRUE(rows.find(1));
    rows.keep(read_row(3));
    EXPECT_FALSE(rows.find(2));
    EXPECT_TRUE(rows.find(1));
    EXPECT_TRUE(rows.find(3));
}

}  // namespace
}  // namespace parley
