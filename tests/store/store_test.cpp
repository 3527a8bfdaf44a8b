#include "server/store/store.hpp"

#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

namespace asio = boost::asio;
using test::TempStore;

std::string setting(TempStore& temp, std::string name) {
    return temp.run(temp.store().read([name](db::Connection& db) {
        auto row = db.query(db::q::setting_get, name);
        return row.next() ? row.text(0) : std::string("absent");
    }));
}

TEST(Store, WhatAStepWroteIsReadAfterIt) {
    TempStore temp;
    temp.run(temp.store().write([](Transaction& t) { t.db().execute(db::q::setting_put, "a", "1"); }));
    EXPECT_EQ(setting(temp, "a"), "1");
}

TEST(Store, AFailingStepVanishesAndItsNeighboursInTheSameCommitSurvive) {
    TempStore temp;
    temp.run([](Store& store) -> asio::awaitable<void> {
        using boost::asio::co_spawn;
        const auto executor = co_await asio::this_coro::executor;
        int done = 0, failed = 0;
        const auto count = [&](std::exception_ptr error) { error ? ++failed : ++done; };
        for (int i = 0; i < 20; ++i) {
            co_spawn(executor, store.write([i](Transaction& t) {
                t.db().execute(db::q::setting_put, "n" + std::to_string(i), "x");
                t.emit("test", std::nullopt, "{}");
                if (i % 5 == 3) throw Failure(Error(Errc::invalid, "on purpose"));
            }),
                     count);
        }
        while (done + failed < 20) co_await store.write([](Transaction&) {});
        EXPECT_EQ(failed, 4);
    }(temp.store()));
    EXPECT_EQ(setting(temp, "n3"), "absent");
    EXPECT_EQ(setting(temp, "n4"), "x");
    EXPECT_EQ(temp.store().last_seq(), 16) << "events of steps that failed leave no hole";
}

/// Whoever reads the log by `seq` while many write misses nothing: a number seen is never followed by a smaller one.
TEST(Store, TheLogIsReadWithoutAHoleWhileManyWrite) {
    TempStore temp;
    temp.run([](Store& store) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        constexpr int kWriters = 24, kEach = 25;
        int done = 0;
        for (int writer = 0; writer < kWriters; ++writer) {
            asio::co_spawn(
                executor,
                [](Store& to, int number) -> asio::awaitable<void> {
                    for (int i = 0; i < kEach; ++i) {
                        const auto step = [&](Transaction& t) {
                            t.emit("test", std::nullopt, "{}");
                            // Some are long, some fail after they took a number.
                            for (int row = 0; row < number * 3; ++row)
                                t.db().execute(db::q::setting_put, std::to_string(number), std::to_string(row));
                            if ((number + i) % 7 == 0) throw Failure(Error(Errc::invalid, "on purpose"));
                            t.emit("test", std::nullopt, "{}");
                        };
                        try {
                            co_await to.write(step, number % 2 ? Store::Repeat::yes : Store::Repeat::no);
                        } catch (const Failure&) {
                        }
                    }
                }(store, writer),
                [&](std::exception_ptr error) {
                    EXPECT_FALSE(error);
                    ++done;
                });
        }
        std::int64_t last = 0;
        while (done < kWriters || last < store.last_seq()) {
            last = co_await store.read([last](db::Connection& db) {
                auto expected = last;
                for (auto row = db.query(db::q::events_after, last, 1000); row.next();)
                    EXPECT_EQ(row.integer(0), ++expected);
                return expected;
            });
        }
        EXPECT_EQ(last, store.last_seq());
        EXPECT_GT(last, kWriters * kEach);
    }(temp.store()));
}

/// Steps that may run again share a savepoint; what throws among them, or beside them, takes nobody along.
TEST(Store, StepsOfBothKindsInOneCommitSucceedAndFailEachByItself) {
    TempStore temp;
    std::vector<int> runs(60, 0);
    temp.run([](Store& store, std::vector<int>& ran) -> asio::awaitable<void> {
        const auto executor = co_await asio::this_coro::executor;
        int done = 0, failed = 0;
        const auto count = [&](std::exception_ptr error) { error ? ++failed : ++done; };
        for (int i = 0; i < 60; ++i) {
            const auto step = [i, &ran](Transaction& t) {
                ++ran[static_cast<std::size_t>(i)];
                t.db().execute(db::q::setting_put, "n" + std::to_string(i), "x");
                t.keys().claim("test", std::to_string(i), {i + 1});
                t.emit("test", std::nullopt, "{}");
                if (i % 20 == 13 || i % 20 == 10) throw Failure(Error(Errc::invalid, "on purpose"));
            };
            boost::asio::co_spawn(executor, store.write(step, i % 10 == 0 ? Store::Repeat::no : Store::Repeat::yes),
                                  count);
        }
        while (done + failed < 60) co_await store.write([](Transaction&) {});
        EXPECT_EQ(failed, 6);
    }(temp.store(), runs));
    EXPECT_EQ(setting(temp, "n10"), "absent");
    EXPECT_EQ(setting(temp, "n13"), "absent");
    EXPECT_EQ(setting(temp, "n12"), "x");
    EXPECT_EQ(setting(temp, "n20"), "x");
    EXPECT_EQ(temp.store().last_seq(), 54) << "events of steps that failed leave no hole";
    for (std::size_t i = 0; i < runs.size(); i += 10) EXPECT_EQ(runs[i], 1) << "step " << i << " may not run again";
    temp.run(temp.store().write([](Transaction& t) {
        for (int i = 0; i < 60; ++i) {
            const bool kept = i % 20 != 13 && i % 20 != 10;
            EXPECT_EQ(t.keys().find("test", std::to_string(i)).has_value(), kept) << i;
        }
    }));
}

TEST(Store, NewsComeBeforeTheWritersResumeAndInOrderOfTheLog) {
    TempStore temp;
    std::vector<std::int64_t> seen;
    temp.store().on_commit([&](const Committed& committed) {
        for (const auto& event : committed.events) seen.push_back(event.seq);
    });
    for (int i = 1; i <= 3; ++i) {
        temp.run(temp.store().write([](Transaction& t) { t.emit("test", std::nullopt, "{}"); }));
        EXPECT_EQ(seen.size(), static_cast<std::size_t>(i)) << "announced when the writer resumed";
    }
    EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3}));
}

TEST(Store, IdsAreNeverGivenTwiceAlsoAfterAStart) {
    test::ManualClock clock;
    const auto folder = (std::filesystem::temp_directory_path() / ("parley-ids-" + random_hex(8))).string();
    std::int64_t last = 0;
    for (int start = 0; start < 3; ++start) {
        asio::io_context io;
        Store store(io.get_executor(), {.folder = folder}, clock);
        std::int64_t got = 0;
        asio::co_spawn(io, store.write([&](Transaction& t) { got = t.next_id(); }),
                       [&](std::exception_ptr) { io.stop(); });
        const auto guard = asio::make_work_guard(io);
        io.run();
        EXPECT_GT(got, last);
        last = got;
        store.stop();
    }
    std::filesystem::remove_all(folder);
}

TEST(Store, IdsAreNeverGivenTwiceAlsoWhenTheDiskWasFullAtTheFirstCommit) {
    test::ManualClock clock;
    const auto folder = (std::filesystem::temp_directory_path() / ("parley-ids-" + random_hex(8))).string();
    std::int64_t last = 0;
    for (int start = 0; start < 2; ++start) {
        asio::io_context io;
        Store store(io.get_executor(), {.folder = folder}, clock);
        std::int64_t got = 0;
        asio::co_spawn(
            io,
            [&]() -> asio::awaitable<void> {
                try {
                    co_await store.write(
                        [](Transaction&) { throw db::DatabaseError(db::Trouble::full, "on purpose"); });
                    ADD_FAILURE() << "nothing was stored, yet it was taken";
                } catch (const Failure& failure) {
                    EXPECT_EQ(failure.error().reason(), "disk_full");
                }
                co_await store.write([&](Transaction& t) { got = t.next_id(); });
            },
            [&](std::exception_ptr error) {
                EXPECT_FALSE(error);
                io.stop();
            });
        const auto guard = asio::make_work_guard(io);
        io.run();
        EXPECT_GT(got, last);
        last = got;
        store.stop();
    }
    std::filesystem::remove_all(folder);
}

TEST(Store, AFolderInUseIsRefusedWithWordsThatHelp) {
    TempStore temp;
    asio::io_context io;
    try {
        Store second(io.get_executor(), {.folder = temp.folder()}, temp.clock);
        FAIL() << "the folder was taken twice";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().reason(), "locked");
        EXPECT_NE(failure.error().detail().find("--data"), std::string::npos);
    }
}

TEST(Store, AUniqueKeyThatIsTakenIsAConflict) {
    TempStore temp;
    const auto twice = [](Transaction& t) {
        t.db().execute(db::q::session_insert, "same", std::int64_t{1}, "c", t.now(), "");
    };
    temp.run(temp.store().write([](Transaction& t) {
        t.db().execute(db::q::user_insert, std::int64_t{1}, "a@b", "n", 0, "h", "en", 5, t.now());
    }));
    temp.run(temp.store().write(twice));
    try {
        temp.run(temp.store().write(twice));
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.error().code(), Errc::conflict);
    }
}

}  // namespace
}  // namespace parley
