#include "server/flow/secrets.hpp"

#include "connectors/registry.hpp"
#include "server/base/secret.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>

namespace parley {
namespace {

TEST(Sealing, OpensOnlyWithItsKeyInItsPlace) {
    const Sealer ours(std::string(32, 'k')), other(std::string(32, 'o'));
    const auto sealed = ours.seal("canary-token", "channel|7|settings.token");
    EXPECT_EQ(sealed.find("canary"), std::string::npos);
    EXPECT_EQ(ours.open(sealed, "channel|7|settings.token"), "canary-token");
    EXPECT_NE(ours.seal("canary-token", "channel|7|settings.token"), sealed) << "each time anew";
    EXPECT_FALSE(ours.open(sealed, "channel|8|settings.token")) << "of another row";
    EXPECT_FALSE(ours.open(sealed, "channel|7|settings.app_secret")) << "of another column";
    EXPECT_FALSE(other.open(sealed, "channel|7|settings.token"));
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        auto changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (changed != sealed) EXPECT_FALSE(ours.open(changed, "channel|7|settings.token")) << i;
    }
    EXPECT_EQ(ours.open(ours.seal("", "p"), "p"), "");
    EXPECT_FALSE(ours.open("", "p"));
}

struct SealedChannels : testing::Test {
    test::TempStore temp;
    std::string file = temp.folder() + "/parley.key";
    const Json given{{"token", "EAAcanary"}, {"app_secret", "0123456789abcdef"}, {"app_id", "5"}, {"page_id", "2"}};

    void insert(std::int64_t id, const Json& settings) {
        temp.run(temp.store().write([&](Transaction& t) {
            t.db().execute(db::q::channel_insert, id, "messenger", "Shop", "key" + std::to_string(id), dump(settings),
                           t.now());
        }));
    }
    std::pair<Json, std::string> stored(std::int64_t id) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            auto row = db.query(db::q::channel_get, id);
            EXPECT_TRUE(row.next());
            return std::pair(stored_json(row.view(4)), row.text(6));
        }));
    }
    Json opened(const Secrets& secrets, std::int64_t id, std::size_t lost_expected = 0) {
        std::vector<std::string> lost;
        auto settings = secrets.open(*find_kind("messenger"), id, stored(id).first, lost);
        EXPECT_EQ(lost.size(), lost_expected);
        return settings;
    }
    void start(Secrets& secrets) { temp.run(seal_channels(temp.store(), secrets)); }
};

TEST_F(SealedChannels, WhatLayOpenIsSealedAtTheStart) {
    insert(7, given);
    Secrets secrets(file);
    EXPECT_FALSE(secrets.has_key());
    start(secrets);
    const auto [settings, state] = stored(7);
    EXPECT_EQ(dump(settings).find("canary"), std::string::npos);
    EXPECT_EQ(text_or(settings, "page_id"), "2") << "no secret";
    EXPECT_EQ(state, "unchecked");
    EXPECT_EQ(opened(secrets, 7), given);
    struct stat of{};
    ASSERT_EQ(::stat(file.c_str(), &of), 0);
    EXPECT_EQ(of.st_mode & 0777U, 0400U);
    // The next start changes nothing, and reads the same key.
    Secrets again(file);
    start(again);
    EXPECT_EQ(stored(7).first, settings);
    EXPECT_EQ(opened(again, 7), given);
}

TEST_F(SealedChannels, WithoutTheKeyChannelsArePaused) {
    insert(7, given);
    {
        Secrets secrets(file);
        start(secrets);
    }
    const auto kept = temp.folder() + "/elsewhere";
    std::filesystem::rename(file, kept);
    Secrets none(file);
    start(none);
    EXPECT_EQ(stored(7).second, "paused");
    EXPECT_EQ(opened(none, 7, 2), Json({{"app_id", "5"}, {"page_id", "2"}}));
    EXPECT_FALSE(std::filesystem::exists(file)) << "another key would hide that the right one is missing";
    std::filesystem::rename(kept, file);
    Secrets back(file);
    start(back);
    EXPECT_EQ(stored(7).second, "unchecked") << "it goes on";
    EXPECT_EQ(opened(back, 7), given);
    std::filesystem::rename(file, kept);
    start(none);
    // Connected anew meanwhile: that makes a key, and the old channel stays paused.
    const auto sealed = none.seal(*find_kind("messenger"), 8, given);
    insert(8, sealed);
    Secrets second(file);
    start(second);
    EXPECT_EQ(opened(second, 8), given);
    EXPECT_EQ(stored(7).second, "paused");
}

TEST_F(SealedChannels, AnotherKeyOrNoneAtAllIsRefused) {
    insert(7, given);
    {
        Secrets secrets(file);
        start(secrets);
    }
    std::filesystem::remove(file);
    std::ofstream(file) << to_hex(random_bytes(32)) << "\n";
    Secrets wrong(file);
    EXPECT_THROW(start(wrong), Failure);
    EXPECT_EQ(stored(7).second, "unchecked") << "nothing was changed by a server that does not start";
    std::ofstream(file) << "not a key\n";
    EXPECT_THROW(Secrets{file}, Failure);
}

TEST_F(SealedChannels, CiphertextSwappedBetweenRowsDoesNotOpen) {
    insert(7, given);
    insert(8, given);
    Secrets secrets(file);
    start(secrets);
    auto swapped = stored(7).first;
    temp.run(temp.store().write(
        [&](Transaction& t) { t.db().execute(db::q::channel_update, std::int64_t{8}, "Shop", true, dump(swapped)); }));
    opened(secrets, 8, 2);
    start(secrets);
    EXPECT_EQ(stored(8).second, "paused");
    EXPECT_EQ(stored(7).second, "unchecked");
}

}  // namespace
}  // namespace parley
