// What speaks of a message that is not there yet.
#include "server/flow/parked.hpp"

#include "server/flow/outbound.hpp"
#include "server/flow/settle.hpp"
#include "server/store/attachments.hpp"
#include "server/store/directory.hpp"
#include "server/store/views.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley {
namespace {

using test::TempStore;

const IngestChannel kChannel{7, "messenger", "Page", "messenger:7"};

class Parked : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        temp.run(temp.store().write([](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "messenger", "Page", "ch_x", "{}", t.now());
            t.db().execute(db::q::user_insert, std::int64_t{11}, "u11", "Rep", 2, "h", "en", 3, t.now());
        }));
    }
    UpdateOutcome take(UpdateBody body) {
        Update update;
        update.body = std::move(body);
        return temp.run(
            temp.store().write([&](Transaction& t) { return ingest(t, kChannel, "raw", t.now(), {update}).front(); }));
    }
    MessageReceived asks(std::string id, Millis at, std::string reply_to = {}) const {
        MessageReceived m;
        m.thread = "post:1:ann";
        m.external_id = std::move(id);
        m.person.external_id = "ann";
        m.person.name = "Ann";
        m.sent_at = at;
        m.text = "how much is it?";
        if (!reply_to.empty()) m.reply_to = reply_to;
        return m;
    }
    /// The owner's own: nothing tells whose thread it is in but what it answers.
    MessageReceived answers(std::string id, std::string to, Millis at) const {
        MessageReceived m;
        m.external_id = std::move(id);
        m.direction = Direction::outbound;
        m.author = AuthorType::operator_;
        m.ours = true;
        m.sent_at = at;
        m.text = "99 zl";
        m.reply_to = std::move(to);
        return m;
    }
    std::vector<Message> thread(std::int64_t conversation) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::vector<Message> found;
            for (auto row = db.query(db::q::messages_after, conversation, std::int64_t{0}, 1000); row.next();) {
                auto m = read_message(row);
                if (m.kind != MessageKind::activity) found.push_back(std::move(m));
            }
            return found;
        }));
    }
    Json view(std::int64_t id) {
        return temp.run(temp.store().read([id](db::Connection& db) {
            Directory names(db);
            return Json::parse(view_whole_conversation(names, id).text);
        }));
    }
    /// Of the wait that ended last: when it began and when it ended.
    std::pair<Millis, Millis> ended() {
        return temp.run(temp.store().read([](db::Connection& db) {
            std::pair<Millis, Millis> last;
            for (auto row = db.query(db::q::waits_ended_between, std::int64_t{0}, INT64_MAX); row.next();)
                last = {row.integer(7), row.integer(6)};
            return last;
        }));
    }
    bool waiting() {
        return temp.run(temp.store().read([](db::Connection& db) { return db.query(db::q::parked_any).next(); }));
    }
    void expire() {
        temp.run(temp.store().write([](Transaction& t) { t.db().execute(db::q::parked_expire, t.now()); }));
    }

    std::size_t news = 0;
    TempStore temp;
};

TEST_F(Parked, AnOwnersAnswerThatComesFirstIsStoredWhereItsCommentIs) {
    const auto asked = temp.clock.now();
    const auto answered = asked + 60'000;
    temp.clock.advance(90'000);
    auto answer = answers("c2", "c1", answered);
    answer.content = {{"comment", {{"post", "1"}}}};
    Media picture;
    picture.kind = answer.kind = MessageKind::image;
    picture.source = {{"url", "https://cdn.example/1.jpg"}};
    picture.width = 640;
    answer.media.push_back(picture);
    EXPECT_EQ(take(answer).status, UpdateOutcome::Status::accepted);
    EXPECT_EQ(take(answer).status, UpdateOutcome::Status::duplicate) << "told twice";
    temp.clock.advance(3600'000);
    const auto id = *take(asks("c1", asked)).conversation_id;
    const auto all = thread(id);
    ASSERT_EQ(all.size(), 2u);
    const auto& stored = all[1];
    EXPECT_EQ(stored.external_id, "c2");
    EXPECT_EQ(stored.direction, Direction::outbound);
    EXPECT_EQ(stored.author_type, AuthorType::operator_);
    EXPECT_EQ(stored.sent_at, answered);
    EXPECT_EQ(stored.reply_to, all[0].id);
    EXPECT_EQ(stored.content, answer.content);
    const auto files = temp.run(temp.store().read([&](db::Connection& db) { return attachments_of(db, stored.id); }));
    ASSERT_EQ(files.size(), 1u);
    EXPECT_EQ(files[0].source, picture.source);
    EXPECT_EQ(files[0].width, 640);
    EXPECT_TRUE(view(id)["wait"].is_null()) << "it was answered";
    EXPECT_FALSE(waiting());
    EXPECT_EQ(take(answer).status, UpdateOutcome::Status::duplicate) << "told once more";
    EXPECT_EQ(thread(id).size(), 2u);
    EXPECT_EQ(ended(), std::pair(asked, answered)) << "when the platform says";
}

TEST_F(Parked, WhoeverWroteAfterThatAnswerWaitsOn) {
    const auto now = temp.clock.now();
    temp.clock.advance(10'000);
    take(answers("c2", "c1", now + 1000));
    const auto id = *take(asks("c3", now + 5000)).conversation_id;
    EXPECT_EQ(take(asks("c1", now)).conversation_id, id);
    EXPECT_EQ(thread(id).size(), 3u);
    EXPECT_FALSE(view(id)["wait"].is_null());
    take(answers("c4", "c3", now + 9000));
    EXPECT_TRUE(view(id)["wait"].is_null());
}

TEST_F(Parked, AnswersToAnswersAreStoredInAnyOrder) {
    const auto now = temp.clock.now();
    std::vector<std::string> order{"c1", "c2", "c3"};
    do {
        const auto say = order[0] + order[1] + order[2] + ":";
        const auto named = [&](const char* id) { return say + id; };
        std::optional<std::int64_t> conversation;
        for (const auto& id : order) {
            auto message = id == "c1" ? asks(named("c1"), now)
                                      : answers(named(id.c_str()), named(id == "c2" ? "c1" : "c2"), now + 1);
            if (id == "c1") message.thread = say;
            const auto outcome = take(message);
            if (id == "c1") conversation = outcome.conversation_id;
        }
        const auto all = thread(conversation.value());
        ASSERT_EQ(all.size(), 3u) << say;
        EXPECT_EQ(all[1].reply_to, all[0].id) << say;
        EXPECT_EQ(all[2].reply_to, all[1].id) << say;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_FALSE(waiting());
}

TEST_F(Parked, AnEditAndARemovalOfAnAnswerThatWaitsWaitAsLong) {
    const auto now = temp.clock.now();
    take(answers("c2", "c1", now));
    take(answers("c3", "c1", now));
    take(MessageEdited{"", "c2", now + 1, "89 zl", nullptr, {}, {}});
    take(MessageDeleted{"", "c3", now + 1});
    temp.clock.advance(kReferredFor - 1);
    expire();
    const auto all = thread(*take(asks("c1", now)).conversation_id);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[1].text, "89 zl");
    EXPECT_TRUE(all[2].deleted_at);
    EXPECT_FALSE(waiting());
}

TEST_F(Parked, WhatNeverComesIsDropped) {
    const auto now = temp.clock.now();
    take(answers("c2", "c1", now));
    take(MessageEdited{"", "c9", now, "of nothing", nullptr, {}, {}});
    const auto id = *take(asks("c5", now, "c4")).conversation_id;
    temp.clock.advance(kReferredFor);
    expire();
    EXPECT_FALSE(waiting());
    take(asks("c1", now));
    take(asks("c4", now));
    const auto all = thread(id);
    ASSERT_EQ(all.size(), 3u) << "shown without its quote, and the answer is not there";
    EXPECT_FALSE(all[0].reply_to);
}

TEST_F(Parked, AQuoteIsFilledInWhenItsMessageComesAndBrowsersAreTold) {
    const auto now = temp.clock.now();
    const auto first = take(asks("c2", now + 1, "c1"));
    take(asks("c3", now + 2, "c1"));
    auto elsewhere = asks("c4", now + 2, "c1");
    elsewhere.thread = "post:1:bob";
    elsewhere.person.external_id = "bob";
    const auto other = *take(elsewhere).conversation_id;
    std::vector<std::int64_t> updated;
    temp.store().on_commit([&](const Committed& committed) {
        for (const auto& event : committed.events) {
            if (event.type == "message.updated") updated.push_back(id_in(event.data, "message_id"));
        }
    });
    const auto quoted = take(asks("c1", now));
    temp.run(temp.store().write([](Transaction&) {}));  // a commit is told before the next one's
    const auto all = thread(*first.conversation_id);
    ASSERT_EQ(all.size(), 3u);
    EXPECT_EQ(all[0].reply_to, quoted.message_id);
    EXPECT_EQ(all[1].reply_to, quoted.message_id);
    EXPECT_EQ(updated, (std::vector{all[0].id, all[1].id}));
    EXPECT_FALSE(thread(other)[0].reply_to) << "what is quoted is in another conversation";
    EXPECT_FALSE(waiting());
}

TEST_F(Parked, AQuoteOfOursIsFilledInWhenTheSendIsAnswered) {
    const auto id = *take(asks("c1", temp.clock.now())).conversation_id;
    const auto ours = temp.run(temp.store().write([&](Transaction& t) {
        return post_reply(
                   t, id, 11,
                   {.text = "99 zl", .client_id = {}, .attachments = {}, .reply_to = {}, .note = false, .mentions = {}})
            .message_id;
    }));
    take(asks("c3", temp.clock.now(), "c2"));
    temp.run(temp.store().write([&](Transaction& t) {
        OutboxHead head;
        {
            auto row = t.db().query(db::q::outbox_acts_of, id, ours, "send");
            ASSERT_TRUE(row.next());
            head.id = row.integer(0);
        }
        head.act = "send";
        head.channel_id = 7;
        head.conversation_id = id;
        head.message_id = ours;
        settle(t, head, SendOutcome::sent_as("c2"), {}, 0.5);
    }));
    EXPECT_EQ(thread(id).back().reply_to, ours);
    EXPECT_FALSE(waiting());
}

TEST_F(Parked, AQuoteOfAnAlbumsLaterItemIsOfItsBubble) {
    auto item = [&](std::string id) {
        auto m = asks(std::move(id), temp.clock.now());
        m.album = "a";
        m.media.emplace_back().source = {{"url", "https://cdn.example/1.jpg"}};
        return m;
    };
    const auto quoting = take(asks("c3", temp.clock.now(), "c2"));
    const auto bubble = take(item("c1"));
    EXPECT_EQ(take(item("c2")).message_id, bubble.message_id);
    EXPECT_EQ(thread(*quoting.conversation_id)[0].reply_to, bubble.message_id);
}

}  // namespace
}  // namespace parley
