#include "db/sqlite.hpp"

#include "db/checkpointer.hpp"
#include "db/log_vfs.hpp"
#include "db/migrate.hpp"
#include "db/page_cache.hpp"
#include "server/base/error.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <charconv>
#include <filesystem>
#include <vector>

namespace parley::db {
namespace {

/// A log is copied aside at most so often before the writer finishes, and at once when no more pages than this are
/// left.
constexpr int kMostPasses = 4, kShortRest = 400;

constexpr Dialect kDialect{"INTEGER", "BLOB", "WITHOUT ROWID", "", "IN (SELECT value FROM json_each($1))"};

[[noreturn]] void rethrow(const SQLite::Exception& error, std::string_view doing) {
    const int code = error.getErrorCode();
    const int extended = error.getExtendedErrorCode();
    Trouble trouble = Trouble::other;
    if (extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY) trouble = Trouble::conflict;
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) trouble = Trouble::busy;
    if (code == SQLITE_IOERR || code == SQLITE_CORRUPT || code == SQLITE_NOTADB) trouble = Trouble::broken;
    // The log's index file could not grow: what SQLite calls an I/O error is a full disk.
    if (code == SQLITE_FULL || extended == SQLITE_IOERR_SHMSIZE) trouble = Trouble::full;
    throw DatabaseError(trouble, std::string(doing) + ": " + error.what());
}

/// One kept statement. Our `$n` are SQLite's named parameters, whose own numbers follow first appearance.
class SqliteCursor final : public Cursor {
public:
    SqliteCursor(SQLite::Database& database, const QueryText& text)
        : SqliteCursor(database, text.name, in_dialect(text.sql, kDialect)) {}
    SqliteCursor(SQLite::Database& database, std::string_view name, const std::string& sql) : name_(name) {
        // SQLiteCpp keeps its handle to itself and binds by 1-based position only; kept statements need both.
        const int code = sqlite3_prepare_v3(database.getHandle(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
        if (code != SQLITE_OK) rethrow(SQLite::Exception(database.getHandle()), name_);
        for (int i = 1; i <= sqlite3_bind_parameter_count(handle_); ++i) {
            const std::string_view mark = sqlite3_bind_parameter_name(handle_, i);
            int ours = 0;
            std::from_chars(mark.data() + 1, mark.data() + mark.size(), ours);
            if (ours < 1) throw std::logic_error(std::string(name_) + ": parameters are written $1, $2, ...");
            if (static_cast<std::size_t>(ours) > numbers_.size()) numbers_.resize(static_cast<std::size_t>(ours), 0);
            numbers_[static_cast<std::size_t>(ours) - 1] = i;
        }
    }

    SqliteCursor(const SqliteCursor&) = delete;
    SqliteCursor& operator=(const SqliteCursor&) = delete;
    ~SqliteCursor() override { sqlite3_finalize(handle_); }

    void bind(const Argument* arguments, std::size_t count) {
        if (count != numbers_.size()) {
            throw std::logic_error(std::string(name_) + ": takes " + std::to_string(numbers_.size()) +
                                   " arguments, got " + std::to_string(count));
        }
        for (std::size_t i = 0; i < count; ++i) {
            if (numbers_[i] != 0) bind_one(numbers_[i], arguments[i]);
        }
    }
    bool next() override {
        const int code = sqlite3_step(handle_);
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) fail();
        return false;
    }
    void reset() noexcept { sqlite3_reset(handle_); }
    bool null(int column) const override { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(handle_, column); }
    double real(int column) const override { return sqlite3_column_double(handle_, column); }
    std::string_view text(int column) const override {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
        return bytes ? std::string_view(bytes, length(column)) : std::string_view();
    }
    std::string_view blob(int column) const override {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
        return bytes ? std::string_view(bytes, length(column)) : std::string_view();
    }
    Argument value(int column) const override {
        switch (sqlite3_column_type(handle_, column)) {
            case SQLITE_INTEGER:
                return integer(column);
            case SQLITE_FLOAT:
                return real(column);
            case SQLITE_TEXT:
                return text(column);
            case SQLITE_BLOB:
                return Blob{blob(column)};
            default:
                return nullptr;
        }
    }
    bool in_use = false;

private:
    std::size_t length(int column) const { return static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)); }
    void bind_one(int number, const Argument& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            sqlite3_bind_int64(handle_, number, *integer);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            sqlite3_bind_text64(handle_, number, text->data() ? text->data() : "", text->size(), SQLITE_STATIC,
                                SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            sqlite3_bind_blob64(handle_, number, blob->bytes.data() ? blob->bytes.data() : "", blob->bytes.size(),
                                SQLITE_STATIC);
        } else if (const auto* real = std::get_if<double>(&value)) {
            sqlite3_bind_double(handle_, number, *real);
        } else if (const auto* ids = std::get_if<Ids>(&value)) {
            const auto list = written(*ids, '[', ']');
            sqlite3_bind_text64(handle_, number, list.data(), list.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        } else {
            sqlite3_bind_null(handle_, number);
        }
    }
    [[noreturn]] void fail() {
        const SQLite::Exception error(sqlite3_db_handle(handle_));
        sqlite3_reset(handle_);
        rethrow(error, name_);
    }

    std::string_view name_;
    sqlite3_stmt* handle_ = nullptr;
    std::vector<int> numbers_;  // of $1, $2, ... in SQLite's counting
};

/// Works only before the process's first call of SQLite, which a look at its file layers is already; hence the path
/// passed through.
const std::string& set_up_library(const std::string& path) {
    static const bool done = [] {
        // SQLite counts its memory behind one lock that every allocation of every thread takes; nobody reads that
        // count.
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
        set_up_page_cache();
        return true;
    }();
    (void)done;
    return path;
}

class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::string& path, int flags, const char* vfs = "")
        : database_(set_up_library(path), flags, 0, vfs) {}

    SQLite::Database& database() { return database_; }
    Engine engine() const override { return Engine::sqlite; }
    void settle() override {}
    void prepare_all() {
        cursors_.reserve(kQueryCount);
        for (std::size_t i = 0; i < kQueryCount; ++i) {
            cursors_.push_back(std::make_unique<SqliteCursor>(database_, kQueryTexts[i]));
        }
    }

    void script(const std::string& sql) override {
        try {
            database_.exec(sql);
        } catch (const SQLite::Exception& error) {
            rethrow(error, sql.substr(0, 80));
        }
    }
    Rows ask(const std::string& sql, std::span<const Argument> arguments) override {
        auto cursor = std::make_unique<SqliteCursor>(database_, "a question", sql);
        cursor->bind(arguments.data(), arguments.size());
        return Rows(cursor.release(), [](Cursor* used) { delete used; });
    }
    void fill(const std::string& table, std::span<const std::string> columns,
              std::span<const Argument> values) override {
        std::string names, marks;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            names += (i > 0 ? ", " : "") + columns[i];
            marks += (i > 0 ? ", $" : "$") + std::to_string(i + 1);
        }
        SqliteCursor row(database_, "a row", "INSERT INTO " + table + " (" + names + ") VALUES (" + marks + ")");
        for (; !values.empty(); values = values.subspan(columns.size())) {
            row.bind(values.data(), columns.size());
            row.next();
            row.reset();
        }
    }
    void begin() override { step(begin_, "BEGIN IMMEDIATE"); }
    void begin_read() override { step(begin_read_, "BEGIN"); }
    void commit() override { step(commit_, "COMMIT"); }
    void rollback() noexcept override { sqlite3_exec(database_.getHandle(), "ROLLBACK", nullptr, nullptr, nullptr); }
    void savepoint() override { step(savepoint_, "SAVEPOINT step"); }
    void release_savepoint() override { step(release_, "RELEASE step"); }
    void rollback_savepoint() noexcept override {
        sqlite3_exec(database_.getHandle(), "ROLLBACK TO step; RELEASE step", nullptr, nullptr, nullptr);
    }

protected:
    Rows open(Query query, const Argument* arguments, std::size_t count) override {
        SqliteCursor& cursor = *cursors_[query.index];
        if (cursor.in_use) throw std::logic_error(std::string(kQueryTexts[query.index].name) + ": read inside itself");
        cursor.bind(arguments, count);
        cursor.in_use = true;
        return Rows(&cursor, [](Cursor* used) {
            auto* own = static_cast<SqliteCursor*>(used);
            own->reset();
            own->in_use = false;
        });
    }
    Changed run(Query query, const Argument* arguments, std::size_t count) override {
        auto rows = open(query, arguments, count);
        while (rows.next()) {
        }
        return Changed(changed_by_last());
    }
    std::int64_t changed_by_last() override { return sqlite3_changes64(database_.getHandle()); }

private:
    void step(std::unique_ptr<SQLite::Statement>& statement, const char* sql) {
        try {
            if (!statement) statement = std::make_unique<SQLite::Statement>(database_, sql);
            statement->reset();
            statement->exec();
        } catch (const SQLite::Exception& error) {
            rethrow(error, sql);
        }
    }

    SQLite::Database database_;
    std::unique_ptr<SQLite::Statement> begin_, begin_read_, commit_, savepoint_, release_;
    std::vector<std::unique_ptr<SqliteCursor>> cursors_;
};

int version_of(SQLite::Database& database) {
    return database.execAndGet("PRAGMA user_version").getInt();
}

void migrate(SqliteConnection& connection, const std::string& path) {
    const int known = static_cast<int>(kMigrationCount);
    const int found = version_of(connection.database());
    if (found > known) {
        throw Failure(Error(Errc::conflict, "newer_schema",
                            path + " was written by a newer Parley (schema " + std::to_string(found) +
                                ", this one knows " + std::to_string(known) +
                                "). Start that version, or restore an older backup."));
    }
    if (found == known) return;
    if (found > 0) copy_sqlite(path, path + ".before-" + std::to_string(known));
    for (int next = found; next < known; ++next) {
        connection.begin();
        try {
            connection.script(in_dialect(kMigrations[next].sql, kDialect));
            connection.script("PRAGMA user_version=" + std::to_string(next + 1));
            connection.commit();
        } catch (...) {
            connection.rollback();
            throw;
        }
    }
}

void configure(SqliteConnection& connection, bool writer) {
    connection.script("PRAGMA busy_timeout=5000");  // first: the others may meet a lock
    if (writer) {
        connection.script("PRAGMA page_size=4096");
        connection.script("PRAGMA journal_mode=WAL");
        connection.script("PRAGMA synchronous=FULL");
        connection.script("PRAGMA secure_delete=OFF");
    }
    connection.script("PRAGMA wal_autocheckpoint=0");
    connection.script("PRAGMA foreign_keys=ON");
    connection.script("PRAGMA temp_store=MEMORY");
    connection.script(writer ? "PRAGMA cache_size=-32768" : "PRAGMA cache_size=-65536");
    // The writer reads few pages, and again and again: its own cache holds them, where a mapped page is looked for in
    // the log and let go each time.
    connection.script(writer ? "PRAGMA mmap_size=0" : "PRAGMA mmap_size=1073741824");
    sqlite3_db_config(connection.database().getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

int note_log_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

struct SqliteWriter::State {
    explicit State(const std::string& path)
        : connection(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX, gathering_log_vfs()) {}
    void commit(Sync sync) {
        leave_syncs(log, sync);
        try {
            connection.commit();
        } catch (...) {
            leave_syncs(log, Sync::within);
            throw;
        }
        leave_syncs(log, Sync::within);
    }

    SqliteConnection connection;
    sqlite3_file* log = nullptr;
    int log_pages = 0;
    std::unique_ptr<Checkpointer> checkpointer;  ///< made when the log first grows long
    int passes = 0, pages_at_pass = 0;           ///< of the checkpointer since the log began
};

SqliteWriter::SqliteWriter(const std::string& path) {
    try {
        state_ = std::make_unique<State>(set_up_library(path));
        configure(state_->connection, true);
        migrate(state_->connection, path);
        state_->connection.prepare_all();
    } catch (const SQLite::Exception& error) {
        rethrow(error, "opening " + path);
    }
    std::filesystem::permissions(path, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    auto* handle = state_->connection.database().getHandle();
    sqlite3_wal_hook(handle, note_log_pages, &state_->log_pages);
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &state_->log);
    if (!is_gathering_log(state_->log)) throw DatabaseError(Trouble::other, path + " has no write-ahead log");
}

SqliteWriter::~SqliteWriter() = default;

Connection& SqliteWriter::connection() {
    return state_->connection;
}

void SqliteWriter::commit_unsynced() {
    state_->commit(Sync::apart);
}

bool SqliteWriter::commit_and_start_sync() {
    state_->commit(Sync::started);
    return true;
}

void SqliteWriter::sync_log() {
    if (const int code = db::sync_log(state_->log); code != SQLITE_OK)
        throw DatabaseError(Trouble::broken, std::string("sync of the log: ") + sqlite3_errstr(code));
}

int SqliteWriter::log_pages() const {
    return state_->log_pages;
}

bool SqliteWriter::tend_log(int most) {
    auto& own = *state_;
    if (own.log_pages < most || (own.checkpointer && own.checkpointer->under_way())) return false;
    if (own.checkpointer && own.checkpointer->failed()) checkpoint();  // throws
    // Each pass leaves what was written meanwhile, a good deal less than the one before.
    const int left = own.log_pages - own.pages_at_pass;
    if (own.passes == kMostPasses || (own.passes > 0 && left <= kShortRest)) {
        checkpoint();
        return true;
    }
    if (!own.checkpointer) {
        const char* path = sqlite3_db_filename(own.connection.database().getHandle(), "main");
        own.checkpointer = std::make_unique<Checkpointer>(path);
    }
    ++own.passes;
    own.pages_at_pass = own.log_pages;
    own.checkpointer->begin();
    return false;
}

void SqliteWriter::checkpoint() {
    auto& own = *state_;
    if (own.checkpointer) {
        own.checkpointer->wait();
        if (own.checkpointer->failed())
            throw DatabaseError(Trouble::broken, "sync of the file while the log was copied");
    }
    auto* handle = own.connection.database().getHandle();
    const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && sqlite3_extended_errcode(handle) == SQLITE_IOERR_FSYNC)
        throw DatabaseError(Trouble::broken, "sync of the file after the log was copied");
    own.log_pages = own.passes = 0;
}

std::unique_ptr<Connection> open_sqlite_reader(const std::string& path) {
    try {
        auto connection = std::make_unique<SqliteConnection>(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
        configure(*connection, false);
        connection->prepare_all();
        connection->script("PRAGMA query_only=ON");
        return connection;
    } catch (const SQLite::Exception& error) {
        rethrow(error, "opening " + path);
    }
}

void copy_sqlite(const std::string& from, const std::string& to) {
    try {
        SqliteConnection source(from, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
        configure(source, false);
        std::filesystem::remove(to);
        SQLite::Database target(to, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        SQLite::Backup backup(target, source.database());
        while (backup.executeStep(-1) != SQLITE_DONE) {
        }
    } catch (const SQLite::Exception& error) {
        rethrow(error, "copying " + from + " to " + to);
    }
}

std::string check_sqlite(const std::string& path) {
    try {
        SQLite::Database database(path, SQLite::OPEN_READONLY);
        const auto answer = database.execAndGet("PRAGMA integrity_check(20)").getString();
        return answer == "ok" ? std::string() : answer;
    } catch (const SQLite::Exception& error) {
        return error.what();
    }
}

int sqlite_schema_version(const std::string& path) {
    try {
        SQLite::Database database(path, SQLite::OPEN_READONLY);
        return version_of(database);
    } catch (const SQLite::Exception& error) {
        rethrow(error, "opening " + path);
    }
}

}  // namespace parley::db
