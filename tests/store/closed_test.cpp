#include "server/store/closed.hpp"

#include "server/store/conversations.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

/// Every look at it is late: each page ends after one stretch.
class HastyClock final : public Clock {
public:
    Millis now() const override { return elapsed_; }
    Millis elapsed() const override { return elapsed_ += kClosedTime + 1; }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds) override { co_return; }

private:
    mutable Millis elapsed_ = 0;
};

constexpr auto kOpen = static_cast<std::int64_t>(ConversationStatus::open);
constexpr auto kClosed = static_cast<std::int64_t>(ConversationStatus::closed);

class Closed : public ::testing::Test {
protected:
    void put(std::int64_t id, std::int64_t assignee, std::int64_t status = kClosed) {
        temp.run(temp.store().write([=](Transaction& t) {
            t.db().execute(db::q::conversation_insert, id, std::int64_t{7}, "t" + std::to_string(id), id, "p", t.now(),
                           std::optional<std::int64_t>());
            t.db().execute(db::q::conversation_state_insert, id, status, assignee, std::optional<std::int64_t>(), 0, 0,
                           t.now(), id, std::optional<std::int64_t>(), std::optional<std::int64_t>(), 0,
                           std::optional<std::int64_t>(), std::optional<std::int64_t>(), std::optional<std::string>());
        }));
    }
    /// All pages, and how many there were.
    std::pair<std::vector<std::int64_t>, int> walk(const ClosedFilter& filter, std::size_t limit, const Clock& clock,
                                                   std::size_t stretch = 2) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::pair<std::vector<std::int64_t>, int> all;
            std::optional<std::int64_t> before = INT64_MAX;
            while (before) {
                const auto page = closed_conversations(db, filter, limit, *before, clock, stretch);
                EXPECT_LE(page.ids.size(), limit);
                all.first.insert(all.first.end(), page.ids.begin(), page.ids.end());
                ++all.second;
                before = page.next;
            }
            return all;
        }));
    }

    test::TempStore temp;
    HastyClock hasty;
    const std::vector<std::int64_t> ids{3'000'000, 2'999'999, 2'900'002, 2'900'001, 2'900'000, 1'000'000, 17, 1};
};

TEST_F(Closed, EveryOneComesOnceWhereverAPageEnds) {
    for (const auto id : ids) put(id, 5);
    put(2'950'000, 5, kOpen);
    for (const std::size_t limit : {1U, 2U, 3U, 50U}) {
        for (const std::size_t stretch : {1U, 2U, 3U, 8U, 100U}) {
            EXPECT_EQ(walk({}, limit, temp.clock, stretch).first, ids) << limit << " " << stretch;
            EXPECT_EQ(walk({}, limit, hasty, stretch).first, ids) << limit << " " << stretch;
        }
    }
}

TEST_F(Closed, AFilterThatFitsFewEndsItsPageInTimeAndGoesOnFromThere) {
    for (const auto id : ids) put(id, id == 17 ? 6 : 5);
    ClosedFilter filter;
    filter.assignee_id = 6;
    const auto [found, pages] = walk(filter, 50, hasty);
    EXPECT_EQ(found, std::vector<std::int64_t>{17});
    EXPECT_GT(pages, 1);
    EXPECT_EQ(walk(filter, 50, temp.clock).second, 1) << "with time enough it is one page";
    filter.assignee_id = 99;
    EXPECT_TRUE(walk(filter, 50, hasty).first.empty());
}

}  // namespace
}  // namespace parley
