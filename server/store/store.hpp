#pragma once

#include "db/connection.hpp"
#include "db/engine.hpp"
#include "server/base/clock.hpp"
#include "server/base/error.hpp"
#include "server/store/external_keys.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <any>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace parley {

/// A row of the append-only log. `data` is JSON text as it goes to sockets.
struct Event {
    std::int64_t seq = 0;
    std::string type;
    std::optional<std::int64_t> conversation_id;
    Millis at = 0;
    std::string data;
};

/// The id that an event's data refer to: `{"message_id":12}`, as Transaction::emit was given it. 0 when there is none.
std::int64_t id_in(std::string_view data, std::string_view name);

/// The moving part of a conversation, as the commit left it: what the inbox order and live counts are made of.
struct InboxEntry {
    std::int64_t id = 0;
    std::int64_t channel_id = 0;
    int status = 0;
    std::optional<std::int64_t> assignee_id;
    std::optional<std::int64_t> team_id;
    int unread = 0;
    int priority = 0;
    Millis last_activity_at = 0;
    std::int64_t last_message_id = 0;
    std::optional<std::int64_t> wait_id;
    Millis wait_opened_at = 0;
    std::optional<Millis> snoozed_until;
};

class AtHand;
class ConversationRows;

/// What one commit made true, in commit order.
struct Committed {
    std::vector<Event> events;
    std::vector<InboxEntry> inbox;
    /// Asked for by steps: wake the delivery, reload the channels, ...
    std::vector<std::string> signals;
    /// Null when no step left rows there.
    std::shared_ptr<AtHand> at_hand;
};
/// Called on the I/O thread once a commit, before those who wait for it resume.
using Announce = std::function<void(const Committed&)>;
/// Makes of a commit what others are to see, inside a read transaction that sees it, and under load a later one or two.
/// Called once it is durable and handed back, by one thread at a time and in the order of commits: beside the writer
/// while groups follow each other, on its thread when one is alone. Must not write and must not block. What it returns
/// is called at once.
using Digest = std::function<std::function<void()>(db::Connection&, const Committed&)>;

/// One step inside a group commit; lives on the writer thread.
class Transaction {
public:
    Transaction(db::Connection& connection, ExternalKeys& keys, ConversationRows& rows, Committed& committed,
                std::int64_t& next_id, std::int64_t& next_seq, Millis now)
        : connection_(connection),
          keys_(keys),
          rows_(rows),
          committed_(committed),
          next_id_(next_id),
          next_seq_(next_seq),
          now_(now) {}

    db::Connection& db() { return connection_; }
    ExternalKeys& keys() { return keys_; }
    /// Conversations written in of late.
    ConversationRows& rows() { return rows_; }
    /// Grows with time, never given twice, also not after a crash.
    std::int64_t next_id() { return next_id_++; }
    /// One time for the whole group.
    Millis now() const { return now_; }
    /// For a step that writes down what happened at other times, such as an imported history: `now` is `when` until it
    /// is dated back. Returns what it was; the step must leave it so, since the group's other steps share it.
    Millis date(Millis when) { return std::exchange(now_, when); }
    /// Appends to the event log; the hub gets it after the commit. Returns seq.
    std::int64_t emit(std::string_view type, std::optional<std::int64_t> conversation_id, std::string data);
    /// Rows that steps of this group wrote.
    AtHand& at_hand();
    void changed(const InboxEntry& entry) { committed_.inbox.push_back(entry); }
    /// What one step read and the next may use again, such as the routing tables; also those of later groups, until a
    /// step comes that may not run again. Only there in groups of steps that may (see Store::write): such steps keep it
    /// true themselves. Null otherwise.
    std::any* memo() { return memo_; }
    void remember_in(std::any* memo) { memo_ = memo; }
    void signal(std::string_view name);

private:
    db::Connection& connection_;
    ExternalKeys& keys_;
    ConversationRows& rows_;
    Committed& committed_;
    std::int64_t& next_id_;
    std::int64_t& next_seq_;
    Millis now_;
    std::any* memo_ = nullptr;
};

struct StoreOptions {
    std::string folder;
    /// postgresql://...; empty: the SQLite file in `folder`.
    std::string database = {};
    int readers = 2;
    std::size_t group_limit = 512;
    /// Pages in the log at which it is copied back under load; after `idle_wait` without work, or while steps come one
    /// by one, from `idle_pages` on.
    int busy_pages = 32'000;
    int idle_pages = 1'000;
    std::chrono::milliseconds idle_wait{50};
    /// What is durable later than that is not foretold (see Store::on_almost_durable).
    std::chrono::microseconds most_foretold{1000};
    std::size_t queue_limit = 20'000;
};

struct StoreCounts {
    std::uint64_t commits = 0, failed_commits = 0, steps = 0, checkpoints = 0;
    std::size_t queued = 0, last_group = 0;  ///< steps that wait, and that the last commit held
};

/// The one place where state lives. Writes pass through a single thread in order; those that wait together are
/// committed together (no timer: a group is what queued up during the commit before it).
class Store {
public:
    enum class Repeat { no, yes };
    using Step = std::function<void(Transaction&)>;
    using Look = std::function<void(db::Connection&)>;

    /// Takes the folder's lock (Failure `locked` when another process has it), opens and migrates.
    Store(boost::asio::any_io_executor executor, StoreOptions options, Clock& clock);
    ~Store();

    void on_commit(Announce announce);
    /// Before the first write.
    void on_digest(Digest digest);
    /// Told, on the writer thread, that what was written alone will be durable within that time: for whoever would be
    /// awake by then. Before the first write.
    void on_almost_durable(std::function<void(std::chrono::microseconds)> tell);
    /// Called on the I/O thread when the disk is broken: no write is taken any more; the process should end.
    void on_broken(std::function<void()> broken);

    /// Resumes once `step` is durable. If it throws, its effects vanish, its neighbours in the same commit survive, and
    /// the exception arrives here. The step runs on the writer thread while the caller waits.
    /// A step that may run again from the start (it only reads what it captured, or writes it afresh) says so: a group
    /// of such steps needs no savepoints, which cost a copy of each page a step touches.
    template <class F>
    boost::asio::awaitable<std::invoke_result_t<F&, Transaction&>> write(F step, Repeat repeat = Repeat::no) {
        using R = std::invoke_result_t<F&, Transaction&>;
        if constexpr (std::is_void_v<R>) {
            co_await run(Step(std::ref(step)), repeat);
        } else {
            std::optional<R> result;
            co_await run([&](Transaction& transaction) { result.emplace(step(transaction)); }, repeat);
            co_return std::move(*result);
        }
    }

    /// A write is likely to follow at once: the writer wakes up while the rest of a request is read and parsed.
    void expect_write();

    /// Runs `look` on a reader's connection: sees everything committed before the call.
    template <class F>
    boost::asio::awaitable<std::invoke_result_t<F&, db::Connection&>> read(F look) {
        using R = std::invoke_result_t<F&, db::Connection&>;
        std::optional<R> result;
        co_await consult([&](db::Connection& connection) { result.emplace(look(connection)); });
        co_return std::move(*result);
    }

    StoreCounts counts() const;
    const db::Place& place() const;
    std::int64_t last_seq() const;
    /// Ends after everything queued is committed.
    void stop();

private:
    boost::asio::awaitable<void> run(Step step, Repeat repeat);
    boost::asio::awaitable<void> consult(Look look);

    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace parley
