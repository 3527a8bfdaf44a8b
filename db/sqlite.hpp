#pragma once

#include "db/engine.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace parley::db {

inline constexpr std::string_view kSqliteFile = "parley.db";

/// Opens (or makes) the file, brings its schema up to date after keeping a copy of an older one beside it, and
/// prepares every query. The caller holds the data folder's lock. Throws DatabaseError, Failure (newer schema).
/// Connection settings: WAL, synchronous=FULL, no automatic checkpoints: see checkpoint().
class SqliteWriter final : public Writing {
public:
    explicit SqliteWriter(const std::string& path);
    ~SqliteWriter() override;
    Connection& connection() override;
    void commit_unsynced() override;
    bool commit_and_start_sync() override;
    void sync_log() override;
    int log_pages() const override;
    /// After a pass that may be under way elsewhere. `broken`: the file may lack what only the log still has.
    void checkpoint() override;
    /// Once the log is long it is copied back by a Checkpointer while the caller goes on, and when little is left,
    /// here, shortly, so that it begins anew.
    bool tend_log(int most) override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A read-only connection (query_only, no checkpoint on close).
std::unique_ptr<Connection> open_sqlite_reader(const std::string& path);

/// One consistent copy of the whole database, made while it is in use. Returns when the copy is on the disk.
void copy_sqlite(const std::string& from, const std::string& to);
/// Runs the engine's own integrity check; empty when all is well.
std::string check_sqlite(const std::string& path);
int sqlite_schema_version(const std::string& path);

}  // namespace parley::db
