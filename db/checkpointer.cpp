#include "db/checkpointer.hpp"

#include "db/log_vfs.hpp"
#include "server/base/log.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <utility>

namespace parley::db {

struct Checkpointer::Side {
    explicit Side(const std::string& path)
        : database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX, 5000, gathering_log_vfs()) {
        database.exec("PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0");
        sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        database.execAndGet("SELECT count(*) FROM sqlite_schema");  // opens the log
        sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_FILE_POINTER, &file);
        sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
        if (!is_gathering_log(log)) throw std::runtime_error(path + " has no write-ahead log");
    }
    SQLite::Database database;
    sqlite3_file *file = nullptr, *log = nullptr;
};

Checkpointer::Checkpointer(std::string path) : path_(std::move(path)) {
    thread_ = std::thread([this] { loop(); });
}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Checkpointer::begin() {
    std::unique_lock lock(mutex_);
    if (under_way_) return;
    wanted_ = under_way_ = true;
    begun_ = false;
    changed_.notify_all();
    changed_.wait(lock, [this] { return begun_; });
}

bool Checkpointer::under_way() const {
    const std::lock_guard lock(mutex_);
    return under_way_;
}

bool Checkpointer::failed() const {
    const std::lock_guard lock(mutex_);
    return failed_;
}

void Checkpointer::wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !under_way_; });
}

void Checkpointer::loop() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return stopping_ || wanted_; });
        if (!wanted_) return;
        wanted_ = false;
        lock.unlock();
        const bool synced = pass();
        lock.lock();
        failed_ = failed_ || !synced;
        begun_ = true;
        under_way_ = false;
        changed_.notify_all();
    }
}

/// What else fails here is left to the next pass, or to the writer's own checkpoint.
bool Checkpointer::pass() {
    try {
        if (!side_) side_ = std::make_unique<Side>(path_);
        // Before it copies, SQLite syncs the log: by then it holds its lock and has taken the log's length.
        before_next_sync(side_->log, [this] { note_begun(); });
        const int code = sqlite3_wal_checkpoint_v2(side_->database.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                                   nullptr, nullptr);
        if (code != SQLITE_OK && code != SQLITE_BUSY)
            log_warning("the log was not copied back: {}", sqlite3_errstr(code));
        if (code != SQLITE_OK && sqlite3_extended_errcode(side_->database.getHandle()) == SQLITE_IOERR_FSYNC)
            return false;
        // SQLite itself syncs the file only when nothing of the log is left. Left to that moment, the sync of all the
        // pages would keep the writer.
        return side_->file->pMethods->xSync(side_->file, SQLITE_SYNC_NORMAL) == SQLITE_OK;
    } catch (const std::exception& trouble) {
        log_warning("the log was not copied back: {}", trouble.what());
        return true;
    }
}

void Checkpointer::note_begun() {
    const std::lock_guard lock(mutex_);
    begun_ = true;
    changed_.notify_all();
}

}  // namespace parley::db
