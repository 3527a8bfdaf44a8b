#include "server/store/syncer.hpp"

#include "server/base/log.hpp"

#include <utility>

namespace parley {
namespace {

constexpr std::uint64_t kMostUnderWay = 2;

}  // namespace

Syncer::Syncer(Calls calls) : calls_(std::move(calls)) {
    thread_ = std::thread([this] { loop(); });
}

Syncer::~Syncer() {
    stop();
}

bool Syncer::idle() const {
    const std::lock_guard lock(mutex_);
    return pushed_ == done_;
}

std::size_t Syncer::items() const {
    const std::lock_guard lock(mutex_);
    return items_;
}

void Syncer::push(Group group) {
    {
        std::unique_lock lock(mutex_);
        room_.wait(lock, [this] { return pushed_ - done_ < kMostUnderWay; });
        items_ += group.items.size();
        waiting_.push_back(std::move(group));
        ++pushed_;
    }
    ready_.notify_one();
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
        std::vector<std::shared_ptr<const Committed>> news;
        std::size_t items = 0;
        for (auto& group : groups) {
            if (error) {
                group.committed = std::make_shared<const Committed>();
                for (auto& item : group.items) item.error = error;
            }
            news.push_back(group.committed);
            items += group.items.size();
            calls_.deliver(std::move(group));
        }
        for (const auto& committed : news) calls_.tell(*committed);
        const std::lock_guard lock(mutex_);
        done_ += groups.size();
        items_ -= items;
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
        calls_.sync();
        return nullptr;
    } catch (const std::exception& trouble) {
        log_error("sync failed: {}", trouble.what());
    }
    {
        const std::lock_guard lock(mutex_);
        failed_ = std::make_exception_ptr(db::DatabaseError(db::Trouble::broken, "the log could not be synced"));
    }
    calls_.broken();
    return failed_;
}

}  // namespace parley
