// What a migration makes of what was stored before it.
#include "db/sqlite.hpp"
#include "server/base/secret.hpp"
#include "server/store/conversations.hpp"
#include "tests/support/older_schema.hpp"

#include <filesystem>

namespace parley {
namespace {

constexpr Millis kHour = 3600 * 1000;

TEST(Migrations, AWindowThatWasCountedFromMessagesIsKept) {
    const auto folder = std::filesystem::temp_directory_path() / ("parley-migrations-" + random_hex(8));
    std::filesystem::create_directory(folder);
    const std::string path = folder / "parley.db";
    {
        SQLite::Database old(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        test::make_older(old, "reply_windows");
        const auto channel = [&](int id, const std::string& kind, int extends) {
            old.exec("INSERT INTO channel (id, kind, name, key, settings, created_at, extends_window) VALUES (" +
                     std::to_string(id) + ", '" + kind + "', 'x', 'k" + std::to_string(id) + "', '{}', 1, " +
                     std::to_string(extends) + ")");
        };
        const auto talk = [&](int id, int channel_id, const std::string& thread) {
            const auto n = std::to_string(id);
            old.exec("INSERT INTO conversation (id, channel_id, thread, contact_id, peer, created_at) VALUES (" + n +
                     ", " + std::to_string(channel_id) + ", '" + thread + "', 1, 'p', 1)");
            old.exec(
                "INSERT INTO conversation_state (id, status, unread, priority, last_activity_at, last_message_id, "
                "clock_flags) VALUES (" +
                n + ", 0, 0, 0, 1, 1, 0)");
        };
        const auto message = [&](int conversation, int id, int direction, int sent_at, int received_at) {
            old.exec(
                "INSERT INTO message (conversation_id, id, direction, author_type, kind, status, sent_at, received_at, "
                "text) VALUES (" +
                std::to_string(conversation) + ", " + std::to_string(id) + ", " + std::to_string(direction) +
                ", 0, 0, 0, " + std::to_string(sent_at) + ", " + std::to_string(received_at) + ", 'x')");
        };
        channel(1, "telegram", 0), channel(2, "messenger", 1), channel(3, "instagram", 0), channel(4, "web", 0);
        talk(10, 1, ":5"), talk(11, 1, "biz:5"), talk(12, 2, "77"), talk(13, 2, "post:1:77"), talk(14, 3, "88"),
            talk(15, 4, "v"), talk(16, 3, "89");
        for (const int id : {10, 11, 12, 13, 14, 15}) message(id, 1, 0, 5000, 9000);
        message(12, 2, 0, 4000, 9500);   // told late
        message(12, 3, 1, 9900, 9900);   // ours
        message(14, 2, 0, 99000, 9500);  // a clock ahead of ours
    }
    {
        db::SqliteWriter writer(path);
        auto& db = writer.connection();
        const auto opened = [&](std::int64_t id) { return conversation_by_id(db, id)->window_opened_at; };
        EXPECT_FALSE(opened(10)) << "a bot's own chat";
        EXPECT_EQ(opened(11), 5000);
        EXPECT_EQ(opened(12), 5000);
        EXPECT_FALSE(opened(13)) << "comments";
        EXPECT_EQ(opened(14), 9500);
        EXPECT_FALSE(opened(15));
        EXPECT_FALSE(opened(16)) << "nobody wrote";
        const auto ends = [&](std::int64_t id) { return window_ends(db, *conversation_by_id(db, id)); };
        EXPECT_EQ(ends(11)->whole, 5000 + 24 * kHour);
        EXPECT_EQ(ends(12)->plain, 5000 + 24 * kHour);
        EXPECT_EQ(ends(12)->whole, 5000 + 168 * kHour);
        EXPECT_EQ(ends(14)->whole, 9500 + 24 * kHour);
        EXPECT_FALSE(ends(15));
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace parley
