#include "server/flow/ingest.hpp"

#include "server/flow/assign.hpp"
#include "server/flow/leads.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/closed.hpp"
#include "server/store/directory.hpp"
#include "server/store/people.hpp"
#include "server/store/reactions.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using test::TempStore;

const IngestChannel kChannel{7, "api", "App", "api:7"};

MessageReceived message(std::string id, std::string who, std::string text, Millis at) {
    MessageReceived m;
    m.thread = "p:" + who;
    m.external_id = std::move(id);
    m.person.external_id = who;
    m.person.name = "Customer " + who;
    m.sent_at = at;
    m.text = std::move(text);
    return m;
}

class Ingest : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        temp.run(temp.store().write([&](Transaction& t) {
            auto& db = t.db();
            db.execute(db::q::channel_insert, std::int64_t{7}, "api", "App", "ch_x", "{}", t.now());
            db.execute(db::q::pipeline_insert, std::int64_t{1}, "Sales", 0);
            db.execute(db::q::stage_insert, std::int64_t{2}, std::int64_t{1}, "New", 0, 0);
            db.execute(db::q::stage_insert, std::int64_t{3}, std::int64_t{1}, "Won", 1, 1);
            for (std::int64_t user : {11, 12})
                db.execute(db::q::user_insert, user, "u" + std::to_string(user), "Rep " + std::to_string(user), 2, "h",
                           "en", 3, t.now());
            db.execute(db::q::team_insert, std::int64_t{20}, "Everyone", "least_loaded", 0, t.now());
            for (std::int64_t user : {11, 12}) db.execute(db::q::team_member_insert, std::int64_t{20}, user, 1);
        }));
    }
    UpdateOutcome take(UpdateBody body) {
        Update update;
        update.body = std::move(body);
        return temp.run(
            temp.store().write([&](Transaction& t) { return ingest(t, kChannel, "raw", t.now(), {update}).front(); }));
    }
    std::vector<UpdateOutcome> take_together(std::vector<MessageReceived> bodies) {
        std::vector<Update> updates;
        for (auto& body : bodies) updates.emplace_back().body = std::move(body);
        return temp.run(
            temp.store().write([&](Transaction& t) { return ingest(t, kChannel, "raw", t.now(), updates); }));
    }
    void online(std::int64_t user, bool yes) {
        temp.run(temp.store().write([&](Transaction& t) {
            t.db().execute(db::q::user_set_presence, user, yes, false);
            if (yes) drain_queue(t);
        }));
    }
    Json view(std::int64_t id) {
        return temp.run(temp.store().read([id](db::Connection& db) {
            Directory names(db);
            return Json::parse(view_whole_conversation(names, id).text);
        }));
    }
    void reply(std::int64_t conversation, std::int64_t user, bool note = false) {
        temp.run(temp.store().write([&](Transaction& t) {
            post_reply(
                t, conversation, user,
                {.text = "hello", .client_id = {}, .attachments = {}, .reply_to = {}, .note = note, .mentions = {}});
        }));
    }
    std::size_t messages(std::int64_t conversation) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::size_t n = 0;
            for (auto row = db.query(db::q::messages_after, conversation, std::int64_t{0}, 1000); row.next();)
                n += row.integer(5) != static_cast<int>(MessageKind::activity);
            return n;
        }));
    }

    std::size_t news = 0;
    TempStore temp;
};

TEST_F(Ingest, NewsSayTheNamesThatHoldNow) {
    online(11, true);
    const auto conversation = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    // A commit is told after its answer, and before the next one's.
    const auto told = [&] { temp.run(temp.store().write([](Transaction&) {})); };
    const auto changed = [&](auto change) {
        temp.run(temp.store().write([&](Transaction& t) { change(t); }));
        told();
        const auto before = news;
        take(message("again" + std::to_string(before), "ann", "And?", temp.clock.now()));
        told();
        EXPECT_GT(news, before);  // compared with what the tables say
    };
    changed([](Transaction& t) {
        t.db().execute(db::q::user_update, std::int64_t{11}, "Olga", 2, "en", true, 3, "[]");
        t.emit("user.updated", std::nullopt, R"({"user_id":11})");
    });
    changed([](Transaction& t) {
        t.db().execute(db::q::team_update, std::int64_t{20}, "All of us", "least_loaded", 0);
        t.emit("views.updated", std::nullopt, "{}");
    });
    changed([](Transaction& t) {
        t.db().execute(db::q::channel_update, kChannel.id, "Our app", true, "{}");
        t.emit("channel.updated", std::nullopt, R"({"channel_id":7})");
    });
    changed([](Transaction& t) { change_settings(t, {{"target_seconds", 77}}); });
    changed([&](Transaction& t) {
        const auto tag = t.next_id();
        t.db().execute(db::q::tag_insert, tag, "vip", "vip", t.now());
        t.db().execute(db::q::conversation_tag_insert, conversation, tag, t.now(), std::int64_t{11});
        announce_conversation(t, conversation);
    });
    const auto now = view(conversation);
    EXPECT_EQ(now["assignee"]["name"], "Olga");
    EXPECT_EQ(now["wait"]["target_seconds"], 77);
}

TEST_F(Ingest, AFirstMessageMakesContactConversationLeadWaitAndAssignment) {
    online(11, true);
    auto first = message("m1", "ann", "Hi", temp.clock.now());
    first.touches.push_back(touch_from_page("https://shop.example/?utm_source=google&utm_campaign=autumn&gclid=x1",
                                            "https://news.example/", temp.clock.now()));
    const auto outcome = take(first);
    const auto c = view(*outcome.conversation_id);
    EXPECT_EQ(c["contact"]["name"], "Customer ann");
    EXPECT_EQ(c["lead"]["source"], "google");
    EXPECT_EQ(c["lead"]["campaign"], "autumn");
    EXPECT_EQ(c["assignee"]["id"], 11);
    EXPECT_EQ(c["assignment"]["reason"], "least_loaded");
    EXPECT_FALSE(c["wait"].is_null());
    EXPECT_EQ(c["lead_detail"]["owner"]["id"], 11);
}

TEST_F(Ingest, SeveralMessagesOfOneDeliveryAreEachTakenByThemselves) {
    const auto bob = take(message("m1", "bob", "Hi", temp.clock.now()));
    temp.run(temp.store().write([&](Transaction& t) {
        const auto c = require_conversation(t.db(), *bob.conversation_id);
        move_lead(t, *lead_by_id(t.db(), *c.lead_id), 3, 11);
    }));
    const auto now = temp.clock.now();
    auto elsewhere = message("m4", "bob", "Something new", now);
    elsewhere.thread = "p:bob-2";
    const auto all = take_together({message("m2", "ann", "Hi", now), message("m3", "ann", "Hello?", now), elsewhere});
    EXPECT_EQ(view(*all[2].conversation_id)["lead"]["title"], "Customer bob") << "of who wrote, not of who came first";
    const auto lines = temp.run(temp.store().read([&](db::Connection& db) {
        std::vector<std::string> found;
        for (auto row = db.query(db::q::messages_after, *all[0].conversation_id, std::int64_t{0}, 1000); row.next();)
            found.push_back(row.integer(5) == static_cast<int>(MessageKind::activity) ? "-" : row.text(13));
        return found;
    }));
    EXPECT_EQ(lines, (std::vector<std::string>{"Hi", "-", "Hello?"})) << "put into the queue once";
}

TEST_F(Ingest, WhatIsChangedByHandIsKnownToTheNextMessage) {
    online(11, true);
    const auto first = take(message("m1", "ann", "Hi", temp.clock.now()));
    take(message("m2", "ann", "Hello?", temp.clock.now()));
    const auto lead = view(*first.conversation_id)["lead"]["id"].get<std::int64_t>();
    temp.run(temp.store().write([&](Transaction& t) { move_lead(t, *lead_by_id(t.db(), lead), 3, 11); }));
    take(message("m3", "ann", "One more thing", temp.clock.now()));
    const auto then = view(*first.conversation_id);
    EXPECT_NE(then["lead"]["id"], lead) << "what was won is over: this is a new enquiry";

    temp.run(temp.store().write([&](Transaction& t) {
        auto contact = *contact_by_id(t.db(), *first.contact_id);
        contact.name = "Somebody else";
        save_contact(t, contact);
    }));
    take(message("m4", "ann", "And that", temp.clock.now()));
    EXPECT_EQ(view(*first.conversation_id)["contact"]["name"], "Customer ann") << "the platform tells it anew";
}

TEST_F(Ingest, WhatHappensToAChatIsALineOnceAndNobodyWaitsForIt) {
    online(11, true);
    const ChatChanged joined{"p:ann", "s1", "joined", {"Ewa"}, "", "Jan"};
    EXPECT_EQ(take(joined).status, UpdateOutcome::Status::ignored) << "there is no conversation yet";
    const auto c = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    reply(c, 11);
    const auto before = view(c);
    EXPECT_EQ(take(joined).status, UpdateOutcome::Status::accepted);
    EXPECT_EQ(take(joined).status, UpdateOutcome::Status::duplicate);
    const auto after = view(c);
    EXPECT_TRUE(after["wait"].is_null());
    EXPECT_EQ(after["unread"], before["unread"]);
    const auto lines = temp.run(temp.store().read([&](db::Connection& db) {
        std::vector<Json> found;
        for (auto row = db.query(db::q::messages_after, c, std::int64_t{0}, 1000); row.next();) {
            if (text_or(read_message(row).content, "activity") == "chat") found.push_back(read_message(row).content);
        }
        return found;
    }));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0]["names"], Json::array({"Ewa"}));
    EXPECT_EQ(lines[0]["by"]["name"], "Jan");
}

TEST_F(Ingest, AConversationGoesOnUnderTheNewKeyOfItsChat) {
    const auto first = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    ThreadMoved moved;
    moved.from = "p:ann";
    moved.to = "p:council";
    moved.person.external_id = "council";
    EXPECT_EQ(take(moved).conversation_id, first);
    EXPECT_EQ(take(moved).status, UpdateOutcome::Status::ignored) << "both chats tell of it";
    const auto later = take(message("m2", "council", "Still here?", temp.clock.now()));
    EXPECT_EQ(later.conversation_id, first);
    EXPECT_EQ(take(message("m3", "ann", "Late", temp.clock.now())).conversation_id, first)
        << "the old key leads there too";
    EXPECT_EQ(messages(first), 3u);
}

TEST_F(Ingest, AnEditTakesAwayMarksAndKeepsWhoWrote) {
    auto bold = message("m1", "ann", "bold", temp.clock.now());
    bold.author_name = "Jan";
    bold.content = {{"marks", Json::parse(R"([{"type":"bold","offset":0,"length":4}])")}};
    const auto c = *take(bold).conversation_id;
    MessageEdited plain;
    plain.thread = "p:ann";
    plain.external_id = "m1";
    plain.edited_at = temp.clock.now() + 1;
    plain.text = "plain";
    plain.content = Json::object();
    take(plain);
    const auto content = temp.run(temp.store().read([&](db::Connection& db) {
        auto row = db.query(db::q::messages_after, c, std::int64_t{0}, 1);
        row.next();
        return read_message(row).content;
    }));
    EXPECT_FALSE(content.contains("marks"));
    EXPECT_EQ(content["author_name"], "Jan");
}

TEST_F(Ingest, ANewUsernameIsLearntAndTold) {
    auto first = message("m1", "ann", "Hi", temp.clock.now());
    first.person.username = "ann_k";
    const auto conversation = *take(first).conversation_id;
    const auto names = [&] {
        std::vector<std::string> found;
        temp.run(temp.store().read([&](db::Connection& db) {
            const auto c = conversation_by_id(db, conversation);
            for (auto row = db.query(db::q::identities_of_contact, c->contact_id); row.next();)
                found.push_back(row.text(2));
            return 0;
        }));
        return found;
    };
    const auto told = [&] {
        return temp.run(temp.store().read([](db::Connection& db) {
            int n = 0;
            for (auto row = db.query(db::q::events_after, std::int64_t{0}, 1000); row.next();)
                n += row.view(1) == "contact.updated";
            return n;
        }));
    };
    const auto before = told();
    auto second = message("m2", "ann", "Me again", temp.clock.now());
    second.person.username = "ann_kowalska";
    take(second);
    EXPECT_EQ(names(), std::vector<std::string>{"ann_kowalska"});
    EXPECT_EQ(told(), before + 1);
    second.external_id = "m3";
    take(second);
    EXPECT_EQ(told(), before + 1) << "the same name is no news";
}

TEST_F(Ingest, ARepeatChangesNothingHoweverLateItComes) {
    const auto first = take(message("m1", "ann", "Hi", temp.clock.now()));
    temp.clock.advance(90LL * 24 * 3600 * 1000);
    const auto again = take(message("m1", "ann", "Hi", temp.clock.now()));
    EXPECT_EQ(again.status, UpdateOutcome::Status::duplicate);
    EXPECT_EQ(again.message_id, first.message_id);
    EXPECT_EQ(messages(*first.conversation_id), 1u);
}

TEST_F(Ingest, ARequestKeyCountsForADayAndThenAnew) {
    const auto request = [&](std::string body, int status) -> std::optional<AnsweredRequest> {
        return temp.run(temp.store().write([&](Transaction& t) {
            auto before = answered_before(t, 7, "k", body);
            if (before) return before;
            const AnsweredRequest answered{"k", status, "{}"};
            keep_raw_update(t, t.next_id(), kChannel, t.now(), body, &answered);
            return std::optional<AnsweredRequest>();
        }));
    };
    constexpr Millis kDay = 24LL * 3600 * 1000;
    EXPECT_FALSE(request("one", 200));
    EXPECT_EQ(request("one", 0).value().status, 200);
    EXPECT_THROW(request("other", 0), Failure);
    temp.clock.advance(kDay);
    EXPECT_EQ(request("one", 0).value().status, 200);
    temp.clock.advance(1);
    EXPECT_FALSE(request("other", 202)) << "a day later it is a new request";
    EXPECT_EQ(request("other", 0).value().status, 202);
    EXPECT_THROW(request("one", 0), Failure);
    EXPECT_FALSE(temp.run(temp.store().write([](Transaction& t) { return answered_before(t, 8, "k", "other"); })))
        << "another channel's";
}

TEST_F(Ingest, NobodyAbleMeansTheQueueAndTheLongestWaitIsTakenFirst) {
    std::vector<std::int64_t> ids;
    for (const char* who : {"ann", "bob", "cid", "dan"}) {
        ids.push_back(*take(message(std::string("m-") + who, who, "Hi", temp.clock.now())).conversation_id);
        temp.clock.advance(1000);
    }
    EXPECT_EQ(view(ids[0])["assignment"]["reason"], "queued_nobody_able");
    online(12, true);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(view(ids[static_cast<std::size_t>(i)])["assignee"]["id"], 12) << i;
    EXPECT_TRUE(view(ids[3])["assignee"].is_null()) << "capacity is three over all channels";
    temp.run(temp.store().write([&](Transaction& t) {
        auto c = require_conversation(t.db(), ids[0]);
        close_conversation(t, c, 12);
    }));
    EXPECT_EQ(view(ids[3])["assignee"]["id"], 12) << "a closed conversation makes room at once";
    EXPECT_EQ(view(ids[3])["assignment"]["reason"], "queue_drained");
}

TEST_F(Ingest, TheWaitRunsUntilAHumanAnswersAndNotesDoNotCount) {
    const auto id = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    temp.clock.advance(60'000);
    take(message("m2", "ann", "Anybody?", temp.clock.now()));
    reply(id, 11, true);
    EXPECT_FALSE(view(id)["wait"].is_null());
    temp.clock.advance(30'000);
    reply(id, 12);
    EXPECT_TRUE(view(id)["wait"].is_null());
    const auto row = temp.run(temp.store().read([](db::Connection& db) {
        auto rows = db.query(db::q::waits_ended_between, std::int64_t{0}, INT64_MAX);
        EXPECT_TRUE(rows.next());
        return std::pair(rows.integer(1), rows.integer(3));
    }));
    EXPECT_EQ(row.first, 12) << "credit goes to the sender";
    EXPECT_EQ(row.second, 90'000) << "from the first unanswered message";
}

TEST_F(Ingest, AnEditThatComesBeforeItsMessageIsAppliedWhenItArrives) {
    take(MessageEdited{"p:ann", "m1", temp.clock.now() + 5, "better", nullptr, {}, {}});
    const auto id = *take(message("m1", "ann", "worse", temp.clock.now())).conversation_id;
    const auto text = temp.run(temp.store().read([&](db::Connection& db) {
        auto row = db.query(db::q::messages_after, id, std::int64_t{0}, 1);
        return row.next() ? row.text(13) : std::string();
    }));
    EXPECT_EQ(text, "better");
}

TEST_F(Ingest, AReactionIsNoMessage) {
    online(11, true);
    const auto first = take(message("m1", "ann", "Hi", temp.clock.now()));
    const auto id = *first.conversation_id;
    const auto before = view(id);
    temp.clock.advance(1000);
    const auto seen = [&](std::vector<std::string> emoji, Millis at, const char* who = "ann") {
        ReactionSeen reaction{"p:ann", "m1", {}, std::move(emoji), at};
        reaction.person.external_id = who;
        reaction.person.name = who;
        return take(reaction);
    };
    const auto emoji = [&] {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::string all;
            for (const auto& one : read_reactions(message_at(db, {id, *first.message_id})->reactions).theirs) {
                for (const auto& each : one.emoji) all += one.name + each;
            }
            return all;
        }));
    };
    const auto now = temp.clock.now();
    EXPECT_EQ(seen({"👍"}, now).message_id, first.message_id);
    seen({"🔥"}, now, "bob");
    EXPECT_EQ(emoji(), "ann👍bob🔥");
    seen({"🎉"}, now - 1);
    EXPECT_EQ(emoji(), "ann👍bob🔥") << "older than what is known";
    seen({}, now + 5);
    seen({"👍"}, now + 4);
    EXPECT_EQ(emoji(), "bob🔥") << "taken away after that";
    EXPECT_EQ(view(id), before) << "no wait, no unread message, no place in the list changes with it";
}

TEST_F(Ingest, AReactionThatComesBeforeItsMessageWaitsForIt) {
    ReactionSeen reaction{"p:ann", "m1", {}, {"👍"}, temp.clock.now()};
    reaction.person.external_id = "ann";
    take(reaction);
    const auto at = take(message("m1", "ann", "Hi", temp.clock.now()));
    const auto reactions = temp.run(temp.store().read([&](db::Connection& db) {
        return read_reactions(message_at(db, {*at.conversation_id, *at.message_id})->reactions);
    }));
    ASSERT_EQ(reactions.theirs.size(), 1U);
    EXPECT_EQ(reactions.theirs[0].emoji, std::vector<std::string>{"👍"});
}

TEST_F(Ingest, ANewMessageReopensAClosedConversationAndAWonContactMakesARepeatLead) {
    online(11, true);
    const auto id = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    const auto lead = view(id)["lead"]["id"].get<std::int64_t>();
    temp.run(temp.store().write([&](Transaction& t) {
        t.db().execute(db::q::lead_set_stage, lead, std::int64_t{3}, 1, t.now());
        t.emit("lead.updated", id, "{\"lead_id\":" + std::to_string(lead) + "}");
        auto c = require_conversation(t.db(), id);
        close_conversation(t, c, 11);
    }));
    take(message("m2", "ann", "One more", temp.clock.now()));
    EXPECT_EQ(view(id)["status"], "open");
    EXPECT_NE(view(id)["lead"]["id"].get<std::int64_t>(), lead);
}

TEST_F(Ingest, AClosedConversationIsListedUnderTheSourceThatItsLeadGetsLate) {
    const auto id = *take(message("m1", "anna", "hello", temp.clock.now())).conversation_id;
    temp.run(temp.store().write([&](Transaction& t) {
        auto c = require_conversation(t.db(), id);
        c.status = ConversationStatus::closed;
        save_conversation(t, c);
    }));
    const auto listed = [&] {
        return temp.run(temp.store().read([&](db::Connection& db) {
            ClosedFilter filter;
            filter.source = "newsletter";
            return closed_conversations(db, filter, 50, INT64_MAX, temp.clock).ids;
        }));
    };
    EXPECT_TRUE(listed().empty());
    ReferralSeen referral;
    referral.person = message("", "anna", "", 0).person;
    referral.thread = "p:anna";
    referral.touch.source = "newsletter";
    referral.touch.at = temp.clock.now();
    take(referral);
    EXPECT_EQ(view(id)["lead"]["source"], "newsletter");
    EXPECT_EQ(listed(), std::vector<std::int64_t>{id});
}

TEST_F(Ingest, AMillionCharacterNameIsCutAndALongTextIsKeptWhole) {
    auto m = message("m1", "ann", std::string(50'000, 'x'), temp.clock.now());
    m.person.name = std::string(1'000'000, 'n');
    const auto outcome = take(m);
    EXPECT_EQ(view(*outcome.conversation_id)["contact"]["name"].get<std::string>().size(), 200u);
    const auto files = temp.run(temp.store().read([&](db::Connection& db) {
        auto row = db.query(db::q::attachments_of_message, *outcome.message_id);
        return row.next() ? row.integer(7) : 0;
    }));
    EXPECT_EQ(files, 50'000);
}

TEST_F(Ingest, ASecondPressOfSendIsOneMessage) {
    const auto id = *take(message("m1", "ann", "Hi", temp.clock.now())).conversation_id;
    const Reply same{
        .text = "hello", .client_id = "c1", .attachments = {}, .reply_to = {}, .note = false, .mentions = {}};
    const auto press = [&] {
        return temp.run(temp.store().write([&](Transaction& t) { return post_reply(t, id, 11, same); }));
    };
    const auto first = press();
    const auto second = press();
    EXPECT_TRUE(first.fresh);
    EXPECT_FALSE(second.fresh);
    EXPECT_EQ(first.message_id, second.message_id);
    EXPECT_EQ(messages(id), 2u);
}

/// The currency of durability: counted, so free of noise (limits, goal 2).
}  // namespace
}  // namespace parley
