#include "server/store/external_keys.hpp"

#include "db/sqlite.hpp"
#include "server/base/secret.hpp"
#include "server/store/conversations.hpp"
#include "server/store/people.hpp"
#include "server/store/visitors.hpp"
#include "tests/support/older_schema.hpp"
#include "tests/support/temp_store.hpp"

#include <filesystem>
#include <map>
#include <random>

namespace parley {
namespace {

namespace asio = boost::asio;

/// A database in a folder of its own.
struct File {
    File() { std::filesystem::create_directory(folder); }
    ~File() { std::filesystem::remove_all(folder); }
    const std::string folder = (std::filesystem::temp_directory_path() / ("parley-keys-" + random_hex(8))).string();
    const std::string path = folder + "/parley.db";
};

std::int64_t count(const std::string& path, const std::string& table) {
    return SQLite::Database(path).execAndGet("SELECT count(*) FROM " + table).getInt64();
}

const std::string kAnyBytes("3 7\n\0\xff 1\n", 9);

TEST(ExternalKeys, AKeyIsGivenOnceAndFoundAfterAStart) {
    File file;
    {
        db::SqliteWriter writer(file.path);
        ExternalKeys keys(writer.connection());
        writer.connection().begin();
        EXPECT_FALSE(keys.find("7", "a"));
        EXPECT_TRUE(keys.claim("7", "a", {10, 20}));
        EXPECT_FALSE(keys.claim("7", "a", {11, 21}));
        EXPECT_TRUE(keys.claim("8", "a", {12, 22})) << "another channel may use the same name";
        EXPECT_TRUE(keys.claim("7", "", {13, 23})) << "an empty name is a name";
        EXPECT_TRUE(keys.claim("7", kAnyBytes, {-14, 0}));
        keys.before_commit();
        writer.connection().commit();
        keys.committed();
    }
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection());
    EXPECT_EQ(keys.find("7", "a").value().message_id, 20);
    EXPECT_EQ(keys.find("8", "a").value().id, 12);
    EXPECT_EQ(keys.find("7", kAnyBytes).value().id, -14);
    EXPECT_FALSE(keys.claim("7", "", {1, 1}));
    EXPECT_FALSE(keys.find("78", "a"));
}

TEST(ExternalKeys, AKeyThatIsPutLeadsToTheLastPlace) {
    File file;
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection());
    writer.connection().begin();
    keys.put("r:7", "a", {10, 0});
    keys.put("r:7", "a", {11, 0});
    keys.before_commit();
    writer.connection().commit();
    keys.committed();
    EXPECT_EQ(keys.find("r:7", "a").value().id, 11);
    writer.connection().begin();
    keys.put("r:7", "a", {12, 0});
    keys.put("r:7", "a", {13, 0});
    writer.connection().rollback();
    keys.rolled_back();
    EXPECT_EQ(keys.find("r:7", "a").value().id, 11);
    ExternalKeys again(writer.connection());
    EXPECT_EQ(again.find("r:7", "a").value().id, 11);
}

/// Against the simplest thing that could be right, with steps and groups that fail and starts in between.
TEST(ExternalKeys, AgreeWithAMapThroughFailuresStartsAndMoves) {
    File file;
    std::mt19937 random(11);
    using Model = std::map<std::pair<std::string, std::string>, std::int64_t>;
    Model model;
    std::int64_t next = 0;
    std::size_t moves = 0;
    for (int life = 0; life < 6; ++life) {
        db::SqliteWriter writer(file.path);
        auto& connection = writer.connection();
        ExternalKeys keys(connection, 1500, 2048);
        for (int group = 0; group < 60; ++group) {
            std::vector<std::pair<Model::key_type, std::optional<std::int64_t>>> added;  // and what was there before
            const auto take_back = [&](std::size_t since) {
                for (; added.size() > since; added.pop_back()) {
                    if (added.back().second)
                        model[added.back().first] = *added.back().second;
                    else
                        model.erase(added.back().first);
                }
            };
            connection.begin();
            for (int step = 0; step < 20; ++step) {
                const auto mark = keys.mark();
                const auto before = added.size();
                connection.savepoint();
                for (int i = 0; i < 5; ++i) {
                    const auto scope = std::to_string(random() % 12), name = std::to_string(random() % 4000);
                    const auto found = keys.find(scope, name);
                    const auto [known, fresh] = model.try_emplace({scope, name}, ++next);
                    ASSERT_EQ(found.has_value(), !fresh) << scope << " " << name;
                    if (found) {
                        ASSERT_EQ(found->id, known->second);
                    }
                    ASSERT_EQ(keys.claim(scope, name, {next, 0}), fresh);
                    if (fresh) added.emplace_back(known->first, std::nullopt);
                    if (random() % 4 != 0) continue;
                    const auto other = std::to_string(random() % 4000);
                    const auto [moved, first] = model.try_emplace({scope, other}, 0);
                    added.emplace_back(moved->first, first ? std::nullopt : std::optional(moved->second));
                    keys.put(scope, other, {moved->second = ++next, 0});
                    ASSERT_EQ(keys.find(scope, other).value().id, next);
                }
                if (random() % 7 == 0) {
                    connection.rollback_savepoint();
                    keys.forget_since(mark);
                    take_back(before);
                } else {
                    connection.release_savepoint();
                }
            }
            const auto recent = keys.recent();
            keys.before_commit();
            if (random() % 9 == 0) {
                connection.rollback();
                keys.rolled_back();
                take_back(0);
            } else {
                connection.commit();
                keys.committed();
            }
            moves += keys.recent() < recent;
        }
    }
    EXPECT_GT(moves, 5u) << "generations were moved";
    EXPECT_GT(count(file.path, "external_key"), 10'000);
    EXPECT_LE(count(file.path, "external_key_recent"), 60) << "groups";
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection());
    for (const auto& [key, id] : model) ASSERT_EQ(keys.find(key.first, key.second).value().id, id);
}

TEST(ExternalKeys, WhatIsKeptLatelyIsKnownForAGenerationAndHasNoPlaceInTheTable) {
    File file;
    constexpr std::size_t kGeneration = 600;
    const std::string lately = ExternalKeys::kLately + std::string("7");
    const auto group = [](db::SqliteWriter& writer, ExternalKeys& keys, const std::string& scope, int from) {
        writer.connection().begin();
        for (int i = from; i < from + 100; ++i) EXPECT_TRUE(keys.claim(scope, std::to_string(i), {i, 0}));
        keys.before_commit();
        writer.connection().commit();
        keys.committed();
    };
    {
        db::SqliteWriter writer(file.path);
        ExternalKeys keys(writer.connection(), kGeneration);
        group(writer, keys, lately, 0);
        EXPECT_FALSE(keys.claim(lately, "5", {1, 1}));
        EXPECT_FALSE(keys.find("7", "5")) << "a scope of its own";
    }
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection(), kGeneration);
    EXPECT_EQ(keys.find(lately, "5").value().id, 5) << "also after a start";
    for (int from = 0; from < 1000; from += 100) {
        if (from < 500) {
            EXPECT_TRUE(keys.find(lately, "5"));
        }
        group(writer, keys, "7", from);
    }
    EXPECT_FALSE(keys.find(lately, "5"));
    EXPECT_TRUE(keys.find("7", "5")) << "this one for ever";
    EXPECT_EQ(count(file.path, "external_key WHERE scope LIKE '~%'"), 0);
    EXPECT_EQ(count(file.path, "external_key_recent WHERE CAST(keys AS TEXT) LIKE '%~7%'"), 0);
}

TEST(ExternalKeys, NewOnesAreNotLookedForInTheTableOnceTheFilterIsWhole) {
    File file;
    constexpr int kAll = 3000;
    const auto name = [](int i) { return "m-" + std::to_string(i * 7919 % 100'003); };
    const auto commit = [](db::SqliteWriter& writer, ExternalKeys& keys) {
        keys.before_commit();
        writer.connection().commit();
        keys.committed();
    };
    {
        db::SqliteWriter writer(file.path);
        ExternalKeys keys(writer.connection(), kAll, 1024);
        writer.connection().begin();
        for (int i = 0; i < kAll; ++i) ASSERT_TRUE(keys.claim("7", name(i), {i + 1, 0}));
        EXPECT_EQ(keys.looks(), kAll);
        commit(writer, keys);
        while (keys.recent() > 0) {
            writer.connection().begin();
            commit(writer, keys);
        }
    }
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection(), 10 * kAll, 1024);
    for (int group = 0; group < 40; ++group) {  // a part with each; the room grows once
        writer.connection().begin();
        commit(writer, keys);
    }
    writer.connection().begin();
    for (int i = kAll; i < 2 * kAll; ++i) ASSERT_TRUE(keys.claim("7", name(i), {i + 1, 0}));
    EXPECT_LT(keys.looks(), kAll / 50u);
    for (int i = 0; i < kAll; ++i) ASSERT_EQ(keys.find("7", name(i)).value().id, i + 1);
    EXPECT_GE(keys.looks(), kAll);
    writer.connection().rollback();
    keys.rolled_back();
}

/// The files as a kill -9 would leave them between two parts of a move.
TEST(ExternalKeys, AreAllThereAfterAnEndInTheMiddleOfAMove) {
    File file, left;
    constexpr std::int64_t kAll = 2000;
    const auto name = [](std::int64_t i) { return std::to_string(i * 7919 % 100'003); };
    {
        db::SqliteWriter writer(file.path);
        ExternalKeys keys(writer.connection(), kAll);
        const auto commit = [&] {
            keys.before_commit();
            writer.connection().commit();
            keys.committed();
        };
        writer.connection().begin();
        for (std::int64_t i = 0; i < kAll; ++i) ASSERT_TRUE(keys.claim("7", name(i), {i + 1, 0}));
        commit();
        writer.connection().begin();
        commit();  // the first part is moved, the others are not
        std::filesystem::copy(file.folder, left.folder, std::filesystem::copy_options::recursive);
    }
    db::SqliteWriter writer(left.path);
    EXPECT_GT(count(left.path, "external_key"), 0);
    EXPECT_LT(count(left.path, "external_key"), kAll);
    EXPECT_EQ(count(left.path, "external_key_recent"), 1) << "those of a commit are one row";
    ExternalKeys keys(writer.connection(), kAll);
    for (int group = 0; keys.recent() > 0 && group < 20; ++group) {
        writer.connection().begin();
        for (std::int64_t i = 0; i < kAll; ++i) {
            ASSERT_EQ(keys.find("7", name(i)).value().id, i + 1);
            ASSERT_FALSE(keys.claim("7", name(i), {0, 0}));
        }
        keys.before_commit();
        writer.connection().commit();
        keys.committed();
    }
    EXPECT_EQ(count(left.path, "external_key"), kAll);
    EXPECT_EQ(count(left.path, "external_key_recent"), 0);
}

TEST(ExternalKeys, AreMovedInFewPages) {
    // What they are for: see IngestCost in tests/flow/ingest_cost_test.cpp for the whole of an ingest.
    File file;
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection(), 4000);
    std::mt19937 random(5);
    const auto groups = 400, in_group = 32;
    int pages = 0;
    for (int group = 0; group < groups; ++group) {
        writer.connection().begin();
        for (int i = 0; i < in_group; ++i) keys.claim("7", std::to_string(random()) + ":" + std::to_string(i), {1, 2});
        const auto before = writer.log_pages();
        keys.before_commit();
        writer.connection().commit();
        keys.committed();
        pages += writer.log_pages() - before;
    }
    EXPECT_LT(static_cast<double>(pages) / (groups * in_group), 0.3);
}

TEST(ExternalKeys, TakeOverTheRequestsOfTheLastDay) {
    File file;
    {
        SQLite::Database old(file.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        test::make_older(old, "requests_among_keys");
        const std::string day = std::to_string(24 * 3600 * 1000);
        old.exec(
            "INSERT INTO raw_update (id, channel_id, received_at, body, request_key, answer_status, answer) VALUES "
            "(1, 7, 1000, 'long ago', 'k-1', 200, '{}'), (2, 7, 5000, 'a day ago', 'k-2', 200, '{}'), "
            "(3, 8, 6000, 'another channel', 'k-2', 200, '{}'), (4, 7, 7000, 'no key', NULL, NULL, NULL), "
            "(5, 7, 5000 + " +
            day + ", 'now', 'k-1', 200, '{}')");
    }
    db::SqliteWriter writer(file.path);
    ExternalKeys keys(writer.connection());
    EXPECT_EQ(keys.find("r:7", "k-1").value().id, 5);
    EXPECT_EQ(keys.find("r:7", "k-2").value().id, 2);
    EXPECT_EQ(keys.find("r:8", "k-2").value().id, 3);
    EXPECT_EQ(count(file.path, "external_key"), 3);
}

TEST(ExternalKeys, TakeOverWhatAnOlderSchemaKnew) {
    File file;
    {
        SQLite::Database old(file.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        test::make_older(old, "external_keys");
        old.exec("INSERT INTO contact (id, name, created_at) VALUES (5, 'Anna', 1)");
        old.exec(
            "INSERT INTO identity (realm, external_id, contact_id, username, created_at) VALUES ('telegram', '42', 5, "
            "'anna', 1)");
        old.exec(
            "INSERT INTO conversation (id, channel_id, thread, contact_id, peer, created_at) VALUES (6, 7, 'v-1', 5, "
            "'42', 1)");
        old.exec(
            "INSERT INTO conversation_state (id, status, unread, priority, last_activity_at, last_message_id, "
            "clock_flags) "
            "VALUES (6, 0, 1, 0, 1, 8, 0)");
        old.exec("INSERT INTO visitor (id, channel_id, created_at) VALUES ('v-1', 7, 1), ('v-2', 7, 1)");
        old.exec("INSERT INTO message_key (scope, external_id, conversation_id, message_id) VALUES ('7', 'm-1', 6, 8)");
    }
    asio::io_context io;
    test::ManualClock clock;
    Store store(io.get_executor(), {.folder = file.folder}, clock);
    bool looked = false;
    asio::co_spawn(io, store.write([&](Transaction& t) {
        EXPECT_EQ(t.keys().find("7", "m-1").value().message_id, 8);
        EXPECT_EQ(conversation_by_thread(t, 7, "v-1").value().id, 6);
        EXPECT_EQ(contact_of_identity(t, "telegram", "42").value(), 5);
        EXPECT_EQ(conversation_of_visitor(t.db(), "v-1").value().id, 6);
        EXPECT_FALSE(conversation_of_visitor(t.db(), "v-2"));
        auto row = t.db().query(db::q::identities_of_contact, std::int64_t{5});
        EXPECT_TRUE(row.next());
        EXPECT_EQ(row.view(2), "anna");
        looked = true;
    }),
                   [&](std::exception_ptr error) {
                       EXPECT_FALSE(error);
                       io.stop();
                   });
    const auto guard = asio::make_work_guard(io);
    io.run();
    EXPECT_TRUE(looked);
    store.stop();
}

}  // namespace
}  // namespace parley
