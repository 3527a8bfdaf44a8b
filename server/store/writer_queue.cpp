#include "server/store/writer_queue.hpp"

#include <algorithm>
#include <iterator>
#include <thread>

namespace parley {
namespace {

/// So many taken alone in a row tell that nobody is pressing.
constexpr int kCalm = 4;
/// A webhook is read, checked and parsed in less.
constexpr std::chrono::microseconds kAwake(80);

}  // namespace

bool WriterQueue::push(WriterItem item) {
    bool wake = false;
    {
        const std::lock_guard lock(mutex_);
        if (shut_ || items_.size() >= limit_) return false;
        wake = asleep_ && items_.empty();
        items_.push_back(std::move(item));
        pushed_ = true;
    }
    if (wake) ready_.notify_one();
    return true;
}

void WriterQueue::expect() {
    static const bool pays = std::thread::hardware_concurrency() > 1;
    if (!pays || one_by_one_ < kCalm || !asleep_) return;
    {
        const std::lock_guard lock(mutex_);
        expected_ = true;
    }
    ready_.notify_one();
}

WriterQueue::Woken WriterQueue::wait(std::optional<std::chrono::milliseconds> at_most) {
    std::unique_lock lock(mutex_);
    const auto due = [this] { return ended_ || expected_ || !items_.empty(); };
    for (;;) {
        asleep_ = true;
        const bool woken = at_most ? ready_.wait_for(lock, *at_most, due) : (ready_.wait(lock, due), true);
        asleep_ = false;
        if (!woken) return Woken::idle;
        if (!items_.empty()) return Woken::work;
        if (ended_) return Woken::ended;
        if (stay_awake(lock)) return Woken::work;
    }
}

/// What was expected and does not come is no harm: he goes to sleep again. True when it came.
bool WriterQueue::stay_awake(std::unique_lock<std::mutex>& lock) {
    expected_ = false;
    pushed_ = false;
    lock.unlock();
    const auto until = std::chrono::steady_clock::now() + kAwake;
    while (!pushed_ && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    lock.lock();
    return !items_.empty();
}

void WriterQueue::take(std::size_t count, std::vector<WriterItem>& batch) {
    const std::lock_guard lock(mutex_);
    const auto end = items_.begin() + static_cast<std::ptrdiff_t>(std::min(count, items_.size()));
    batch.assign(std::make_move_iterator(items_.begin()), std::make_move_iterator(end));
    items_.erase(items_.begin(), end);
    one_by_one_ = batch.size() == 1 && items_.empty() ? std::min(one_by_one_ + 1, kCalm) : 0;
}

std::size_t WriterQueue::size() const {
    const std::lock_guard lock(mutex_);
    return items_.size();
}

void WriterQueue::shut() {
    const std::lock_guard lock(mutex_);
    shut_ = true;
}

void WriterQueue::end() {
    {
        const std::lock_guard lock(mutex_);
        shut_ = ended_ = true;
    }
    ready_.notify_one();
}

}  // namespace parley
