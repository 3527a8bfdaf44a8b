// What a message costs the disk.
#include "server/flow/ingest.hpp"
#include "tests/support/counting_vfs.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parley {
namespace {

using test::TempStore;

const IngestChannel kChannel{7, "api", "App", "api:7"};

TEST(IngestCost, AtMostOneSyncACommitAndFewPagesAnOperationInGroupsOf32) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "of SQLite's log";
    test::install_counting_vfs();
    TempStore temp({.folder = {},
                    .readers = 1,
                    .group_limit = 512,
                    .busy_pages = 1 << 30,
                    .idle_pages = 1 << 30,
                    .queue_limit = 20'000});
    temp.run(temp.store().write([](Transaction& t) {
        t.db().execute(db::q::channel_insert, std::int64_t{7}, "api", "App", "ch_x", "{}", t.now());
        t.db().execute(db::q::pipeline_insert, std::int64_t{1}, "Sales", 0);
        t.db().execute(db::q::stage_insert, std::int64_t{2}, std::int64_t{1}, "New", 0, 0);
    }));
    std::mt19937 random(7);
    std::int64_t serial = 0;
    const std::string raw(1085, 'r');  // the mean of the bodies in the limits' mix
    // As the limits' floor does it: an empty file, then senders at random out of 20,000, new ones among them.
    const auto group = [&] {
        temp.run(temp.store().write([&](Transaction& t) {
            for (int i = 0; i < 32; ++i) {
                const auto who = std::to_string(7'900'000'000 + static_cast<std::int64_t>(random() % 20'000));
                MessageReceived m;
                m.thread = "p:" + who;
                m.external_id = ":" + who + ":" + std::to_string(++serial);
                m.person.external_id = who;
                m.person.name = "Customer " + who;
                m.sent_at = t.now();
                m.text = "How much is delivery to Gdansk, and when would it come?";
                ingest(t, kChannel, raw, t.now(), {Update{m, std::nullopt}});
            }
        }));
    };
    const auto commits_before = temp.store().counts().commits;
    test::reset_disk_counts();
    constexpr int kGroups = 80'000 / 32;
    for (int i = 0; i < kGroups; ++i) group();
    const auto disk = test::disk_counts();
    const auto commits = temp.store().counts().commits - commits_before;
    EXPECT_LE(disk.log_syncs, commits);
    const double pages = static_cast<double>(disk.log_pages) / (kGroups * 32);
    RecordProperty("wal_pages_per_operation", std::to_string(pages));
    std::printf("WAL pages an operation: %.2f\n", pages);
    EXPECT_LE(pages, 3.5);  // docs/architecture.md, "Pages are the currency"; limits, goal 2
    EXPECT_GT(pages, 0.5) << "nothing was counted";
}

}  // namespace
}  // namespace parley
