#include "server/store/syncer.hpp"

#include "server/base/log.hpp"

#include <utility>

namespace parley {
namespace {

constexpr std::uint64_t kMostUnderWay = 2;

}  // namespace

Syncer::Syncer(std::function<void()> sync, std::function<void(Group)> deliver, std::function<void()> broken)
    : sync_(std::move(sync)), deliver_(std::move(deliver)), broken_(std::move(broken)) {
    thread_ = std::thread([this] { loop(); });
}

Syncer::~Syncer() {
    stop();
}

bool Syncer::idle() const {
    const std::lock_guard lock(mutex_);
    return pushed_ == done_;
}

std::uint64_t Syncer::push(Group group) {
    std::uint64_t number = 0;
    {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return pushed_ - done_ < kMostUnderWay; });
        waiting_.push_back(std::move(group));
        number = ++pushed_;
    }
    ready_.notify_one();
    return number;
}

void Syncer::after(std::uint64_t group, std::function<void()> news) {
    if (!news) return;
    const std::lock_guard lock(mutex_);
    if (failed_) return;
    if (group <= done_)
        news();
    else
        news_.emplace_back(group, std::move(news));
}

void Syncer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Syncer::loop() {
    for (;;) {
        std::deque<Group> groups;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            groups.swap(waiting_);
        }
        const auto error = sync();
        for (auto& group : groups) {
            if (error) {
                group.committed = std::make_shared<const Committed>();
                for (auto& item : group.items) item.error = error;
            }
            deliver_(std::move(group));
        }
        const std::lock_guard lock(mutex_);
        done_ += groups.size();
        if (error) news_.clear();
        while (!news_.empty() && news_.front().first <= done_) {
            news_.front().second();
            news_.pop_front();
        }
        room_.notify_one();
    }
}

/// A sync that failed is never tried again: what the system kept in memory may be gone, and the next would not say so.
std::exception_ptr Syncer::sync() {
    {
        const std::lock_guard lock(mutex_);
        if (failed_) return failed_;
    }
    try {
        sync_();
        return nullptr;
    } catch (const std::exception& trouble) {
        log_error("sync failed: {}", trouble.what());
    }
    {
        const std::lock_guard lock(mutex_);
        failed_ = std::make_exception_ptr(db::DatabaseError(db::Trouble::broken, "the log could not be synced"));
    }
    broken_();
    return failed_;
}

}  // namespace parley
