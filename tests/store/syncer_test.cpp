#include "server/store/syncer.hpp"

#include "db/connection.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <semaphore>
#include <string>
#include <vector>

namespace parley {
namespace {

/// A disk that works when told, and a log of what happened.
struct Disk {
    void sync() {
        begun.release();
        go.acquire();
        if (fails) throw db::DatabaseError(db::Trouble::broken, "on purpose");
        note("sync");
    }
    void note(std::string what) {
        const std::lock_guard lock(mutex);
        happened.push_back(std::move(what));
    }
    std::vector<std::string> so_far() {
        const std::lock_guard lock(mutex);
        return happened;
    }

    std::counting_semaphore<> begun{0}, go{0};
    std::atomic<bool> fails = false;
    std::mutex mutex;
    std::vector<std::string> happened;
};

Syncer::Group group(std::int64_t last_seq) {
    Syncer::Group out;
    out.items.push_back({[](Transaction&) {}, true, [](std::exception_ptr) {}, nullptr});
    out.committed = std::make_shared<const Committed>();
    out.last_seq = last_seq;
    return out;
}

class SyncThread : public ::testing::Test {
protected:
    Disk disk;
    Syncer syncer{
        [this] { disk.sync(); },
        [this](Syncer::Group group) {
            disk.note((group.items.front().error ? "refused " : "handed back ") + std::to_string(group.last_seq));
        },
        [this] { disk.note("broken"); }};
    using Log = std::vector<std::string>;
};

TEST_F(SyncThread, HandsBackAndTellsOnlyAfterASyncThatBeganLater) {
    EXPECT_TRUE(syncer.idle());
    const auto first = syncer.push(group(1));
    disk.begun.acquire();
    syncer.after(first, [this] { disk.note("told 1"); });
    const auto second = syncer.push(group(2));  // its bytes may have missed the sync that is under way
    syncer.after(second, [this] { disk.note("told 2"); });
    EXPECT_EQ(disk.so_far(), Log{});
    disk.go.release();
    disk.begun.acquire();
    EXPECT_EQ(disk.so_far(), (Log{"sync", "handed back 1", "told 1"}));
    EXPECT_FALSE(syncer.idle());
    disk.go.release();
    syncer.stop();
    EXPECT_EQ(disk.so_far(), (Log{"sync", "handed back 1", "told 1", "sync", "handed back 2", "told 2"}));
    syncer.after(second, [this] { disk.note("late"); });
    EXPECT_EQ(disk.so_far().back(), "late") << "what is durable already is told at once";
}

TEST_F(SyncThread, AfterAFailedSyncNothingIsEverAcknowledged) {
    disk.fails = true;
    const auto first = syncer.push(group(1));
    syncer.after(first, [this] { disk.note("told"); });
    disk.begun.acquire();
    syncer.push(group(2));
    disk.go.release();
    syncer.stop();
    disk.fails = false;  // the next would succeed, and say nothing of what is gone
    EXPECT_EQ(disk.so_far(), (Log{"broken", "refused 1", "refused 2"}));
    syncer.after(first, [this] { disk.note("told"); });
    EXPECT_EQ(disk.so_far().size(), 3U);
}

}  // namespace
}  // namespace parley
