#include "db/postgres.hpp"

#include "db/migrate.hpp"
#include "db/postgres_connection.hpp"
#include "db/postgres_dialect.hpp"
#include "server/base/error.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"

#include <charconv>
#include <libpq-fe.h>
#include <thread>

namespace parley::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// "prly" and the schema: two processes that mean to write into one company ask for the same lock.
constexpr const char* kAskForLock = "SELECT pg_try_advisory_lock(1886547065, hashtext(current_schema()))";
/// A process that was killed a moment ago may still hold the lock for the server.
constexpr std::chrono::seconds kLockPatience{10};
/// How long the answer to a COMMIT whose fate is unknown is kept waiting.
constexpr std::chrono::seconds kFatePatience{60};

std::string value_of(const PgResult& result) {
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}
std::int64_t number_of(const PgResult& result) {
    const auto text = value_of(result);
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

class WriterConnection final : public PostgresConnection {
public:
    explicit WriterConnection(const Place& place) : PostgresConnection(place.url), shown_(place.shown()) {
        connect(kPatience);
        set_up();
    }

    void begin() override {
        // An outage outlasted the last answer: what is in memory may not be what is stored.
        if (unknown_) throw DatabaseError(Trouble::broken, "it is not known what became of the last commit");
        PostgresConnection::begin();
        next_ = mark_ + 1;
    }
    void commit() override {
        if (next_ == mark_) return PostgresConnection::commit();  // a reading one
        inquire("UPDATE parley_writer SET n = $1", {std::to_string(next_)});
        try {
            PostgresConnection::commit();
        } catch (const DatabaseError& error) {
            if (error.trouble() != Trouble::away) throw;
            unknown_ = true;
            log_warning("the line to the database broke during a commit; asking what became of it");
            if (!lost()) rollback();
            connect(kFatePatience);  // greet() finds out
            if (mark_ != next_) throw;
        }
        mark_ = next_;
    }
    void begin_read() override {
        PostgresConnection::begin_read();
        next_ = mark_;
    }

protected:
    void greet() override {
        inquire(
            "SELECT set_config('lock_timeout', '8s', false), set_config('statement_timeout', '120s', false), "
            "set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' "
            "ELSE current_setting('synchronous_commit') END, false)");
        if (value_of(inquire("SELECT pg_is_in_recovery()")) == "t")
            throw DatabaseError(Trouble::away, "the database server is a standby and takes no writes");
        take_lock();
        if (!run_.empty()) compare();
        last_backend_ = backend();
    }

private:
    /// First the backend that our lost connection may have left behind is ended: while it holds the lock, it may
    /// commit.
    void take_lock() {
        if (last_backend_ != 0)
            inquire(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1 AND application_name = 'parley' "
                "AND usename = current_user AND datname = current_database()",
                {std::to_string(last_backend_)});
        const auto end = steady_clock::now() + kLockPatience;
        while (value_of(inquire(kAskForLock)) != "t") {
            if (steady_clock::now() >= end)
                throw Failure(Error(Errc::conflict, "locked",
                                    "the database " + shown_ +
                                        " is in use by another Parley; stop it, or give the --data of the running "
                                        "one so that this command can ask it"));
            std::this_thread::sleep_for(milliseconds(100));
        }
    }
    /// Once, before anything is written: the schema, and a run of our own in the writer's row.
    void set_up() {
        script(
            "CREATE TABLE IF NOT EXISTS parley_schema (number INTEGER PRIMARY KEY, name TEXT NOT NULL);"
            "CREATE TABLE IF NOT EXISTS parley_writer (one INTEGER PRIMARY KEY CHECK (one = 1), run TEXT NOT NULL, "
            "n BIGINT NOT NULL)");
        migrate();
        const auto run = random_hex(16);
        inquire(
            "INSERT INTO parley_writer (one, run, n) VALUES (1, $1, 0) ON CONFLICT (one) DO UPDATE SET run = "
            "excluded.run, n = 0",
            {run});
        run_ = run;
    }
    void migrate() {
        const auto known = static_cast<std::int64_t>(kMigrationCount);
        const auto found = number_of(inquire("SELECT coalesce(max(number), 0) FROM parley_schema"));
        if (found > known)
            throw Failure(Error(Errc::conflict, "newer_schema",
                                shown_ + " was written by a newer Parley (schema " + std::to_string(found) +
                                    ", this one knows " + std::to_string(known) +
                                    "). Start that version, or restore an older dump."));
        for (auto next = found; next < known; ++next) {
            const auto& migration = kMigrations[next];
            PostgresConnection::begin();
            try {
                script(by_bytes(
                    in_dialect(migration.postgres.empty() ? migration.sql : migration.postgres, kPostgresDialect)));
                inquire("INSERT INTO parley_schema (number, name) VALUES ($1, $2)",
                        {std::to_string(migration.number), std::string(migration.name)});
                PostgresConnection::commit();
            } catch (...) {
                rollback();
                throw;
            }
        }
    }
    /// After a lost connection: is the database as we left it, or one commit further?
    void compare() {
        const auto row = inquire("SELECT run, n FROM parley_writer");
        const std::string run = value_of(row);
        std::int64_t n = -1;
        if (PQntuples(row.get()) > 0) {
            const std::string_view text = PQgetvalue(row.get(), 0, 1);
            std::from_chars(text.data(), text.data() + text.size(), n);
        }
        if (run == run_ && unknown_ && n == next_)
            mark_ = next_;
        else if (run != run_ || n != mark_)
            throw DatabaseError(Trouble::broken, run != run_ ? "another Parley wrote into " + shown_ + " meanwhile"
                                                             : shown_ + " has lost commits that were answered");
        unknown_ = false;
    }

    const std::string shown_;
    std::string run_;
    std::int64_t mark_ = 0, next_ = 0;  ///< number of the last commit; of the one under way
    bool unknown_ = false;              ///< whether `next_` was committed
    int last_backend_ = 0;
};

/// What the server does by itself is left to it: each commit is durable, nothing is copied back by us.
class PostgresWriter final : public Writing {
public:
    explicit PostgresWriter(const Place& place) : connection_(place) {}
    Connection& connection() override { return connection_; }
    void commit_unsynced() override { connection_.commit(); }
    bool commit_and_start_sync() override {
        connection_.commit();
        return false;
    }
    void sync_log() override {}
    int log_pages() const override { return 0; }
    void checkpoint() override {}
    bool tend_log(int) override { return false; }

private:
    WriterConnection connection_;
};

class ReaderConnection final : public PostgresConnection {
public:
    using PostgresConnection::PostgresConnection;

protected:
    void greet() override {
        inquire(
            "SELECT set_config('default_transaction_read_only', 'on', false), "
            "set_config('statement_timeout', '60s', false), set_config('lock_timeout', '8s', false)");
    }
};

}  // namespace

std::unique_ptr<Writing> open_postgres_writer(const Place& place) {
    return std::make_unique<PostgresWriter>(place);
}

std::unique_ptr<Connection> open_postgres_reader(const Place& place) {
    auto connection = std::make_unique<ReaderConnection>(place.url);
    connection->connect(PostgresConnection::kPatience);
    return connection;
}

/// Reads every row of every table; what cannot be read is said by the server.
std::string check_postgres(const Place& place) {
    ReaderConnection connection(place.url);
    connection.connect(PostgresConnection::kPatience);
    try {
        const auto tables = connection.inquire(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1");
        for (int i = 0; i < PQntuples(tables.get()); ++i)
            connection.inquire(std::string("SELECT count(t::text) FROM ") + PQgetvalue(tables.get(), i, 0) + " t");
        return {};
    } catch (const DatabaseError& error) {
        return error.what();
    }
}

int postgres_schema_version(const Place& place) {
    ReaderConnection connection(place.url);
    connection.connect(PostgresConnection::kPatience);
    return static_cast<int>(number_of(connection.inquire("SELECT coalesce(max(number), 0) FROM parley_schema")));
}

}  // namespace parley::db
