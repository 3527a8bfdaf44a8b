// How steps that wait are grouped into commits, and when the log is copied back meanwhile.
#include "server/store/store.hpp"
#include "tests/support/counting_vfs.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <any>
#include <atomic>
#include <map>
#include <thread>

namespace parley {
namespace {

namespace asio = boost::asio;
using test::TempStore;

/// `count` steps of which the first keeps the writer until all the others wait. Returns how many each commit held.
std::vector<std::size_t> commit_together(TempStore& temp, std::size_t count) {
    std::map<std::uint64_t, std::size_t> groups;
    temp.run([](Store& store, std::size_t all, std::map<std::uint64_t, std::size_t>& sizes) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        std::size_t done = 0;
        std::atomic<bool> begun = false;
        const auto spawn = [&](std::size_t i) {
            const auto step = [&, i](Transaction& t) {
                begun = true;
                while (i == 0 && store.counts().queued < all - 1) std::this_thread::yield();
                t.db().execute(db::q::setting_put, "n" + std::to_string(i), "x");
                ++sizes[store.counts().commits];
            };
            asio::co_spawn(executor, store.write(step, Store::Repeat::yes), [&done](std::exception_ptr error) {
                EXPECT_FALSE(error);
                ++done;
            });
        };
        spawn(0);
        while (!begun) co_await asio::post(executor, asio::use_awaitable);
        for (std::size_t i = 1; i < all; ++i) spawn(i);
        while (done < all) co_await asio::post(executor, asio::use_awaitable);
    }(temp.store(), count, groups));
    std::vector<std::size_t> sizes;
    for (const auto& [commit, size] : groups) sizes.push_back(size);
    return sizes;
}

TEST(Writer, TakesHalfOfWhatWaitsSoThatTheOtherHalfIsWrittenWhileItIsSynced) {
    TempStore temp;
    const auto sizes = commit_together(temp, 65);
    ASSERT_GE(sizes.size(), 3u);
    EXPECT_EQ(sizes[0], 1u);
    EXPECT_GE(sizes[1], 32u);
    EXPECT_LE(sizes[1], 33u) << "the first may still be on its way to the disk";
}

/// What the step finds in the memo; it then leaves `then` there.
int remembered(TempStore& temp, int then, Store::Repeat repeat = Store::Repeat::yes, bool fails = false) {
    const auto step = [&](Transaction& t) {
        auto* memo = t.memo();
        const auto* before = memo ? std::any_cast<int>(memo) : nullptr;
        const int found = before ? *before : 0;
        if (memo) *memo = then;
        if (fails) throw std::runtime_error("no");
        return found;
    };
    try {
        return temp.run(temp.store().write(step, repeat));
    } catch (const std::runtime_error&) {
        return -1;
    }
}

TEST(Writer, RemembersFromGroupToGroupUntilAStepComesThatMayNotRunAgain) {
    TempStore temp;
    EXPECT_EQ(remembered(temp, 1), 0);
    EXPECT_EQ(remembered(temp, 2), 1);
    EXPECT_EQ(remembered(temp, 3, Store::Repeat::no), 0) << "such a step sees nothing of it";
    EXPECT_EQ(remembered(temp, 4), 0) << "and may have changed what it tells";
    EXPECT_EQ(remembered(temp, 5, Store::Repeat::yes, true), -1);
    EXPECT_EQ(remembered(temp, 6), 0) << "what a step left that did not happen is gone";
    EXPECT_EQ(remembered(temp, 7), 6);
}

TEST(Writer, DoesNotSplitWhatIsSmall) {
    TempStore temp;
    EXPECT_EQ(commit_together(temp, 9), (std::vector<std::size_t>{1, 8}));
}

TEST(Writer, CopiesTheLogBackWhileStepsComeOneByOneAndNotWhenOneIsAloneByChance) {
    TempStore temp({.folder = {}, .busy_pages = 1 << 30, .idle_pages = 1, .idle_wait = std::chrono::hours(1)});
    const auto alone = [&](int times) {
        for (int i = 0; i < times; ++i)
            temp.run(temp.store().write([](Transaction& t) { t.db().execute(db::q::setting_put, "a", "1"); }));
    };
    for (int i = 0; i < 10; ++i) {
        alone(10);
        commit_together(temp, 3);
    }
    EXPECT_EQ(temp.store().counts().checkpoints, 0u);
    if (std::getenv("PARLEY_TEST_POSTGRES")) return;  // it keeps its own log
    for (int i = 0; i < 20'000 && temp.store().counts().checkpoints == 0; ++i) alone(1);
    EXPECT_GT(temp.store().counts().checkpoints, 0u);
}

/// What happens, one word each, to a step that nobody waits behind.
class NewsOfOne : public testing::Test {
protected:
    void SetUp() override {
        temp.store().on_digest([this](db::Connection&, const Committed&) {
            said += "made ";
            return [this] { said += "told "; };
        });
    }
    void write() {
        temp.run(temp.store().write([](Transaction& t) { t.emit("settings.updated", std::nullopt, "{}"); }));
        said += "answered ";
    }
    std::string said;
    const bool counted = (test::install_counting_vfs(), true);  // before the store opens its files
    TempStore temp{{.folder = {}, .most_foretold = std::chrono::hours(1)}};
};

TEST_F(NewsOfOne, AreForetoldWhenItIsKnownHowLongTheDiskTakes) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "nobody knows there when the commit will be answered";
    temp.store().on_almost_durable([this](std::chrono::microseconds within) {
        EXPECT_GT(within.count(), 0);
        said += "due ";
    });
    write();
    EXPECT_EQ(said, "made told answered ");
    said.clear();
    write();
    EXPECT_EQ(said, "made due told answered ");
}

TEST_F(NewsOfOne, AreToldBeforeItsSenderIsAnswered) {
    if (std::getenv("PARLEY_TEST_POSTGRES"))
        GTEST_SKIP() << "there the commit itself waits for the disk, and nobody for the news";
    write();
    EXPECT_EQ(said, "made told answered ");
}

TEST_F(NewsOfOne, AreNotToldWhenTheDiskDidNotTakeIt) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "of SQLite's log";
    write();
    said.clear();
    test::let_log_syncs_fail(true);
    EXPECT_THROW(write(), Failure);
    test::let_log_syncs_fail(false);
    EXPECT_EQ(said, "made ");
    EXPECT_THROW(write(), Failure) << "what the system kept in memory may be gone: nothing is taken any more";
    EXPECT_EQ(said, "made ");
}

}  // namespace
}  // namespace parley
