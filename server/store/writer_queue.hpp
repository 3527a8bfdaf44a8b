#pragma once

#include "server/store/store.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

namespace parley {

struct WriterItem {
    Store::Step step;
    bool repeatable = false;
    std::function<void(std::exception_ptr)> done;  ///< called by the receiver of the group, not here
    std::exception_ptr error;
};

/// What waits for the writer. Any thread pushes, the writer alone waits and takes.
class WriterQueue {
public:
    explicit WriterQueue(std::size_t limit) : limit_(limit) {}

    /// False when the queue is full or shut.
    bool push(WriterItem item);
    /// Something is likely to be pushed within some ten microseconds: the writer wakes up meanwhile, as that takes as
    /// long as to read a request. Only while steps come one by one; under load he is awake anyway, and has better to
    /// do.
    void expect();

    enum class Woken { work, idle, ended };
    /// Until there is work, or for `at_most`, or until the end: then all that was pushed is taken.
    Woken wait(std::optional<std::chrono::milliseconds> at_most = {});
    /// Moves the first `count` there.
    void take(std::size_t count, std::vector<WriterItem>& batch);
    std::size_t size() const;

    /// Nothing more is taken in.
    void shut();
    /// Shut, and the writer ends when he has taken what is there.
    void end();

private:
    bool stay_awake(std::unique_lock<std::mutex>& lock);

    const std::size_t limit_;
    mutable std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<WriterItem> items_;
    bool shut_ = false, ended_ = false;
    bool expected_ = false;
    std::atomic<bool> asleep_ = false;
    std::atomic<bool> pushed_ = false;  ///< since the writer began to stay awake
    std::atomic<int> one_by_one_ = 0;   ///< steps taken alone, one after the other
};

}  // namespace parley
