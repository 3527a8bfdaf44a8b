// Under a post: how often, and for how long, a comment is answered to its writer alone.
#include "server/flow/ingest.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/messages.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr Millis kDay = 24 * 3600 * 1000;
const IngestChannel kChannel{7, "messenger", "Shop", "messenger"};

class PrivateAnswer : public ::testing::Test {
protected:
    void SetUp() override {
        temp.run(temp.store().write([](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "messenger", "Shop", "ch_x", "{}", t.now());
            t.db().execute(db::q::user_insert, std::int64_t{11}, "u11", "Rep", 2, "h", "en", 3, t.now());
        }));
        can.comments_in = [](std::string_view thread) { return thread == "post"; };
        can.private_within = std::chrono::days(7);
        can.public_limit = 1000;
    }
    /// The message's id.
    std::int64_t comment(Millis sent_at) {
        MessageReceived m;
        m.thread = "post";
        m.person.external_id = "ben";
        m.external_id = "m" + std::to_string(++serial);
        m.sent_at = sent_at;
        m.text = "how much?";
        const auto stored = temp.run(temp.store().write(
            [&](Transaction& t) { return ingest(t, kChannel, "raw", t.now(), {Update{m, std::nullopt}}).front(); }));
        conversation = *stored.conversation_id;
        return *stored.message_id;
    }
    /// What is answered; `refused` when it is not taken.
    std::int64_t answer(bool only_them, std::optional<std::int64_t> to = {}) {
        Reply reply;
        reply.text = "hi";
        reply.only_them = only_them;
        reply.reply_to = to;
        return temp.run(
            temp.store().write([&](Transaction& t) { return post_reply(t, conversation, 11, reply, can).message_id; }));
    }
    std::string refused(std::optional<std::int64_t> to = {}) {
        try {
            answer(true, to);
        } catch (const Failure& failure) {
            return failure.error().reason();
        }
        return "taken";
    }
    void fail(std::int64_t message, const std::string& code) {
        temp.run(temp.store().write([&](Transaction& t) {
            advance_status(t, {conversation, message}, MessageStatus::failed, t.now(), code, "no");
        }));
    }

    Capabilities can;
    std::int64_t conversation = 0;
    int serial = 0;
    test::TempStore temp;
};

TEST_F(PrivateAnswer, GoesOnceForEachComment) {
    const auto first = comment(temp.clock.now());
    answer(false);
    answer(true);
    EXPECT_EQ(refused(), "answered_privately");
    answer(false);
    comment(temp.clock.now());
    EXPECT_EQ(refused(first), "answered_privately");
    answer(true);
    EXPECT_EQ(refused(), "answered_privately");
}

TEST_F(PrivateAnswer, GoesAgainWhereItCameToNothing) {
    comment(temp.clock.now());
    fail(answer(true), "too_long");
    fail(answer(true), "answered_privately");
    EXPECT_EQ(refused(), "answered_privately") << "somebody did so at the platform";
}

TEST_F(PrivateAnswer, GoesForSevenDaysAfterTheComment) {
    const auto id = comment(temp.clock.now() - kDay);
    temp.clock.advance(6 * kDay - 1);
    comment(temp.clock.now());
    fail(answer(true, id), "too_long");
    temp.clock.advance(1);
    EXPECT_EQ(refused(id), "too_late");
    EXPECT_EQ(refused(), "taken") << "of a later one";
    answer(false, id);
}

}  // namespace
}  // namespace parley
