#pragma once

#include "server/store/writer_queue.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace parley {

/// The sync thread: makes committed groups durable while the writer works on the next one, and only then hands them
/// back, and has them told to those who look on. Groups that gather during a sync share the next.
class Syncer {
public:
    struct Group {
        std::vector<WriterItem> items;
        std::shared_ptr<const Committed> committed;
        std::int64_t last_seq = 0;
    };
    struct Calls {
        std::function<void()> sync;                  ///< makes everything pushed so far durable, or throws
        std::function<void(Group)> deliver;          ///< gets each group in order, its items with their errors
        std::function<void(const Committed&)> tell;  ///< the same groups, after those who waited have theirs; no throw
        std::function<void()> broken;                ///< once, before the group whose sync failed
    };
    explicit Syncer(Calls calls);
    ~Syncer();

    /// Nothing is under way, nor being told.
    bool idle() const;
    /// How many are in groups that are under way or being told.
    std::size_t items() const;
    /// Waits while two groups are under way.
    void push(Group group);
    /// Ends when all is synced.
    void stop();

private:
    void loop();
    std::exception_ptr sync();

    const Calls calls_;

    mutable std::mutex mutex_;
    std::condition_variable ready_, room_;
    std::deque<Group> waiting_;
    std::uint64_t pushed_ = 0, done_ = 0;
    std::size_t items_ = 0;
    std::exception_ptr failed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace parley
