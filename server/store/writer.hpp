#pragma once

#include "db/engine.hpp"
#include "server/base/clock.hpp"
#include "server/store/conversation_rows.hpp"
#include "server/store/store.hpp"
#include "server/store/writer_queue.hpp"

#include <any>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

namespace parley {

class Syncer;

/// The writer thread: takes what waits and commits it as one group. Groups are handed back in order, each when it is
/// durable: while others wait, the sync thread sees to that and the next group begins meanwhile.
class Writer {
public:
    using Item = WriterItem;
    /// Gets a finished group; must not block.
    using Deliver = std::function<void(std::vector<Item>, std::shared_ptr<const Committed>)>;

    Writer(const db::Place& place, const StoreOptions& options, Clock& clock, Deliver deliver);
    ~Writer();

    /// False when the queue is full or the disk is broken.
    bool push(Item item);
    /// See WriterQueue::expect.
    void expect() { queue_.expect(); }
    void stop();
    void on_digest(Digest digest);
    void on_almost_durable(std::function<void(std::chrono::microseconds)> tell);
    StoreCounts counts() const;
    std::int64_t last_seq() const;
    bool broken() const;

private:
    void loop();
    bool take(std::vector<Item>& batch);
    void commit(std::vector<Item>& batch, Committed& committed);
    bool commit_at_once(std::vector<Item>& batch, Committed& committed);
    void commit_apart(std::vector<Item>& batch, Committed& committed);
    void tell_beside(const Committed& committed);
    /// What is told of a group to those who look on; empty when there is nothing to tell.
    using News = std::function<void()>;
    News digest(db::Connection& connection, const Committed& committed);
    std::optional<News> sync_here(const Committed& committed);
    void foretell();
    void hand_on(std::vector<Item> batch, const std::shared_ptr<Committed>& committed, std::optional<News> news);
    void finish();
    bool others_wait() const { return queue_.size() > 0; }
    void break_off();
    void tend_log(int most);
    /// How far a group had come, to go back there.
    struct Mark {
        std::size_t events, inbox, signals, keys, rows;
        std::int64_t seq;
    };
    Mark mark(const Committed& committed) const;
    void take_back(const Mark& mark, Committed& committed);
    bool run_together(std::span<Item> items, Transaction& transaction, Committed& committed);
    void run_step(Item& item, Transaction& transaction, Committed& committed);
    void reserve_ids();

    const StoreOptions options_;
    Clock& clock_;
    Deliver deliver_;
    Digest digest_;
    std::function<void(std::chrono::microseconds)> almost_durable_;
    WriterQueue queue_;
    std::unique_ptr<db::Writing> database_;
    std::unique_ptr<db::Connection> beside_;  ///< the sync thread's, for what it tells
    ExternalKeys keys_;
    ConversationRows rows_;
    std::any memo_;  ///< of the groups of repeatable steps since another step ran: see Transaction::memo
    std::int64_t next_id_ = 0, reserved_ = 0, next_seq_ = 0;
    bool passed_on_ = false;                           ///< the last commit is the sync thread's to sync
    bool syncing_ = false;                             ///< otherwise: the disk is writing it
    int alone_ = 0;                                    ///< groups of one message since the last greater one
    std::chrono::steady_clock::duration last_sync_{};  ///< how long the last sync here took

    mutable std::mutex mutex_;
    StoreCounts counts_;
    std::int64_t last_seq_ = 0;
    bool broken_ = false;
    std::unique_ptr<Syncer> syncer_;
    std::thread thread_;
};

}  // namespace parley
