#pragma once

#include "server/store/writer.hpp"

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
/// back. Groups that gather during a sync share the next.
class Syncer {
public:
    struct Group {
        std::vector<WriterItem> items;
        std::shared_ptr<const Committed> committed;
        std::int64_t last_seq = 0;
    };
    /// `sync` makes everything pushed so far durable or throws; `deliver` gets each group in order, its items with
    /// their errors; `broken` is called once, before the group whose sync failed.
    Syncer(std::function<void()> sync, std::function<void(Group)> deliver, std::function<void()> broken);
    ~Syncer();

    /// Nothing is under way.
    bool idle() const;
    /// Waits while two groups are under way. Returns the group's number.
    std::uint64_t push(Group group);
    /// Called once the group is durable and handed back: at once when it is already. In the order of the groups.
    void after(std::uint64_t group, std::function<void()> news);
    /// Ends when all is synced.
    void stop();

private:
    void loop();
    std::exception_ptr sync();

    const std::function<void()> sync_;
    const std::function<void(Group)> deliver_;
    const std::function<void()> broken_;

    mutable std::mutex mutex_;
    std::condition_variable ready_, room_;
    std::deque<Group> waiting_;
    std::deque<std::pair<std::uint64_t, std::function<void()>>> news_;
    std::uint64_t pushed_ = 0, done_ = 0;
    std::exception_ptr failed_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace parley
