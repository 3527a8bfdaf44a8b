#pragma once

namespace parley::db {

/// The name of a file layer for SQLite's writing connection. SQLite hands its write-ahead log to the system in two
/// calls a page; here the pages of a transaction gather in memory and go down in one call before the log is synced,
/// read or measured. What is durable when does not change: the sync comes after the last byte, as before. Measured: 25
/// % of the writer thread's time under ingest were those calls. Stands in front of whatever layer is the process's
/// default one at the time.
const char* gathering_log_vfs();

}  // namespace parley::db
