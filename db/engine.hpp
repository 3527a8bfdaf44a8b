#pragma once

#include "db/connection.hpp"

#include <memory>
#include <string>

namespace parley::db {

/// Where the data of a company are: the database that `url` names (postgresql://USER@HOST/NAME, as libpq reads it),
/// otherwise the SQLite file.
struct Place {
    std::string file, url;
    bool on_server() const { return !url.empty(); }
    /// For messages: the file, or the address without its password.
    std::string shown() const;
};

/// The one connection of a company that writes, and what only its owner does. One thread at a time, but for sync_log().
class Writing {
public:
    virtual ~Writing() = default;
    virtual Connection& connection() = 0;
    /// Ends the transaction, maybe without waiting for the disk. Readers see it; it is durable, and may be
    /// acknowledged, once a sync_log() that began later has returned.
    virtual void commit_unsynced() = 0;
    /// The same, and has the disk begin to write as soon as it may. False where nothing is left to sync.
    virtual bool commit_and_start_sync() = 0;
    /// Makes durable what was committed before. Beside the writer's thread one other may call it. Throws DatabaseError.
    virtual void sync_log() = 0;
    /// Pages in the write-ahead log that are not copied back yet; 0 where that is not ours to do.
    virtual int log_pages() const = 0;
    /// Copies the log back. Throws DatabaseError `broken` when a sync failed.
    virtual void checkpoint() = 0;
    /// Between two transactions: copies the log back once it holds `most` pages, mostly while the caller goes on. True
    /// when that was finished here. Throws as checkpoint() does.
    virtual bool tend_log(int most) = 0;
};

/// Opens (or makes) the database, alone, and brings its schema up to date. Throws DatabaseError; Failure: `locked`
/// (another process writes there), `newer_schema`.
std::unique_ptr<Writing> open_writer(const Place& place);
/// Reads only.
std::unique_ptr<Connection> open_reader(const Place& place);
/// The engine's own check of what it has stored; empty when all is well.
std::string check(const Place& place);
int schema_version(const Place& place);

/// How the engines write what a full-text index is asked: words, or pieces of three letters. Nothing in a word is
/// syntax.
std::string match_word(Engine engine, std::string_view word);
std::string match_all(Engine engine, std::string_view one, std::string_view other);  ///< both
std::string match_any(Engine engine, std::string_view one, std::string_view other);  ///< for use inside ( )

}  // namespace parley::db
