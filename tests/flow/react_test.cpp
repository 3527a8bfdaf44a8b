#include "server/flow/react.hpp"

#include "server/flow/ingest.hpp"
#include "server/flow/settle.hpp"
#include "server/store/directory.hpp"
#include "server/store/reactions.hpp"
#include "server/store/views.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const IngestChannel kChannel{7, "telegram", "Bot", "telegram"};
constexpr std::string_view kSet[] = {"👍", "🔥", "🎉"};

/// A customer's message, and operators who put something on it.
class React : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        can.reactions = kSet;
        can.reacts_in = [](std::string_view thread) { return thread.starts_with(':'); };
        temp.run(temp.store().write([&](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "telegram", "Bot", "k", "{}", t.now());
            for (std::int64_t user : {11, 12})
                t.db().execute(db::q::user_insert, user, std::to_string(user) + "@b", "User " + std::to_string(user), 2,
                               "h", "en", 5, t.now());
            at = said(t, ":5", "in-1");
        }));
    }
    MessageAddress said(Transaction& t, const char* thread, const char* id) {
        MessageReceived m;
        m.thread = thread;
        m.person.external_id = thread;
        m.external_id = id;
        m.sent_at = t.now();
        m.text = "Hi";
        const auto made = ingest(t, kChannel, "raw", t.now(), {Update{m, std::nullopt}}).front();
        return {*made.conversation_id, *made.message_id};
    }
    void put(std::string_view emoji, std::int64_t user = 11) { put_on(at, emoji, user); }
    void put_on(MessageAddress where, std::string_view emoji, std::int64_t user = 11) {
        temp.run(temp.store().write([&](Transaction& t) { set_reaction(t, where, user, can, emoji); }));
    }
    std::string refused(MessageAddress where, std::string_view emoji) {
        try {
            put_on(where, emoji);
        } catch (const Failure& failure) {
            const auto& error = failure.error();
            return error.code() == Errc::conflict  ? error.reason()
                   : error.code() == Errc::invalid ? "invalid"
                                                   : "not_found";
        }
        return {};
    }
    std::vector<OutboxHead> rows() {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::vector<OutboxHead> found;
            for (auto row = db.query(db::q::outbox_acts_of, at.conversation_id, at.message_id, "react"); row.next();) {
                OutboxHead head;
                head.id = row.integer(0);
                head.conversation_id = at.conversation_id;
                head.message_id = at.message_id;
                head.channel_id = 7;
                head.act = "react";
                head.attempt = 1;
                head.created_at = temp.clock.now();
                found.push_back(head);
            }
            return found;
        }));
    }
    /// As delivery does it: read when it leaves.
    OutboxHead leave() {
        auto head = rows().front();
        temp.run(temp.store().write(
            [&](Transaction& t) { t.db().execute(db::q::outbox_lease, head.id, t.now() + 60'000, 1); }));
        head.reaction = read_reactions(message().reactions).shown();
        return head;
    }
    void came(const OutboxHead& head, const SendOutcome& outcome) {
        temp.run(temp.store().write([&](Transaction& t) { settle(t, head, outcome, can, 0.5); }));
    }
    static SendOutcome taken() { return SendOutcome::sent_as({}); }
    Message message() {
        return temp.run(temp.store().read([&](db::Connection& db) { return *message_at(db, at); }));
    }
    /// "emoji state by whom", one after the other.
    std::string shown() {
        const auto view = temp.run(temp.store().read([&](db::Connection& db) {
            Directory names(db);
            return Json::parse(view_message(names, *message_at(db, at)).text);
        }));
        std::string all;
        for (const auto& one : view["reactions"])
            all += text_or(one, "emoji") + " " + text_or(one, "state") + " " + text_or(one["by"], "name") + ";";
        return all;
    }
    std::vector<Json> failures() {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::vector<Json> lines;
            for (auto row = db.query(db::q::messages_after, at.conversation_id, std::int64_t{0}, 50); row.next();) {
                const auto line = read_message(row);
                if (line.kind == MessageKind::activity && text_or(line.content, "activity") == "reaction_failed")
                    lines.push_back(line.content);
            }
            return lines;
        }));
    }

    std::size_t news = 0;
    test::TempStore temp;
    Capabilities can;
    MessageAddress at;
};

TEST_F(React, ItIsOnItsWayUntilThePlatformTookIt) {
    put("👍");
    EXPECT_EQ(shown(), "👍 sending User 11;");
    came(leave(), taken());
    EXPECT_EQ(shown(), "👍 sent User 11;");
    EXPECT_TRUE(rows().empty());
    put("👍", 12);
    EXPECT_TRUE(rows().empty()) << "the same again is nothing to send";
    put("", 12);
    EXPECT_EQ(shown(), "👍 removing User 11;") << "the customer sees it still";
    const auto head = leave();
    EXPECT_EQ(head.reaction, "");
    came(head, taken());
    EXPECT_EQ(shown(), "");
    EXPECT_TRUE(message().reactions.is_null());
}

TEST_F(React, WhatHasNotLeftYetGoesOutAsItIsThen) {
    put("👍");
    put("🔥", 12);
    EXPECT_EQ(rows().size(), 1U);
    const auto head = leave();
    EXPECT_EQ(head.reaction, "🔥");
    came(head, taken());
    EXPECT_EQ(shown(), "🔥 sent User 12;");
}

TEST_F(React, ChangedWhileItIsUnderWayTheChangeFollows) {
    put("👍");
    const auto first = leave();
    put("🔥");
    EXPECT_EQ(rows().size(), 2U);
    came(first, taken());
    EXPECT_EQ(shown(), "🔥 sending User 11;");
    came(leave(), SendOutcome::failed_with("reaction_refused", "not here"));
    EXPECT_EQ(shown(), "👍 sent User 11;") << "what the customer sees";
}

TEST_F(React, RefusedForGoodALineSaysWhy) {
    put("👍");
    came(leave(), SendOutcome::failed_with("reaction_refused", "not here"));
    EXPECT_EQ(shown(), "");
    ASSERT_EQ(failures().size(), 1U);
    const auto line = failures().front();
    EXPECT_EQ(line, (Json{{"activity", "reaction_failed"},
                          {"message_id", at.message_id},
                          {"emoji", "👍"},
                          {"code", "reaction_refused"},
                          {"detail", "not here"}}));
}

TEST_F(React, WhatMayHaveArrivedIsSentAgain) {
    put("👍");
    auto outcome = SendOutcome::failed_with("cut", "the line broke");
    outcome.kind = SendOutcome::Kind::unconfirmed;
    came(leave(), outcome);
    EXPECT_EQ(rows().size(), 1U);
    EXPECT_EQ(shown(), "👍 sending User 11;");
    EXPECT_TRUE(failures().empty());
}

TEST_F(React, OnlyWhereItCanBe) {
    EXPECT_EQ(refused(at, "🍌"), "invalid");
    EXPECT_EQ(refused({at.conversation_id, 999'999}, "👍"), "not_found");
    MessageAddress business;
    temp.run(temp.store().write([&](Transaction& t) { business = said(t, "connection:5", "in-2"); }));
    EXPECT_EQ(refused(business, "👍"), "channel_cannot");
    temp.run(temp.store().write([&](Transaction& t) { change_message(t, db::q::message_set_deleted, at, t.now()); }));
    EXPECT_EQ(refused(at, "👍"), "deleted");
    can.reactions = {};
    EXPECT_EQ(refused(at, "👍"), "channel_cannot");
}

}  // namespace
}  // namespace parley
