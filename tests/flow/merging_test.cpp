#include "server/flow/merging.hpp"

#include "server/flow/ingest.hpp"
#include "server/flow/same_person.hpp"
#include "server/store/directory.hpp"
#include "server/store/search.hpp"
#include "server/store/views.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace parley {
namespace {

using test::TempStore;

constexpr std::int64_t kUser = 11;
const IngestChannel kApp{7, "api", "App", "api:7"};
const IngestChannel kBot{8, "telegram", "Bot", "telegram"};

/// A contact, whose conversation it is, and what stands in it.
struct Somebody {
    std::int64_t contact = 0, conversation = 0;
};

class Merging : public ::testing::Test {
protected:
    template <class F>
    auto write(F step) {
        return temp.run(temp.store().write(step));
    }
    template <class F>
    auto read(F look) {
        return temp.run(temp.store().read(look));
    }
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        write([](Transaction& t) {
            auto& db = t.db();
            for (const auto* channel : {&kApp, &kBot})
                db.execute(db::q::channel_insert, channel->id, channel->kind, channel->name,
                           "ch_" + std::to_string(channel->id), "{}", t.now());
            db.execute(db::q::pipeline_insert, std::int64_t{1}, "Sales", 0);
            db.execute(db::q::stage_insert, std::int64_t{2}, std::int64_t{1}, "New", 0, 0);
            db.execute(db::q::stage_insert, std::int64_t{3}, std::int64_t{1}, "Won", 1, 1);
            db.execute(db::q::user_insert, kUser, "rita@example.com", "Rita", 2, "h", "en", 20, t.now());
        });
    }
    MessageReceived message(const std::string& who, const std::string& text) {
        MessageReceived m;
        m.thread = "t:" + who;
        m.external_id = "m" + std::to_string(++last_);
        m.person.external_id = who;
        m.person.name = who;
        m.sent_at = temp.clock.now();
        m.text = text;
        return m;
    }
    Somebody take(UpdateBody body, const IngestChannel& channel = kApp) {
        temp.clock.advance(1000);
        Update update;
        update.body = std::move(body);
        const auto outcome =
            write([&](Transaction& t) { return ingest(t, channel, "raw", t.now(), {update}).front(); });
        return {outcome.contact_id.value_or(0), outcome.conversation_id.value_or(0)};
    }
    void merge(std::int64_t own, std::int64_t other, const std::map<std::string, bool>& wins = {}) {
        temp.clock.advance(1000);
        write([&](Transaction& t) { return merge_contacts(t, own, other, wins, kUser); });
    }
    void part(std::int64_t contact) {
        temp.clock.advance(1000);
        write([&](Transaction& t) { unmerge_contact(t, contact, kUser); });
    }
    Json contact(std::int64_t id) {
        return read([id](db::Connection& db) { return Json::parse(view_contact(db, id).text); });
    }
    Json conversation(std::int64_t id) {
        return read([id](db::Connection& db) {
            Directory names(db);
            return Json::parse(view_whole_conversation(names, id).text);
        });
    }
    /// The words of a thread and its lines, in order.
    std::vector<std::string> thread(std::int64_t id) {
        return read([id](db::Connection& db) {
            std::vector<std::string> all;
            for (auto row = db.query(db::q::messages_after, id, std::int64_t{0}, 1000); row.next();) {
                const auto m = read_message(row);
                all.push_back(m.kind == MessageKind::activity ? "(" + text_or(m.content, "activity") + ")" : m.text);
            }
            return all;
        });
    }
    std::vector<std::string> evidence(std::int64_t of, std::int64_t other) {
        return read([&](db::Connection& db) {
            std::vector<std::string> found;
            for (const auto& one : same_person_as(db, of, temp.clock)) {
                if (one.contact_id != other) continue;
                for (const auto& e : one.evidence) found.push_back(e.what + " " + e.value);
            }
            return found;
        });
    }
    std::vector<std::int64_t> found(const std::string& words) {
        while (write([](Transaction& t) { return index_some(t, 1000); })) {
        }
        return read([&](db::Connection& db) { return search_contacts(db, words, 10, temp.clock).ids; });
    }
    using Ids = std::vector<std::int64_t>;
    using Words = std::vector<std::string>;

    std::size_t news = 0;
    TempStore temp;

private:
    int last_ = 0;
};

TEST_F(Merging, TheSurvivorHasEverythingAndTheMergedOneIsShownAsPartOfIt) {
    auto first = message("ann", "Hi");
    first.person.phone = "+48600000001";
    auto second = message("bot-ann", "Hello");
    second.person.email = "ann@example.com";
    second.touches.push_back(touch_from_page("https://shop.example/?utm_source=google", "", temp.clock.now()));
    const auto ann = take(first), bot = take(second, kBot);
    merge(ann.contact, bot.contact);

    const auto whole = contact(ann.contact);
    EXPECT_EQ(whole["name"], "ann");
    EXPECT_EQ(whole["phone"], "+48600000001");
    EXPECT_EQ(whole["email"], "ann@example.com");
    EXPECT_EQ(whole["identities"].size(), 2);
    ASSERT_EQ(whole["merged"].size(), 1);
    EXPECT_EQ(whole["merged"][0]["id"], bot.contact);
    EXPECT_EQ(whole["merged"][0]["by"]["name"], "Rita");
    EXPECT_EQ(contact(bot.contact)["merged_into"], ann.contact);
    EXPECT_EQ(conversation(bot.conversation)["contact"]["id"], ann.contact);
    EXPECT_EQ(conversation(bot.conversation)["lead_detail"]["contact_id"], ann.contact);
    EXPECT_EQ(conversation(ann.conversation)["lead_detail"]["touches"].size(), 1);
    EXPECT_EQ(thread(bot.conversation), (Words{"Hello", "(queued)", "(merged)"}));
    EXPECT_EQ(thread(ann.conversation), (Words{"Hi", "(queued)", "(merged)"}));

    merge(ann.contact, bot.contact);
    merge(bot.contact, ann.contact);
    EXPECT_EQ(contact(ann.contact), whole) << "a repeat changes nothing";
    EXPECT_EQ(thread(ann.conversation).size(), 3);
}

TEST_F(Merging, WhatComesFromAMergedIdentityGoesToTheSurvivorAndBackWithIt) {
    const auto ann = take(message("ann", "Hi")), bot = take(message("bot-ann", "Hello"), kBot);
    merge(ann.contact, bot.contact);
    const auto again = take(message("bot-ann", "And?"), kBot);
    EXPECT_EQ(again.contact, ann.contact);
    EXPECT_EQ(again.conversation, bot.conversation);
    auto elsewhere = message("bot-ann", "In another thread");
    elsewhere.thread = "t:second";
    elsewhere.touches.push_back(touch_from_page("https://shop.example/?utm_source=bing", "", temp.clock.now()));
    const auto second = take(elsewhere, kBot);
    EXPECT_EQ(second.contact, ann.contact);
    EXPECT_EQ(contact(ann.contact)["name"], "ann") << "what Telegram calls them is not what the app does";
    EXPECT_EQ(conversation(second.conversation)["lead"]["id"], conversation(bot.conversation)["lead"]["id"]);

    part(bot.contact);
    EXPECT_EQ(conversation(bot.conversation)["contact"]["id"], bot.contact);
    EXPECT_EQ(conversation(second.conversation)["contact"]["id"], bot.contact);
    EXPECT_EQ(conversation(second.conversation)["lead_detail"]["touches"].size(), 1);
    EXPECT_EQ(conversation(ann.conversation)["lead_detail"]["touches"].size(), 0);
    EXPECT_EQ(conversation(ann.conversation)["contact"]["id"], ann.contact);
    EXPECT_EQ(thread(bot.conversation), (Words{"Hello", "(queued)", "(merged)", "And?"}));
    EXPECT_EQ(take(message("bot-ann", "Still me"), kBot).contact, bot.contact);
    part(bot.contact);
    EXPECT_EQ(contact(bot.contact)["merged_into"], nullptr);
}

TEST_F(Merging, AConversationThatJoinedTheOthersLeadLeavesItWhenTheyPart) {
    const auto ann = take(message("ann", "Hi"));
    auto quiet = message("bot-ann", "");
    quiet.starts_only = true;
    const auto bot = take(quiet, kBot);
    ASSERT_EQ(conversation(bot.conversation)["lead"], nullptr);
    merge(ann.contact, bot.contact);
    take(message("bot-ann", "A bike, please"), kBot);
    EXPECT_EQ(conversation(bot.conversation)["lead"]["id"], conversation(ann.conversation)["lead"]["id"]);
    part(bot.contact);
    EXPECT_EQ(conversation(bot.conversation)["lead"], nullptr);
    EXPECT_NE(conversation(ann.conversation)["lead"], nullptr);
}

TEST_F(Merging, ItIsSaidWhichFactsWinAndWhatIsProvenWinsByItself) {
    auto first = message("ann", "Hi");
    first.person.phone = "+48600000001";
    first.person.email = "ann@example.com";
    first.person.attributes = {{"size", "M"}, {"city", "Łódź"}};
    auto second = message("bot-ann", "Hello");
    second.person.phone = "+48600000002";
    second.person.phone_proven = true;
    second.person.email = "work@example.com";
    second.person.attributes = {{"size", "L"}, {"bike", "gravel"}};
    const auto ann = take(first), bot = take(second, kBot);
    const auto choices = read([&](db::Connection& db) {
        std::map<std::string, bool> wins;
        for (const auto& one : weigh_fields(*contact_by_id(db, ann.contact), *contact_by_id(db, bot.contact)))
            wins[one.field] = one.other_wins;
        return wins;
    });
    EXPECT_EQ(choices, (std::map<std::string, bool>{{"name", false},
                                                    {"phone", true},
                                                    {"email", false},
                                                    {"attributes/size", false},
                                                    {"attributes/bike", true}}));
    EXPECT_THROW(merge(ann.contact, bot.contact, {{"language", true}}), Failure);
    const auto before = contact(ann.contact);
    merge(ann.contact, bot.contact, {{"name", true}, {"attributes/size", true}});
    const auto whole = contact(ann.contact);
    EXPECT_EQ(whole["name"], "bot-ann");
    EXPECT_EQ(whole["phone"], "+48600000002");
    EXPECT_EQ(whole["email"], "ann@example.com");
    EXPECT_EQ(whole["attributes"], (Json{{"size", "L"}, {"city", "Łódź"}, {"bike", "gravel"}}));
    take(message("ann", "Me again"));
    take(message("bot-ann", "And me"), kBot);
    EXPECT_EQ(contact(ann.contact)["name"], "bot-ann") << "the chosen name does not change with every message";
    part(bot.contact);
    EXPECT_EQ(contact(ann.contact), before);
}

TEST_F(Merging, WhatWasWrittenOrLearnedSinceStaysOrGoesWithItsOwner) {
    auto first = message("bot-ann", "Hello");
    first.person.phone = "+48600000002";
    const auto ann = take(message("ann", "Hi")), bot = take(first, kBot);
    merge(ann.contact, bot.contact);
    write([&](Transaction& t) {
        auto c = *contact_by_id(t.db(), ann.contact);
        c.attributes["note"] = "calls back";
        save_contact(t, c);
    });
    ContactChanged told;
    told.person = first.person;
    told.person.phone = "+48600000003";
    told.person.email = "bot@example.com";
    EXPECT_EQ(take(told, kBot).contact, ann.contact);
    EXPECT_EQ(contact(ann.contact)["phone"], "+48600000003") << "what was taken over follows";
    EXPECT_EQ(contact(ann.contact)["email"], "bot@example.com") << "what is missing is filled";
    part(bot.contact);
    EXPECT_EQ(contact(bot.contact)["phone"], "+48600000003");
    EXPECT_EQ(contact(bot.contact)["email"], "bot@example.com");
    EXPECT_EQ(contact(ann.contact)["phone"], nullptr);
    EXPECT_EQ(contact(ann.contact)["email"], nullptr);
    EXPECT_EQ(contact(ann.contact)["attributes"]["note"], "calls back");
}

TEST_F(Merging, AProvenNumberOfAMergedContactLeadsToTheSurvivor) {
    auto first = message("ann", "Hi");
    first.person.phone = "+48600000001";
    first.person.phone_proven = true;
    auto second = message("bot-ann", "Hello");
    second.person.phone = "+48600000002";
    second.person.phone_proven = true;
    const auto ann = take(first), bot = take(second, kBot);
    merge(ann.contact, bot.contact);
    auto third = message("ann-at-work", "Me too");
    third.person.phone = "+48600000002";
    third.person.phone_proven = true;
    const auto work = take(third);
    EXPECT_EQ(work.contact, ann.contact);
    EXPECT_EQ(contact(ann.contact)["identities"].size(), 3);
    part(bot.contact);
    EXPECT_EQ(conversation(work.conversation)["contact"]["id"], bot.contact);
    EXPECT_EQ(contact(bot.contact)["identities"].size(), 2);
}

TEST_F(Merging, SuggestionsTellWhatBothHaveAndANameAloneIsNone) {
    auto first = message("ann", "Hi");
    first.person.name = "Ann Lee";
    first.person.phone = "+48600000001";
    auto second = message("bot-ann", "Hello");
    second.person.name = "ann lee";
    second.person.phone = "+48600000001";
    second.person.username = "ann_lee";
    auto third = message("other", "Hello");
    third.person.name = "Ann Lee";
    auto fourth = message("app-ann", "Hello");
    fourth.person.username = "Ann_Lee";
    const auto ann = take(first), bot = take(second, kBot), namesake = take(third), app = take(fourth);
    found("ann");
    EXPECT_EQ(evidence(ann.contact, bot.contact), (Words{"phone +48600000001", "name ann lee"}));
    EXPECT_EQ(evidence(bot.contact, ann.contact), (Words{"phone +48600000001", "name ann lee"}));
    EXPECT_EQ(evidence(ann.contact, namesake.contact), Words{});
    EXPECT_EQ(evidence(ann.contact, app.contact), Words{});
    EXPECT_EQ(evidence(bot.contact, app.contact), (Words{"username ann_lee"}));
    merge(ann.contact, bot.contact);
    EXPECT_EQ(evidence(ann.contact, bot.contact), Words{});
    EXPECT_EQ(evidence(ann.contact, app.contact), (Words{"username ann_lee"})) << "it is theirs now";
    EXPECT_EQ(evidence(app.contact, ann.contact), (Words{"username ann_lee"}));
}

TEST_F(Merging, SearchFindsTheSurvivorByWhateverEitherIsCalled) {
    const auto ann = take(message("annabel", "Hi")), bot = take(message("belinda", "Hello"), kBot);
    EXPECT_EQ(found("belinda"), (Ids{bot.contact}));
    merge(ann.contact, bot.contact);
    EXPECT_EQ(found("belinda"), (Ids{ann.contact}));
    EXPECT_EQ(found("annabel"), (Ids{ann.contact}));
    part(bot.contact);
    EXPECT_EQ(found("belinda"), (Ids{bot.contact}));
    EXPECT_EQ(found("annabel"), (Ids{ann.contact}));
}

TEST_F(Merging, MergesThatCrossEndInOneContactInWhateverOrder) {
    std::vector<std::pair<int, int>> wanted{{0, 1}, {1, 0}, {2, 1}};
    std::sort(wanted.begin(), wanted.end());
    int round = 0;
    do {
        std::vector<Somebody> all;
        for (const auto* who : {"a", "b", "c"}) all.push_back(take(message(who + std::to_string(round), "Hi")));
        for (const auto& [own, other] : wanted)
            merge(all[static_cast<std::size_t>(own)].contact, all[static_cast<std::size_t>(other)].contact);
        const auto owner = conversation(all[0].conversation)["contact"]["id"];
        for (const auto& one : all) EXPECT_EQ(conversation(one.conversation)["contact"]["id"], owner);
        ++round;
    } while (std::next_permutation(wanted.begin(), wanted.end()));
    EXPECT_EQ(round, 6);
}

/// G29: whatever was merged and parted, everything belongs to who its merges lead to, and once all are undone nothing
/// differs from before.
TEST_F(Merging, AnyHistoryOfMergesIsUndoneInAnyOrder) {
    constexpr std::size_t kPeople = 6;
    std::mt19937 dice(7);
    const auto any = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice); };
    for (int history = 0; history < 25; ++history) {
        std::vector<Somebody> all;
        for (std::size_t i = 0; i < kPeople; ++i) {
            auto m = message("h" + std::to_string(history) + "-" + std::to_string(i), "Hi");
            // Few values, so that many have the same.
            if (any(2) == 0) m.person.phone = "+4860000000" + std::to_string(any(3)), m.person.phone_proven = false;
            if (any(2) == 0) m.person.email = "p" + std::to_string(any(3)) + "@example.com";
            if (any(3) == 0) m.person.attributes = {{"size", any(2) == 0 ? "M" : "L"}};
            m.touches.push_back(
                touch_from_page("https://shop.example/?utm_source=s" + std::to_string(i), "", m.sent_at));
            all.push_back(take(std::move(m)));
        }
        const auto state = [&] {
            Json now = Json::array();
            for (const auto& one : all) {
                now.push_back(contact(one.contact));
                now.push_back(conversation(one.conversation));
            }
            return now;
        };
        const auto before = state();
        for (int step = 0; step < 12; ++step) {
            const auto a = all[any(kPeople)].contact, b = all[any(kPeople)].contact;
            if (any(3) == 0) {
                part(a);
            } else {
                std::map<std::string, bool> wins;
                const auto choices = read([&](db::Connection& db) {
                    const auto own = contact_by_id(db, root_of(db, a)), other = contact_by_id(db, root_of(db, b));
                    return own->id == other->id ? std::vector<FieldChoice>() : weigh_fields(*own, *other);
                });
                for (const auto& choice : choices) {
                    if (any(2) == 0) wins[choice.field] = any(2) == 0;
                }
                merge(a, b, wins);
            }
            for (const auto& one : all) {
                const auto owner = read([&](db::Connection& db) { return root_of(db, one.contact); });
                const auto talk = conversation(one.conversation);
                ASSERT_EQ(talk["contact"]["id"], owner);
                ASSERT_EQ(talk["lead_detail"]["contact_id"], owner);
            }
        }
        std::vector<std::int64_t> order;
        for (const auto& one : all) order.push_back(one.contact);
        std::shuffle(order.begin(), order.end(), dice);
        for (const auto id : order) part(id);
        const auto differs = Json::diff(before, state());
        ASSERT_TRUE(differs.empty()) << "history " << history << "\n" << differs.dump(1);
    }
}

}  // namespace
}  // namespace parley
