#include "db/checkpointer.hpp"

#include "db/queries.gen.hpp"
#include "db/sqlite.hpp"
#include "server/base/secret.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>

namespace parley::db {
namespace {

class LogCopiedAside : public ::testing::Test {
protected:
    LogCopiedAside() { std::filesystem::create_directory(folder_); }
    ~LogCopiedAside() override { std::filesystem::remove_all(folder_); }

    std::string file() const { return (folder_ / "parley.db").string(); }
    std::uintmax_t log_bytes() const { return std::filesystem::file_size(file() + "-wal"); }
    static std::string name(int i) { return "n" + std::to_string(i * 7919 % 10'007); }
    static void write(SqliteWriter& writer, int i) {
        writer.connection().begin();
        writer.connection().execute(q::setting_put, name(i), std::string(1500, 'x') + std::to_string(i));
        writer.connection().commit();
    }
    static std::string read(Connection& connection, int i) {
        const auto asked = name(i);
        auto rows = connection.query(q::setting_get, asked);
        return rows.next() ? std::string(rows.text(0)).substr(1500) : "";
    }

    const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("parley-aside-" + random_hex(8));
};

/// The log begins anew again and again while passes run: what D3 warns of. Readers look on, so that a pass meets them.
TEST_F(LogCopiedAside, KeepsEveryRowWhileTheLogIsBegunAnewAllTheTime) {
    constexpr int kWrites = 2500;
    int begun_anew = 0;
    {
        SqliteWriter writer(file());
        const auto reader = open_sqlite_reader(file());
        for (int i = 0; i < kWrites; ++i) {
            write(writer, i);
            begun_anew += writer.tend_log(20);
            if (i % 50 == 0) ASSERT_EQ(read(*reader, i), std::to_string(i));
        }
        EXPECT_GT(begun_anew, 10);
        EXPECT_LT(log_bytes(), 4096u * 4000) << "a log that is never begun anew would hold all of it";
        for (int i = 0; i < kWrites; ++i) ASSERT_EQ(read(*reader, i), std::to_string(i));
    }
    EXPECT_EQ(check_sqlite(file()), "");
}

TEST_F(LogCopiedAside, AnEndInTheMidstOfAPassLosesNothing) {
    for (int round = 0; round < 20; ++round) {
        SqliteWriter writer(file());
        for (int i = 0; i < 60; ++i) {
            write(writer, round * 60 + i);
            writer.tend_log(20);
        }
    }
    SqliteWriter writer(file());
    for (int i = 0; i < 20 * 60; ++i) ASSERT_EQ(read(writer.connection(), i), std::to_string(i));
    EXPECT_EQ(check_sqlite(file()), "");
}

/// begin() may not return before the pass holds SQLite's lock and has the log's length: else the writer could begin the
/// log anew under it.
TEST_F(LogCopiedAside, BeginKeepsTheWriterUntilThePassHasBegun) {
    SqliteWriter writer(file());
    Checkpointer checkpointer(file());
    SQLite::Database other(file(), SQLite::OPEN_READWRITE);
    other.execAndGet("SELECT count(*) FROM setting");  // only then it knows of the log
    int met = 0;
    for (int round = 0; round < 10; ++round) {
        writer.connection().begin();
        for (int i = 0; i < 4000; ++i)
            writer.connection().execute(q::setting_put, name(i), std::string(1500, 'x') + std::to_string(round));
        writer.connection().commit();
        checkpointer.begin();
        // The pass has thousands of pages to copy now, so whoever comes at once finds it at that.
        met += sqlite3_wal_checkpoint_v2(other.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr) ==
               SQLITE_BUSY;
        checkpointer.wait();
    }
    EXPECT_GE(met, 7) << "begin() returned before the pass had its lock";
    EXPECT_EQ(check_sqlite(file()), "");
}

}  // namespace
}  // namespace parley::db
