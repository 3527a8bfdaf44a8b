#include "server/store/read_ahead.hpp"

#include "server/store/people.hpp"
#include "server/store/tags.hpp"
#include "server/store/views.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace parley {
namespace {

constexpr std::int64_t kTelegram = 5, kChat = 6;

class ReadAhead : public ::testing::Test {
protected:
    ReadAhead() {
        temp.run(temp.store().write([](Transaction& t) {
            auto& db = t.db();
            db.execute(db::q::channel_insert, kTelegram, "telegram", "Shop", "key-5", "{}", t.now());
            db.execute(db::q::channel_set_window, kTelegram, std::optional(kOneDay.plain),
                       std::optional(kOneDay.whole));
            db.execute(db::q::channel_insert, kChat, "web", "Site", "key-6", "{}", t.now());
        }));
    }
    /// Conversation `i`, no two of them alike in what they have.
    void put(std::int64_t i) {
        temp.run(temp.store().write([i](Transaction& t) {
            auto& db = t.db();
            const auto id = i * 1000;
            Contact contact;
            contact.id = id + 1;
            contact.name = "Contact " + std::to_string(i);
            contact.created_at = t.now();
            insert_contact(t, contact);
            Conversation c;
            c.id = id;
            c.channel_id = i % 2 ? kTelegram : kChat;
            c.thread = c.peer = "thread " + std::to_string(i);
            c.contact_id = contact.id;
            c.created_at = c.last_activity_at = t.now();
            c.unread = static_cast<int>(i);
            if (i % 2) c.window_opened_at = t.now() + i;
            if (i % 3) c.lead_id = id + 2;
            insert_conversation(t, c);
            if (c.lead_id) {
                Lead lead;
                lead.id = *c.lead_id;
                lead.contact_id = contact.id;
                lead.conversation_id = id;
                lead.pipeline_id = 1, lead.stage_id = 2;
                lead.title = "Lead " + std::to_string(i);
                lead.source = "source";
                lead.created_at = t.now();
                insert_lead(t, lead);
            }
            for (std::int64_t n = 0; n < i % 4; ++n) {
                Message m;
                m.id = id + 10 + n;
                m.conversation_id = id;
                m.direction = n == 1 ? Direction::outbound : Direction::inbound;
                m.sent_at = m.received_at = t.now() + n;
                m.text = "Words " + std::to_string(n);
                insert_message(t, m);
                c.last_message_id = m.id;
            }
            save_conversation(t, c);
            if (i % 2) change_tags(t, id, {"first", "second"}, {}, std::nullopt);
            if (i % 5 == 1)
                db.execute(db::q::assignment_insert, id + 20, id, t.now(), std::optional<std::int64_t>(),
                           std::optional<std::int64_t>(), std::optional<std::int64_t>(), "earlier",
                           std::optional<std::int64_t>(), "[]");
            if (i % 5 < 3)
                db.execute(db::q::assignment_insert, id + 21, id, t.now(), std::optional<std::int64_t>(),
                           std::optional<std::int64_t>(), std::optional<std::int64_t>(), "last",
                           std::optional<std::int64_t>(), "[]");
        }));
    }
    struct List {
        std::vector<std::string> views;
        std::size_t asked = 0;
    };
    List list(const std::vector<std::int64_t>& ids, bool ahead) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            List all;
            const auto before = db.asked();
            Directory names(db);
            if (ahead) read_ahead(names, ids);
            for (const auto id : ids) all.views.push_back(view_conversation(names, id).text);
            all.asked = db.asked() - before;
            return all;
        }));
    }

    test::TempStore temp;
};

TEST_F(ReadAhead, SaysOfEachConversationWhatItSaysOfItAlone) {
    for (std::int64_t i = 1; i <= 30; ++i) put(i);
    const std::vector<std::int64_t> ids{30'000, 7000, 1000, 2000, 999,  3000,  7000,
                                        4000,   5000, 6000, 8000, 9000, 10'000};
    const auto alone = list(ids, false), together = list(ids, true);
    EXPECT_EQ(together.views, alone.views);
    EXPECT_EQ(together.views[4], "null") << "there is no such conversation";
    EXPECT_NE(together.views[1].find("\"until\":\"2"), std::string::npos) << together.views[1];
    EXPECT_NE(together.views[2].find("last"), std::string::npos);
}

TEST_F(ReadAhead, AsksTheSameForAFewAsForMany) {
    std::vector<std::int64_t> few, many;
    for (std::int64_t i = 1; i <= 60; ++i) {
        put(i);
        if (i % 4 != 0) many.push_back(i * 1000);  // the others have no message yet
        if (i <= 7 && i % 4 != 0) few.push_back(i * 1000);
    }
    const auto asked = list(many, true).asked;
    EXPECT_EQ(asked, list(few, true).asked);
    EXPECT_LE(asked, 12u);
}

}  // namespace
}  // namespace parley
