#include "server/base/secret.hpp"
#include "tests/support/recording_vfs.hpp"
#include "tests/support/temp_store.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>

namespace parley {
namespace {

namespace asio = boost::asio;

constexpr int kWrites = 400, kAtOnce = 24, kImages = 120;

enum class Acknowledged { when_resumed, when_run };

/// Writes many at once with checkpoints in between, all of it recorded.
void write_much(Acknowledged acknowledged) {
    test::install_recording_vfs();
    test::start_recording();
    {
        test::TempStore temp({.folder = {}, .busy_pages = 150, .idle_pages = 40});
        temp.run([](Store& store, Acknowledged how) -> asio::awaitable<void> {
            const auto executor = co_await asio::this_coro::executor;
            int begun = 0, done = 0;
            const std::function<void()> begin = [&] {
                const int i = begun++;
                const auto step = [i, how](Transaction& t) {
                    t.db().execute(db::q::setting_put, "n" + std::to_string(i * 7919 % kWrites),
                                   std::string(1500, 'x'));
                    t.keys().claim("test", std::to_string(i), {i + 1});
                    if (how == Acknowledged::when_run) test::mark_acknowledged(i * 7919 % kWrites);
                };
                asio::co_spawn(executor, store.write(step, Store::Repeat::yes), [&, i](std::exception_ptr error) {
                    EXPECT_FALSE(error);
                    if (how == Acknowledged::when_resumed) test::mark_acknowledged(i * 7919 % kWrites);
                    ++done;
                    if (begun < kWrites) begin();
                });
            };
            for (int i = 0; i < kAtOnce; ++i) begin();
            while (done < kWrites) co_await store.write([](Transaction&) {}, Store::Repeat::yes);
        }(temp.store(), acknowledged));
    }
    test::stop_recording();
}

struct Losses {
    int broken = 0, lost = 0, acknowledged = 0;
};

/// Cuts the power at many points and looks at what an ordinary SQLite makes of the disk.
Losses lose_power() {
    const auto folder = std::filesystem::temp_directory_path() / ("parley-power-" + random_hex(8));
    std::filesystem::create_directory(folder);
    std::mt19937 random(20);
    Losses losses;
    for (int image = 0; image < kImages; ++image) {
        const auto at = random() % test::recorded();
        const auto share = random() % 5;  // of what was not synced: nothing, a quarter ... all of it
        std::set<std::int64_t> acknowledged;
        losses.acknowledged += static_cast<int>(test::write_image(
            at, folder.string(), [&] { return random() % 4 < share; },
            [&](std::int64_t what) { acknowledged.insert(what); }));
        if (acknowledged.empty()) continue;  // before the schema stands there is nothing to lose
        try {
            SQLite::Database database((folder / "parley.db").string(), SQLite::OPEN_READWRITE);
            if (database.execAndGet("PRAGMA integrity_check").getString() != "ok") ++losses.broken;
            std::set<std::int64_t> kept;
            SQLite::Statement rows(database, "SELECT substr(name, 2) FROM setting WHERE name GLOB 'n[0-9]*'");
            while (rows.executeStep()) kept.insert(rows.getColumn(0).getInt64());
            for (const auto what : acknowledged) losses.lost += !kept.contains(what);
        } catch (const SQLite::Exception&) {
            ++losses.broken;
        }
        std::filesystem::remove(folder / "parley.db-shm");
    }
    std::filesystem::remove_all(folder);
    return losses;
}

// proves: G15
TEST(PowerLoss, NothingAcknowledgedIsLostAndTheFileStaysWhole) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "of SQLite's file";
    write_much(Acknowledged::when_resumed);
    const auto losses = lose_power();
    EXPECT_GT(losses.acknowledged, 1000);
    EXPECT_EQ(losses.broken, 0);
    EXPECT_EQ(losses.lost, 0);
}

TEST(PowerLoss, AnAcknowledgementBeforeTheSyncIsFoundOut) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "of SQLite's file";
    write_much(Acknowledged::when_run);
    EXPECT_GT(lose_power().lost, 0);
}

}  // namespace
}  // namespace parley
