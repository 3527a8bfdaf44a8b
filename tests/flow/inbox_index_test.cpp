#include "server/flow/inbox_index.hpp"

#include "server/base/error.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

InboxEntry entry(std::int64_t id, Millis activity, std::optional<Millis> waits = std::nullopt) {
    InboxEntry e;
    e.id = id;
    e.last_activity_at = activity;
    if (waits) {
        e.wait_id = id * 10;
        e.wait_opened_at = *waits;
    }
    return e;
}

std::vector<std::int64_t> all(const InboxIndex& index, const InboxFilter& filter, std::size_t limit) {
    std::vector<std::int64_t> ids;
    std::optional<std::string> cursor;
    do {
        const auto page = index.page(filter, limit, cursor);
        EXPECT_LE(page.ids.size(), limit);
        ids.insert(ids.end(), page.ids.begin(), page.ids.end());
        cursor = page.next_cursor;
    } while (cursor);
    return ids;
}

TEST(InboxIndex, ThoseWhoWaitComeFirstWhateverTheSizeOfThePage) {
    InboxIndex index;
    index.load({entry(1, 100), entry(2, 200, 20), entry(3, 300), entry(4, 400, 10), entry(5, 50)});
    InboxFilter filter;
    filter.order = InboxOrder::wait;
    for (std::size_t limit = 1; limit <= 6; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 2, 3, 1, 5})) << limit;
    filter.order = InboxOrder::newest;
    for (std::size_t limit = 1; limit <= 6; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 3, 2, 1, 5})) << limit;
    filter.waiting = true;
    for (std::size_t limit = 1; limit <= 3; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 2})) << limit;
}

TEST(InboxIndex, TheHighestPriorityComesFirstThenWhoWaitsWhateverTheSizeOfThePage) {
    InboxIndex index;
    auto entries = std::vector{entry(1, 100), entry(2, 200, 20), entry(3, 300), entry(4, 400, 10), entry(5, 50)};
    entries[0].priority = entries[4].priority = entries[1].priority = 1;
    entries[2].priority = 2;
    index.load(entries);
    InboxFilter filter;
    filter.order = InboxOrder::priority;
    for (std::size_t limit = 1; limit <= 6; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{3, 2, 1, 5, 4})) << limit;
    filter.waiting = true;
    for (std::size_t limit = 1; limit <= 3; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{2, 4})) << limit;
    filter.waiting = false;
    entries[2].priority = 0;
    index.apply(entries[2]);
    EXPECT_EQ(all(index, filter, 2), (std::vector<std::int64_t>{2, 1, 5, 4, 3})) << "it lost its priority";
}

TEST(InboxIndex, TheOldestComeFirstWhenAskedSo) {
    InboxIndex index;
    index.load({entry(1, 100), entry(2, 200, 20), entry(3, 50)});
    InboxFilter filter;
    filter.order = InboxOrder::oldest;
    for (std::size_t limit = 1; limit <= 4; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{3, 1, 2})) << limit;
}

TEST(InboxIndex, CountsManyFiltersInOneLook) {
    InboxIndex index;
    auto entries = std::vector{entry(1, 100), entry(2, 200, 20), entry(3, 50), entry(4, 60)};
    entries[0].team_id = entries[1].team_id = 7;
    entries[2].team_id = 8;
    entries[3].status = 2;
    index.load(entries);
    std::vector<InboxFilter> filters(4);
    filters[1].team_id = 7;
    filters[2].waiting = true;
    filters[3].team_id = 7;
    filters[3].among =
        std::make_shared<std::unordered_set<std::int64_t>>(std::unordered_set<std::int64_t>{1, 3, 4, 99});
    EXPECT_EQ(index.count(filters), (std::vector<std::size_t>{3, 2, 1, 1}));
    EXPECT_TRUE(index.count({}).empty());
}

TEST(InboxIndex, AStrangeCursorIsRefusedByName) {
    InboxIndex index;
    for (const char* cursor : {"", "x", "w", "w1", "w1.", "w.1", "a1.2x", "1.2", "p1.2", "p1.2.", "p1.2.3."})
        EXPECT_THROW(index.page({}, 10, cursor), Failure) << cursor;
}

}  // namespace
}  // namespace parley
