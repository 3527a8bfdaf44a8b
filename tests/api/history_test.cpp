// The sample company's month: as large as asked for, the same for the same seed, and true in itself.
#include "server/app/demo/history.hpp"

#include "server/app/demo/company.hpp"
#include "server/base/secret.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>

namespace parley {
namespace {

constexpr Millis kNow = 1'795'600'800'000;  // a Wednesday at 11:00 in Warsaw
constexpr std::size_t kCount = 150;

/// A folder with a month in it, to be asked in SQL once the store is closed.
class Lived {
public:
    explicit Lived(std::uint64_t seed)
        : folder_((std::filesystem::temp_directory_path() / ("parley-test-" + random_hex(12))).string()) {
        Config config;
        config.data = folder_;
        boost::asio::io_context io(1);
        Core core(io.get_executor(), config);
        std::exception_ptr failed;
        const auto work = [&]() -> boost::asio::awaitable<void> {
            co_await furnish(core.store);
            co_await found_company(core);
            auto business = co_await find_business(core, co_await find_company(core));
            co_await sample::live_through(core.store, std::move(business), kCount, kNow, seed);
        };
        boost::asio::co_spawn(io, work(), [&](std::exception_ptr error) {
            failed = error;
            core.store.stop();
            io.stop();
        });
        io.run();
        if (failed) std::rethrow_exception(failed);
    }
    Lived(const Lived&) = delete;
    Lived& operator=(const Lived&) = delete;
    ~Lived() {
        sqlite3_close(db_);
        std::filesystem::remove_all(folder_);
    }

    /// The first row's columns in one text.
    std::string ask(const char* sql) {
        if (!db_) sqlite3_open_v2((folder_ + "/parley.db").c_str(), &db_, SQLITE_OPEN_READONLY, nullptr);
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(db_, sql, -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db_);
        std::string row;
        if (sqlite3_step(statement) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
                row += (i > 0 ? " " : "") + std::string(text ? text : "null");
            }
        }
        sqlite3_finalize(statement);
        return row;
    }
    long number(const char* sql) { return std::stol(ask(sql)); }

private:
    std::string folder_;
    sqlite3* db_ = nullptr;
};

class Month : public ::testing::Test {
protected:
    static void SetUpTestSuite() { lived = new Lived(1); }
    static void TearDownTestSuite() {
        delete lived;
        lived = nullptr;
    }
    static Lived* lived;
};
Lived* Month::lived = nullptr;

TEST_F(Month, HasWhatEveryScreenShows) {
    EXPECT_EQ(lived->number("SELECT count(*) FROM conversation"), static_cast<long>(kCount));
    EXPECT_EQ(lived->ask("SELECT count(DISTINCT channel_id) FROM conversation"), "4");
    EXPECT_EQ(lived->ask("SELECT count(DISTINCT language) FROM contact WHERE language IN ('en','ru','pl')"), "3");
    EXPECT_EQ(lived->ask("SELECT count(DISTINCT author_id) FROM message WHERE author_type = 1"), "8");
    EXPECT_EQ(lived->number("SELECT count(*) FROM stage s WHERE NOT EXISTS (SELECT 1 FROM lead WHERE stage_id = s.id)"),
              0);
    EXPECT_GT(lived->number("SELECT count(*) FROM wait WHERE ended_at IS NULL"), 0);
    EXPECT_GT(lived->number("SELECT count(*) FROM wait WHERE ended_how = 0"), static_cast<long>(kCount));
    EXPECT_GT(lived->number("SELECT count(*) FROM lead WHERE amount_minor > 0"), 0);
    EXPECT_GT(lived->number("SELECT count(DISTINCT source) FROM lead"), 2);
    for (const char* kind : {"image/png", "audio/wav", "application/pdf"}) {
        const auto sql =
            "SELECT count(*) FROM attachment WHERE state = 1 AND content_type = '" + std::string(kind) + "'";
        EXPECT_GT(lived->number(sql.c_str()), 0) << kind;
    }
    EXPECT_EQ(lived->number("SELECT count(*) FROM contact WHERE name = ''"), 0);
}

TEST_F(Month, LiesInThePast) {
    const auto first = lived->number("SELECT min(created_at) FROM conversation"),
               last = lived->number("SELECT max(received_at) FROM message");
    EXPECT_LE(last, kNow);
    EXPECT_GT(last, kNow - 3600L * 1000);
    EXPECT_GT(first, kNow - 32L * 24 * 3600 * 1000);
    EXPECT_LT(first, kNow - 20L * 24 * 3600 * 1000);
    // Ids and event numbers grow with time, as readers take for granted.
    EXPECT_EQ(
        lived->number(
            "SELECT count(*) FROM message a JOIN message b ON b.conversation_id = a.conversation_id AND b.id > a.id "
            "AND b.received_at < a.received_at - 5000"),
        0);
    EXPECT_EQ(lived->number("SELECT count(*) FROM event a JOIN event b ON b.seq = a.seq + 1 WHERE a.conversation_id > "
                            "0 AND b.at < a.at - 5000"),
              0);
}

TEST_F(Month, WaitsAreWhatTheMessagesSay) {
    // Who waits wrote last, as far as people who answer are concerned.
    EXPECT_EQ(
        lived->number(
            "SELECT count(*) FROM wait w WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM message m WHERE "
            "m.conversation_id = w.conversation_id AND m.author_type = 1 AND m.note = 0 AND m.id > w.message_id)"),
        0);
    EXPECT_EQ(lived->number("SELECT count(*) FROM conversation_state c LEFT JOIN wait w ON w.conversation_id = c.id "
                            "AND w.ended_at IS NULL "
                            "WHERE c.wait_id IS NOT w.id"),
              0);
    EXPECT_EQ(lived->number("SELECT count(*) FROM wait w JOIN message m ON m.conversation_id = w.conversation_id AND "
                            "m.id = w.message_id "
                            "WHERE m.direction <> 0 OR m.sent_at <> w.opened_at"),
              0);
    EXPECT_EQ(lived->number("SELECT count(*) FROM wait WHERE ended_at < opened_at OR ended_at - opened_at <> "
                            "calendar_ms OR business_ms > calendar_ms"),
              0);
    EXPECT_EQ(lived->number(
                  "SELECT count(*) FROM wait w WHERE ended_how = 0 AND NOT EXISTS (SELECT 1 FROM message m WHERE "
                  "m.conversation_id = w.conversation_id AND m.author_id = w.ended_by AND m.received_at = w.ended_at)"),
              0);
}

TEST_F(Month, NothingIsLeftHalfDone) {
    EXPECT_EQ(lived->number("SELECT count(*) FROM outbox"), 0);
    EXPECT_EQ(lived->number("SELECT count(*) FROM message WHERE status IN (0, 1)"), 0);
    EXPECT_EQ(lived->ask("SELECT count(*) FROM quarantine"), "0");
    EXPECT_EQ(
        lived->number("SELECT count(*) FROM user_account u WHERE u.load <> (SELECT count(*) FROM conversation_state c "
                      "WHERE c.assignee_id = u.id AND c.status <> 2)"),
        0);
    EXPECT_EQ(
        lived->number("SELECT count(*) FROM conversation_state WHERE status = 1 AND snoozed_until <= 1795600800000"),
        0);
    EXPECT_EQ(lived->ask("PRAGMA integrity_check"), "ok");
}

TEST(MonthAgain, IsTheSameForTheSameSeed) {
    const auto* digest = "SELECT count(*), sum(received_at % 1000003), group_concat(text, '|') FROM message";
    Lived one(7), two(7), other(8);
    EXPECT_EQ(one.ask(digest), two.ask(digest));
    EXPECT_NE(one.ask(digest), other.ask(digest));
}

}  // namespace
}  // namespace parley
