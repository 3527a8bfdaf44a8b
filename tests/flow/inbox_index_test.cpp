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
    filter.wait_first = true;
    for (std::size_t limit = 1; limit <= 6; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 2, 3, 1, 5})) << limit;
    filter.wait_first = false;
    for (std::size_t limit = 1; limit <= 6; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 3, 2, 1, 5})) << limit;
    filter.waiting = true;
    for (std::size_t limit = 1; limit <= 3; ++limit)
        EXPECT_EQ(all(index, filter, limit), (std::vector<std::int64_t>{4, 2})) << limit;
}

TEST(InboxIndex, AStrangeCursorIsRefusedByName) {
    InboxIndex index;
    for (const char* cursor : {"", "x", "w", "w1", "w1.", "w.1", "a1.2x", "1.2"})
        EXPECT_THROW(index.page({}, 10, cursor), Failure) << cursor;
}

}  // namespace
}  // namespace parley
