#include "server/store/writer.hpp"

#include "db/tables.hpp"
#include "server/base/log.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/syncer.hpp"

#include <algorithm>

namespace parley {
namespace {

/// Ids are reserved in blocks, so that the counter costs no write a row and a crash only skips numbers.
constexpr std::int64_t kIdBlock = 100'000;
/// So many groups of one message, one after the other, tell that messages come one by one.
constexpr int kOneByOne = 32;
/// Fewer at once cost more than they save: each group writes the same few pages again.
constexpr std::size_t kLeastGroup = 8;
/// No single group uses more ids than this (512 steps of a hundred messages each).
constexpr std::int64_t kIdsAGroup = 60'000;

std::int64_t read_number(db::Connection& connection, db::Query query) {
    auto rows = connection.query(query);
    return rows.next() ? rows.integer(0) : 0;
}

}  // namespace

std::int64_t Transaction::emit(std::string_view type, std::optional<std::int64_t> conversation_id, std::string data) {
    const auto seq = next_seq_++;
    if (type == "lead.updated" && committed_.at_hand) committed_.at_hand->forget_lead(id_in(data, "lead_id"));
    connection_.execute(db::q::event_insert, seq, type, conversation_id, now_, data);
    committed_.events.push_back({seq, std::string(type), conversation_id, now_, std::move(data)});
    return seq;
}

AtHand& Transaction::at_hand() {
    if (!committed_.at_hand) committed_.at_hand = std::make_shared<AtHand>();
    return *committed_.at_hand;
}

void Transaction::signal(std::string_view name) {
    for (const auto& known : committed_.signals) {
        if (known == name) return;
    }
    committed_.signals.emplace_back(name);
}

namespace {

/// Half a company is nobody's to work with: what is written there now, the rest of its move would run into.
std::unique_ptr<db::Writing> open_whole(const db::Place& place) {
    auto database = db::open_writer(place);
    if (db::has_table(database->connection(), db::kMoveTable))
        throw Failure(Error(Errc::conflict, "half_moved",
                            place.shown() + " holds a part of a company only, since `parley move` was broken off; run "
                                            "the same `parley move` once more, it goes on where it was"));
    return database;
}

}  // namespace

Writer::Writer(const db::Place& place, const StoreOptions& options, Clock& clock, Deliver deliver)
    : options_(options),
      clock_(clock),
      deliver_(std::move(deliver)),
      queue_(options.queue_limit),
      database_(open_whole(place)),
      beside_(db::open_reader(place)),
      keys_(database_->connection()) {
    auto& connection = database_->connection();
    next_id_ = reserved_ = std::max<std::int64_t>(read_number(connection, db::q::id_reserved), 1000);
    next_seq_ = read_number(connection, db::q::event_last_seq) + 1;
    last_seq_ = next_seq_ - 1;
    syncer_ =
        std::make_unique<Syncer>(Syncer::Calls{.sync = [this] { database_->sync_log(); },
                                               .deliver =
                                                   [this](Syncer::Group group) {
                                                       {
                                                           const std::lock_guard lock(mutex_);
                                                           if (!broken_) last_seq_ = group.last_seq;
                                                       }
                                                       deliver_(std::move(group.items), std::move(group.committed));
                                                   },
                                               .tell = [this](const Committed& committed) { tell_beside(committed); },
                                               .broken = [this] { break_off(); }});
    thread_ = std::thread([this] { loop(); });
}

Writer::~Writer() {
    stop();
}

bool Writer::push(Item item) {
    return queue_.push(std::move(item));
}

void Writer::stop() {
    queue_.end();
    if (thread_.joinable()) thread_.join();
}

StoreCounts Writer::counts() const {
    const auto queued = queue_.size();
    const std::lock_guard lock(mutex_);
    auto counts = counts_;
    counts.queued = queued;
    return counts;
}

std::int64_t Writer::last_seq() const {
    const std::lock_guard lock(mutex_);
    return last_seq_;
}

bool Writer::broken() const {
    const std::lock_guard lock(mutex_);
    return broken_;
}

bool Writer::take(std::vector<Item>& batch) {
    auto woken = queue_.wait(options_.idle_wait);
    while (woken == WriterQueue::Woken::idle) {
        if (broken() || database_->log_pages() < options_.idle_pages) {
            woken = queue_.wait();
            break;
        }
        // Nobody waits: a good moment to copy the log back. Not at the first empty moment: under load there is one
        // between any two groups, and a copy then costs more than all the rest.
        tend_log(options_.idle_pages);
        woken = queue_.wait(options_.idle_wait);
    }
    if (woken == WriterQueue::Woken::ended) return false;
    // Half of all that is not on disk yet: so one half is written while the other is synced and answered. Taken as they
    // gather, groups become one great and one small, and everybody waits for the great one.
    const auto half = (queue_.size() + syncer_->items() + 1) / 2;
    queue_.take(std::min(options_.group_limit, std::max(half, kLeastGroup)), batch);
    return true;
}

void Writer::on_digest(Digest digest) {
    const std::lock_guard lock(mutex_);
    digest_ = std::move(digest);
}

void Writer::on_almost_durable(std::function<void(std::chrono::microseconds)> tell) {
    const std::lock_guard lock(mutex_);
    almost_durable_ = std::move(tell);
}

void Writer::loop() {
    std::vector<Item> batch;
    while (take(batch)) {
        auto news = std::make_shared<Committed>();
        Committed& committed = *news;
        const auto id_before = next_id_;
        const auto seq_before = next_seq_;
        const auto reserved_before = reserved_;
        bool committed_well = true;
        std::optional<News> made;
        passed_on_ = false;
        try {
            if (broken()) throw db::DatabaseError(db::Trouble::broken, "the disk is broken");
            commit(batch, committed);
            if (!passed_on_) made = sync_here(committed);
        } catch (...) {
            committed_well = false;
            database_->connection().rollback();
            keys_.rolled_back();
            rows_.rolled_back();
            memo_.reset();
            next_seq_ = seq_before;
            next_id_ = std::max(id_before, next_id_);
            reserved_ = reserved_before;  // or ids would be given that the next start gives again
            const auto error = std::current_exception();
            bool broken = true;
            try {
                std::rethrow_exception(error);
            } catch (const db::DatabaseError& trouble) {
                broken = trouble.trouble() == db::Trouble::broken;
                log_error("commit failed: {}", trouble.what());
            } catch (const std::exception& trouble) {
                log_error("commit failed: {}", trouble.what());
            }
            committed = {};
            passed_on_ = false;
            for (auto& item : batch) item.error = error;
            if (broken) break_off();
        }
        {
            const std::lock_guard lock(mutex_);
            committed_well ? ++counts_.commits : ++counts_.failed_commits;
            if (committed_well) counts_.steps += batch.size();
            counts_.last_group = batch.size();
        }
        alone_ = batch.size() == 1 && !others_wait() ? std::min(alone_ + 1, kOneByOne) : 0;
        hand_on(std::move(batch), news, std::move(made));
        batch.clear();
        // While messages come one by one the log stays short: to write over what is allocated is synced sooner than to
        // make the file longer. Under load a group is alone now and then by chance; a log that is copied back for that
        // is copied again and again, each page nearly as often as it was written.
        if (!broken()) tend_log(alone_ >= kOneByOne ? options_.idle_pages : options_.busy_pages);
    }
    syncer_->stop();
    if (broken()) return;
    try {
        database_->checkpoint();
    } catch (const std::exception& trouble) {
        log_error("the log could not be copied back: {}", trouble.what());  // the next start reads it
    }
}

/// A sync that fails is the end here as it is for the log.
void Writer::tend_log(int most) {
    try {
        if (!database_->tend_log(most)) return;
        const std::lock_guard lock(mutex_);
        ++counts_.checkpoints;
    } catch (const db::DatabaseError& trouble) {
        log_error("the log could not be copied back: {}", trouble.what());
        break_off();
        deliver_({}, std::make_shared<const Committed>());  // nobody may be waiting, and all must know
    }
}

/// Of a group that nobody waits behind: its news are made while the disk writes, and are ready when it is done. Where
/// the commit itself waited for the disk they are still to be made.
std::optional<Writer::News> Writer::sync_here(const Committed& committed) {
    std::optional<News> news;
    if (syncing_) {
        news = digest(database_->connection(), committed);
        foretell();
    }
    const auto began = std::chrono::steady_clock::now();
    database_->sync_log();
    last_sync_ = std::chrono::steady_clock::now() - began;
    return news;
}

/// Of a disk that takes long nothing is foretold: to wait awake for it costs more than it brings.
void Writer::foretell() {
    const auto due = std::chrono::duration_cast<std::chrono::microseconds>(last_sync_) * 2;
    if (due == due.zero() || due > options_.most_foretold) return;
    std::function<void(std::chrono::microseconds)> tell;
    {
        const std::lock_guard lock(mutex_);
        tell = almost_durable_;
    }
    if (tell) tell(due);
}

/// By way of the syncer when that is not idle, so that all stays in order, and so that what there is to tell is made
/// there, beside the next group.
void Writer::hand_on(std::vector<Item> batch, const std::shared_ptr<Committed>& committed, std::optional<News> news) {
    if (passed_on_ || !syncer_->idle()) {
        syncer_->push({std::move(batch), committed, next_seq_ - 1});
        return;
    }
    {
        const std::lock_guard lock(mutex_);
        if (!broken_) last_seq_ = next_seq_ - 1;
    }
    if (news && *news) (*news)();  // an operator sees it before the sender knows that we have it: both are true by now
    deliver_(std::move(batch), committed);
    if (news) return;
    if (const auto late = digest(database_->connection(), *committed)) late();
}

/// No write is taken any more.
void Writer::break_off() {
    queue_.shut();
    const std::lock_guard lock(mutex_);
    broken_ = true;
}

/// On the sync thread. What it reads may be newer than the group by another group or two; their own news follow.
void Writer::tell_beside(const Committed& committed) {
    if (const auto news = digest(*beside_, committed)) news();
}

Writer::News Writer::digest(db::Connection& connection, const Committed& committed) {
    if (committed.events.empty()) return {};
    Digest make;
    {
        const std::lock_guard lock(mutex_);
        make = digest_;
    }
    if (!make) return {};
    const auto complain = [](const std::exception& trouble) { log_error("news of a commit: {}", trouble.what()); };
    try {
        connection.begin_read();
    } catch (const db::DatabaseError& trouble) {
        complain(trouble);  // what the digest reads fails too, and it knows what to tell those who look on
    }
    News news;
    try {
        news = make(connection, committed);
        connection.commit();
    } catch (const std::exception& trouble) {
        connection.rollback();
        complain(trouble);
    }
    return news;
}

void Writer::commit(std::vector<Item>& batch, Committed& committed) {
    if (!commit_at_once(batch, committed)) commit_apart(batch, committed);
}

/// The common case: every step may run again and none throws. False: nothing happened, the steps must be kept apart.
bool Writer::commit_at_once(std::vector<Item>& batch, Committed& committed) {
    for (const auto& item : batch) {
        if (!item.repeatable) return false;
    }
    auto& connection = database_->connection();
    const auto seq = next_seq_;
    connection.begin();
    reserve_ids();
    Transaction transaction(connection, keys_, rows_, committed, next_id_, next_seq_, clock_.now());
    transaction.remember_in(&memo_);
    bool thrown = false;
    try {
        for (auto& item : batch) item.step(transaction);
        connection.settle();
    } catch (const db::DatabaseError& error) {
        if (error.trouble() == db::Trouble::full || error.trouble() == db::Trouble::broken) throw;
        thrown = true;
    } catch (...) {
        thrown = true;
    }
    if (!thrown) {
        finish();
        return true;
    }
    connection.rollback();
    keys_.rolled_back();
    rows_.rolled_back();
    memo_.reset();
    committed = {};
    next_seq_ = seq;
    return false;
}

/// Behind savepoints, so that a step that throws takes nobody with it. A savepoint costs a copy of each page that is
/// written after it: steps that may run again share one as long as none of them throws.
void Writer::commit_apart(std::vector<Item>& batch, Committed& committed) {
    memo_.reset();  // any of them may change what it tells
    auto& connection = database_->connection();
    connection.begin();
    reserve_ids();
    Transaction transaction(connection, keys_, rows_, committed, next_id_, next_seq_, clock_.now());
    for (auto at = batch.begin(); at != batch.end();) {
        const auto end = std::find_if(at, batch.end(), [](const Item& item) { return !item.repeatable; });
        if (end - at < 2 || !run_together({at, end}, transaction, committed)) {
            for (auto each = at; each != end; ++each) run_step(*each, transaction, committed);
        }
        at = end;
        if (at != batch.end()) run_step(*at++, transaction, committed);
    }
    finish();
}

Writer::Mark Writer::mark(const Committed& committed) const {
    return {committed.events.size(),
            committed.inbox.size(),
            committed.signals.size(),
            keys_.mark(),
            rows_.mark(),
            next_seq_};
}

void Writer::take_back(const Mark& mark, Committed& committed) {
    database_->connection().rollback_savepoint();
    committed.events.resize(mark.events);
    committed.inbox.resize(mark.inbox);
    committed.signals.resize(mark.signals);
    committed.at_hand.reset();
    keys_.forget_since(mark.keys);
    rows_.forget_since(mark.rows);
    next_seq_ = mark.seq;
}

/// False when one of them threw: none of them happened, and each is to run by itself.
bool Writer::run_together(std::span<Item> items, Transaction& transaction, Committed& committed) {
    auto& connection = database_->connection();
    const auto before = mark(committed);
    std::any memo;
    transaction.remember_in(&memo);
    bool thrown = false;
    connection.savepoint();
    try {
        for (auto& item : items) item.step(transaction);
        connection.release_savepoint();
    } catch (const db::DatabaseError& error) {
        if (error.trouble() == db::Trouble::full || error.trouble() == db::Trouble::broken) throw;
        thrown = true;
    } catch (...) {
        thrown = true;
    }
    transaction.remember_in(nullptr);
    if (thrown) take_back(before, committed);
    return !thrown;
}

void Writer::finish() {
    keys_.before_commit();
    passed_on_ = others_wait() || !syncer_->idle();
    if (passed_on_)
        database_->commit_unsynced();
    else
        syncing_ = database_->commit_and_start_sync();
    keys_.committed();
    rows_.committed();
}

void Writer::run_step(Item& item, Transaction& transaction, Committed& committed) {
    auto& connection = database_->connection();
    const auto before = mark(committed);
    connection.savepoint();
    try {
        item.step(transaction);
        connection.release_savepoint();
    } catch (const db::DatabaseError& error) {
        // A full or broken disk concerns the whole group; SQLite may have ended the transaction by itself.
        if (error.trouble() == db::Trouble::full || error.trouble() == db::Trouble::broken) throw;
        item.error = std::current_exception();
    } catch (...) {
        item.error = std::current_exception();
    }
    if (item.error) take_back(before, committed);
}

void Writer::reserve_ids() {
    if (next_id_ + kIdsAGroup < reserved_) return;
    reserved_ = next_id_ + kIdBlock;
    database_->connection().execute(db::q::id_reserve, std::to_string(reserved_));
}

}  // namespace parley
