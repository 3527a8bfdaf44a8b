// Until when a channel takes an answer: counted by the platform's time of what the contact wrote.
#include "server/flow/ingest.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/directory.hpp"
#include "server/store/read_ahead.hpp"
#include "server/store/views.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

constexpr Millis kHour = 3600 * 1000;
const IngestChannel kChannel{7, "whatsapp", "Shop", "whatsapp"};

class Window : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        temp.run(temp.store().write([](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "whatsapp", "Shop", "ch_x", "{}", t.now());
            t.db().execute(db::q::channel_set_window, std::int64_t{7}, std::optional(24 * kHour),
                           std::optional(24 * kHour));
            t.db().execute(db::q::user_insert, std::int64_t{11}, "u11", "Rep", 2, "h", "en", 3, t.now());
        }));
    }
    std::int64_t take(Millis sent_at, Direction direction = Direction::inbound) {
        MessageReceived m;
        m.thread = m.person.external_id = "48600700800";
        m.external_id = "m" + std::to_string(++serial);
        m.sent_at = sent_at;
        m.text = "hello";
        m.direction = direction;
        m.opens_window = direction == Direction::inbound;
        if (direction == Direction::outbound) m.author = AuthorType::operator_;
        return *temp.run(temp.store().write([&](Transaction& t) {
                        return ingest(t, kChannel, "raw", t.now(), {Update{m, std::nullopt}}).front();
                    }))
                    .conversation_id;
    }
    /// As the conversation alone says it, and as the list does.
    std::optional<Millis> until(std::int64_t id) {
        return temp.run(temp.store().read([id](db::Connection& db) {
            const auto of = [](const JsonText& view) {
                const auto told = text_of(Json::parse(view.text)["can_reply"], "until");
                return told ? std::optional(from_rfc3339(*told).value()) : std::nullopt;
            };
            Directory alone(db), listed(db);
            const std::vector ids{id};
            read_ahead(listed, ids);
            const auto one = of(view_whole_conversation(alone, id));
            EXPECT_EQ(of(view_conversation(listed, id)), one);
            return one;
        }));
    }
    void reply(std::int64_t id) {
        temp.run(temp.store().write([&](Transaction& t) {
            post_reply(
                t, id, 11,
                {.text = "hi", .client_id = {}, .attachments = {}, .reply_to = {}, .note = false, .mentions = {}});
        }));
    }

    std::size_t news = 0;
    int serial = 0;
    test::TempStore temp;
};

TEST_F(Window, CountsFromWhenThePlatformSaysThatTheContactWrote) {
    const auto now = temp.clock.now();
    const auto id = take(now - 5 * kHour);
    EXPECT_EQ(until(id), now + 19 * kHour) << "told five hours late";
    temp.clock.advance(19 * kHour - 1);
    reply(id);
    temp.clock.advance(1);
    EXPECT_THROW(reply(id), Failure) << "as the platform would";
}

TEST_F(Window, NeverLiesAfterWhatWeKnow) {
    const auto now = temp.clock.now();
    EXPECT_EQ(until(take(now + 3 * kHour)), now + 24 * kHour) << "a clock that is ahead of ours";
    EXPECT_EQ(until(take(0)), now + 24 * kHour) << "a time that was not told";
}

TEST_F(Window, WhatIsToldLateDoesNotShortenIt) {
    const auto now = temp.clock.now();
    const auto id = take(now - kHour);
    take(now - 20 * kHour);
    take(now - 21 * kHour);
    EXPECT_EQ(until(id), now + 23 * kHour);
    take(now - 1, Direction::outbound);
    EXPECT_EQ(until(id), now + 23 * kHour) << "what we say opens nothing";
}

TEST_F(Window, IsOpenedByWhatIsNoMessageToo) {
    const auto id = take(temp.clock.now());
    temp.clock.advance(24 * kHour);
    EXPECT_THROW(reply(id), Failure);
    const auto now = temp.clock.now();
    temp.run(temp.store().write([&](Transaction& t) {
        // What it is put on may be unknown here.
        ReactionSeen seen;
        seen.thread = seen.person.external_id = "48600700800";
        seen.external_id = "never told";
        seen.emoji = {"❤"};
        seen.at = now - 2 * kHour;
        seen.opens_window = true;
        ingest(t, kChannel, "raw", t.now(), {Update{seen, "r1"}});
    }));
    EXPECT_EQ(until(id), now + 22 * kHour);
    reply(id);
    temp.run(temp.store().write([&](Transaction& t) {
        ReferralSeen came;
        came.thread = came.person.external_id = "48600700800";
        came.touch.kind = "referral";
        came.touch.at = now - kHour;
        came.opens_window = true;
        ingest(t, kChannel, "raw", t.now(), {Update{came, "r2"}});
    }));
    EXPECT_EQ(until(id), now + 23 * kHour);
}

TEST_F(Window, WhoNeverWroteHasNone) {
    EXPECT_FALSE(until(take(temp.clock.now(), Direction::outbound)));
}

}  // namespace
}  // namespace parley
