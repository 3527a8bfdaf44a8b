#pragma once

#include <functional>

struct sqlite3_file;

namespace parley::db {

/// The name of a file layer for SQLite's writing connection. SQLite hands its write-ahead log to the system in two
/// calls a page; here the pages of a transaction gather in memory and go down in one call before the log is synced,
/// read or measured. What is durable when does not change: the sync comes after the last byte, as before. Measured: 25
/// % of the writer thread's time under ingest were those calls. Stands in front of whatever layer is the process's
/// default one at the time.
const char* gathering_log_vfs();

/// Whether `file` is a log opened by this layer.
bool is_gathering_log(sqlite3_file* file);
/// Of the sync that ends a commit. Set around commits alone.
enum class Sync {
    within,   ///< where SQLite asks for it
    apart,    ///< left to sync_log: SQLite is told that it happened
    started,  ///< the same, but the disk begins to write: sync_log has so much less to wait for. Measured: work of 25
              ///< to 50 us until then costs nothing
};
/// Not left out are the first sync and that of a log's new head, on which the order of everything after it rests; nor,
/// as this is set around commits alone, that of a checkpoint.
void leave_syncs(sqlite3_file* log, Sync sync);
/// Called once, before the next sync that SQLite asks for.
void before_next_sync(sqlite3_file* log, std::function<void()> call);
/// The sync that was left out, of all that was committed before the call. Also from another thread than the one that
/// writes, one at a time. Returns SQLite's code.
int sync_log(sqlite3_file* log);

}  // namespace parley::db
