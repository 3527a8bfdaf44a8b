#include "server/store/syncer.hpp"

#include "db/connection.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
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
    auto committed = std::make_shared<Committed>();
    committed->events.emplace_back().seq = last_seq;
    out.committed = std::move(committed);
    out.last_seq = last_seq;
    return out;
}

class SyncThread : public ::testing::Test {
protected:
    Disk disk;
    Syncer syncer{Syncer::Calls{
        .sync = [this] { disk.sync(); },
        .deliver =
            [this](Syncer::Group group) {
                disk.note((group.items.front().error ? "refused " : "handed back ") + std::to_string(group.last_seq));
            },
        .tell =
            [this](const Committed& committed) {
                disk.note("told " + (committed.events.empty() ? "nothing" : std::to_string(committed.events[0].seq)));
                if (busy_telling) telling.acquire();
            },
        .broken = [this] { disk.note("broken"); }}};
    std::atomic<bool> busy_telling = false;
    std::counting_semaphore<> telling{0};
    using Log = std::vector<std::string>;
};

TEST_F(SyncThread, HandsBackAndTellsOnlyAfterASyncThatBeganLater) {
    EXPECT_TRUE(syncer.idle());
    syncer.push(group(1));
    disk.begun.acquire();
    syncer.push(group(2));  // its bytes may have missed the sync that is under way
    EXPECT_EQ(disk.so_far(), Log{});
    disk.go.release();
    disk.begun.acquire();
    EXPECT_EQ(disk.so_far(), (Log{"sync", "handed back 1", "told 1"}));
    EXPECT_FALSE(syncer.idle());
    disk.go.release();
    syncer.stop();
    EXPECT_EQ(disk.so_far(), (Log{"sync", "handed back 1", "told 1", "sync", "handed back 2", "told 2"}));
}

TEST_F(SyncThread, IsNotIdleWhileItTells) {
    syncer.push(group(1));
    disk.begun.acquire();
    syncer.push(group(2));
    disk.go.release();
    disk.begun.acquire();
    syncer.push(group(3));
    disk.go.release();
    disk.begun.acquire();
    busy_telling = true;
    disk.go.release();
    while (disk.so_far().back() != "told 3") std::this_thread::yield();
    EXPECT_FALSE(syncer.idle()) << "a group that is still being told must not be overtaken by the writer's own telling";
    busy_telling = false;
    telling.release();
    syncer.stop();
    EXPECT_TRUE(syncer.idle());
    EXPECT_EQ(disk.so_far(), (Log{"sync", "handed back 1", "told 1", "sync", "handed back 2", "told 2", "sync",
                                  "handed back 3", "told 3"}));
}

TEST_F(SyncThread, AfterAFailedSyncNothingIsEverAcknowledged) {
    disk.fails = true;
    syncer.push(group(1));
    disk.begun.acquire();
    syncer.push(group(2));
    disk.go.release();
    syncer.stop();
    disk.fails = false;  // the next would succeed, and say nothing of what is gone
    EXPECT_EQ(disk.so_far(), (Log{"broken", "refused 1", "told nothing", "refused 2", "told nothing"}));
}

}  // namespace
}  // namespace parley
