#include "db/log_vfs.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <unistd.h>

namespace parley::db {
namespace {

/// One connection through the gathering layer, another straight at the files: what the second sees is what the system
/// has been given.
class LogVfs : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(
            sqlite3_open_v2(file_.c_str(), &writer_, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, gathering_log_vfs()),
            SQLITE_OK);
        run(writer_,
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;"
            "PRAGMA cache_size=20; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)");
        ASSERT_EQ(sqlite3_open_v2(file_.c_str(), &reader_, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    }
    void TearDown() override {
        sqlite3_close(reader_);
        sqlite3_close(writer_);
        for (const char* end : {"", "-wal", "-shm", ".copy", ".copy-wal", ".copy-shm"})
            std::filesystem::remove(file_ + end);
    }
    static void run(sqlite3* db, const std::string& sql) {
        char* error = nullptr;
        ASSERT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << (error ? error : "");
    }
    static std::string value(sqlite3* db, const std::string& sql) {
        std::string out;
        sqlite3_exec(
            db, sql.c_str(),
            [](void* to, int, char** columns, char**) {
                *static_cast<std::string*>(to) = columns[0] ? columns[0] : "";
                return 0;
            },
            &out, nullptr);
        return out;
    }
    /// The files as a crash would leave them, opened by an ordinary SQLite.
    std::string after_a_crash(const std::string& sql) {
        std::filesystem::copy_file(file_, file_ + ".copy", std::filesystem::copy_options::overwrite_existing);
        std::filesystem::copy_file(file_ + "-wal", file_ + ".copy-wal",
                                   std::filesystem::copy_options::overwrite_existing);
        sqlite3* copy = nullptr;
        sqlite3_open_v2((file_ + ".copy").c_str(), &copy, SQLITE_OPEN_READWRITE, nullptr);
        auto out = value(copy, sql);
        sqlite3_close(copy);
        return out;
    }
    static std::string rows(int from, int to) {
        return "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(from) + " UNION ALL SELECT i + 1 FROM n WHERE i < " +
               std::to_string(to) + ") INSERT INTO t SELECT i, printf('%0900d', i) FROM n";
    }

    const std::string file_ =
        (std::filesystem::temp_directory_path() / ("parley-log-" + std::to_string(::getpid()))).string();
    sqlite3* writer_ = nullptr;
    sqlite3* reader_ = nullptr;
};

TEST_F(LogVfs, WhatIsCommittedIsInTheFilesWhenTheCommitReturns) {
    for (int i = 0; i < 20; ++i) {
        run(writer_, rows(i * 50 + 1, i * 50 + 50));
        EXPECT_EQ(value(reader_, "SELECT count(*) FROM t"), std::to_string((i + 1) * 50));
        EXPECT_EQ(after_a_crash("SELECT count(*) FROM t"), std::to_string((i + 1) * 50));
    }
    EXPECT_EQ(after_a_crash("PRAGMA integrity_check"), "ok");
}

TEST_F(LogVfs, ATransactionLargerThanTheBufferAndTheCacheIsWholeAndCanBeTakenBack) {
    run(writer_, "BEGIN IMMEDIATE; " + rows(1, 4000));
    EXPECT_EQ(value(writer_, "SELECT count(*) FROM t WHERE body IS NOT NULL"), "4000") << "reads its own spilled pages";
    EXPECT_EQ(value(reader_, "SELECT count(*) FROM t"), "0");
    run(writer_, "ROLLBACK");
    EXPECT_EQ(value(writer_, "SELECT count(*) FROM t"), "0");
    run(writer_, rows(1, 4000));
    EXPECT_EQ(value(reader_, "SELECT count(*) FROM t"), "4000");
    EXPECT_EQ(after_a_crash("PRAGMA integrity_check"), "ok");
}

TEST_F(LogVfs, ACheckpointAndTheLogStartedOverKeepEverything) {
    for (int i = 0; i < 5; ++i) {
        run(writer_, rows(i * 300 + 1, i * 300 + 300));
        ASSERT_EQ(sqlite3_wal_checkpoint_v2(writer_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr), SQLITE_OK);
    }
    EXPECT_EQ(after_a_crash("SELECT count(*) FROM t"), "1500");
    EXPECT_EQ(after_a_crash("PRAGMA integrity_check"), "ok");
}

}  // namespace
}  // namespace parley::db
