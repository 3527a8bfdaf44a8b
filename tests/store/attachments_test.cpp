#include "server/store/attachments.hpp"

#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr Millis kHour = 3600LL * 1000;

class Uploads : public ::testing::Test {
protected:
    std::int64_t upload(std::string_view bytes, std::optional<std::int64_t> message = std::nullopt) {
        return temp.run(temp.store().write([&](Transaction& t) {
            Attachment a;
            a.id = t.next_id();
            a.message_id = message;
            a.owner = "user:1";
            insert_attachment(t, a);
            store_attachment_bytes(t, a, bytes);
            return a.id;
        }));
    }
    bool drop() {
        return temp.run(
            temp.store().write([&](Transaction& t) { return drop_unused_upload(t, temp.clock.now() - 24 * kHour); }));
    }
    std::string bytes_of(std::int64_t id) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            return attachment_by_id(db, id) ? attachment_bytes(db, id) : "gone" + attachment_bytes(db, id);
        }));
    }
    test::TempStore temp;
};

TEST_F(Uploads, ThatNoMessageTookGoAfterADayTheOldestFirstAndWithAllTheirBytes) {
    const auto first = upload(std::string(600'000, 'a'));
    const auto used = upload("used", 5);
    temp.clock.advance(kHour);
    const auto second = upload("second");
    temp.clock.advance(23 * kHour);
    EXPECT_FALSE(drop()) << "a day has not passed yet";
    temp.clock.advance(1);
    EXPECT_TRUE(drop());
    EXPECT_FALSE(drop());
    EXPECT_EQ(bytes_of(first), "gone");
    EXPECT_EQ(bytes_of(second), "second");
    temp.clock.advance(kHour);
    EXPECT_TRUE(drop());
    EXPECT_EQ(bytes_of(second), "gone");
    EXPECT_FALSE(drop());
    EXPECT_EQ(bytes_of(used), "used");
}

}  // namespace
}  // namespace parley
