#include "server/store/search.hpp"

#include "db/engine.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/people.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const IngestChannel kChannel{7, "api", "App", "api:7"};
using Texts = std::vector<std::string>;

class Search : public ::testing::Test {
protected:
    void SetUp() override {
        temp.run(temp.store().write([](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "api", "App", "ch_x", "{}", t.now());
        }));
    }
    MessageAddress say(const std::string& who, const std::string& text, const Person& facts = {}) {
        MessageReceived m;
        m.person = facts;
        m.thread = m.person.external_id = who;
        m.external_id = "m" + std::to_string(++count);
        m.sent_at = temp.clock.now();
        m.text = text;
        return temp.run(temp.store().write([&](Transaction& t) {
            const auto outcome = ingest(t, kChannel, "raw", t.now(), {Update{m, std::nullopt}}).front();
            return MessageAddress{*outcome.conversation_id, *outcome.message_id};
        }));
    }
    void update(UpdateBody body) {
        temp.run(temp.store().write(
            [&](Transaction& t) { ingest(t, kChannel, "raw", t.now(), {Update{std::move(body), std::nullopt}}); }));
    }
    void edit(int number, const std::string& text) {
        MessageEdited change;
        change.external_id = "m" + std::to_string(number);
        change.text = text;
        change.edited_at = temp.clock.now() + number;
        update(change);
    }
    void remove(int number) {
        MessageDeleted change;
        change.external_id = "m" + std::to_string(number);
        change.deleted_at = temp.clock.now();
        update(change);
    }
    void index(std::size_t most = 64) {
        while (temp.run(temp.store().write([&](Transaction& t) { return index_some(t, most); }))) {
        }
    }
    Texts found(const std::string& words, std::size_t limit = 20) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            Texts texts;
            for (const auto& address : search_messages(db, read_word_query(words), limit, temp.clock).messages)
                texts.push_back(message_at(db, address)->text);
            return texts;
        }));
    }
    Texts people(const std::string& words) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            Texts names;
            for (const auto id : search_contacts(db, words, 20, temp.clock).ids)
                names.push_back(contact_by_id(db, id)->name);
            return names;
        }));
    }
    /// What the index itself holds, before anything is looked up in the messages.
    std::size_t indexed(const std::string& word) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::size_t rows = 0;
            const auto match = db::match_word(db.engine(), word);
            for (auto row = db.query(db::q::message_text_find, match, 0, INT64_MAX, 1000); row.next();) ++rows;
            return rows;
        }));
    }

    /// Words that may be offered as ends of a begun one.
    Texts terms(const std::string& begun = "") {
        return temp.run(temp.store().read([&](db::Connection& db) {
            Texts out;
            const auto end = begun + "\xF4\x8F\xBF\xBF";
            for (auto row = db.query(db::q::search_terms_begun, begun, end); row.next();) out.push_back(row.text(0));
            return out;
        }));
    }

    test::TempStore temp;
    int count = 0;
};

TEST_F(Search, FindsWordsHoweverWrittenNewestFirst) {
    say("ann", "Заказ: ёлка");
    say("bob", "żółta Łódź");
    say("ann", "ЕЛКА приехала");
    index();
    EXPECT_EQ(found("елка"), (Texts{"ЕЛКА приехала", "Заказ: ёлка"}));
    EXPECT_EQ(found("ZOLTA lodz"), Texts{"żółta Łódź"});
    EXPECT_EQ(found("ёлка", 1), Texts{"ЕЛКА приехала"});
    EXPECT_EQ(found("нет"), Texts{});
}

TEST_F(Search, TheLastWordMayBeBegunTheOthersNot) {
    say("ann", "blue bicycle");
    index();
    EXPECT_EQ(found("bic"), Texts{"blue bicycle"});
    EXPECT_EQ(found("blue b"), Texts{"blue bicycle"});
    EXPECT_EQ(found("bicycle blu"), Texts{"blue bicycle"});
    EXPECT_EQ(found("blu bicycle"), Texts{});
}

TEST_F(Search, NothingIsFoundBeforeItsTurnAndAllOfItAfterSmallSteps) {
    for (int i = 0; i < 50; ++i) say("ann", "needle " + std::to_string(i));
    EXPECT_EQ(found("needle"), Texts{});
    EXPECT_TRUE(temp.run(temp.store().write([&](Transaction& t) { return index_some(t, 7); })));
    index(7);
    EXPECT_EQ(found("needle", 100).size(), 50U);
    index(7);
    EXPECT_EQ(indexed("needle"), 50U) << "nothing is indexed twice";
}

TEST_F(Search, AnEditMovesAMessageInTheIndex) {
    say("ann", "first words");
    index();
    edit(1, "second try");
    EXPECT_EQ(found("first"), Texts{}) << "right also before the index knows";
    index();
    EXPECT_EQ(found("second"), Texts{"second try"});
    EXPECT_EQ(indexed("first"), 0U);
    EXPECT_EQ(indexed("words"), 0U);
}

TEST_F(Search, SeveralEditsBetweenTwoStepsLeaveOnlyTheLast) {
    say("ann", "alpha");
    index();
    edit(1, "beta");
    temp.clock.advance(1000);
    edit(1, "gamma");
    index();
    EXPECT_EQ(indexed("alpha") + indexed("beta"), 0U);
    EXPECT_EQ(found("gamma"), Texts{"gamma"});
}

TEST_F(Search, AnEditBeforeTheFirstStepIsNoTrouble) {
    say("ann", "alpha");
    edit(1, "beta");
    index();
    EXPECT_EQ(indexed("alpha"), 0U);
    EXPECT_EQ(found("beta"), Texts{"beta"});
    temp.clock.advance(1000);
    edit(1, "gamma");
    index();
    EXPECT_EQ(indexed("beta"), 0U);
    EXPECT_EQ(found("gamma"), Texts{"gamma"});
}

TEST_F(Search, AMessageWithoutWordsMayGetThemLater) {
    say("ann", "😀");
    index();
    edit(1, "smile");
    index();
    EXPECT_EQ(found("smile"), Texts{"smile"});
}

TEST_F(Search, WhatIsDeletedLeavesTheIndex) {
    say("ann", "secret");
    index();
    remove(1);
    EXPECT_EQ(found("secret"), Texts{});
    index();
    EXPECT_EQ(indexed("secret"), 0U);
}

TEST_F(Search, WordsThatNoMessageHasAnyMoreAreForgotten) {
    say("ann", "card 4111 secret");
    say("ann", "card lost");
    say("bob", "secret garden");
    index();
    remove(1);
    edit(2, "found it");
    index();
    EXPECT_EQ(terms(), (Texts{"found", "garden", "it", "secret"})) << "secret stands in bob's still";
    remove(3);
    say("ann", "secret again");
    index();
    EXPECT_EQ(found("sec"), Texts{"secret again"});
    EXPECT_EQ(terms("g"), Texts{});
}

TEST_F(Search, LongWordsAreForgottenWithTheLastMessageAndNotBefore) {
    const std::string word = "donaudampfschifffahrtsgesellschaft";
    say("ann", word + " ag");
    say("bob", word);
    index();
    remove(1);
    index();
    EXPECT_EQ(terms("d"), Texts{word});
    remove(2);
    index();
    EXPECT_EQ(terms("d"), Texts{});
}

TEST_F(Search, NothingThatCanBeTypedIsSyntax) {
    say("ann", "a OR b NEAR c");
    index();
    for (const char* typed : {"\"", "a\" OR \"b", "NEAR(a b)", "a*", "^a", "body:a", "-a", "(", "AND", "a AND", "{}",
                              "'; DROP TABLE message; --", "\xFF\xFE", "%", "_", "*", "a\tb"}) {
        EXPECT_NO_THROW(found(typed)) << typed;
        EXPECT_NO_THROW(people(typed)) << typed;
    }
    EXPECT_EQ(found("or near"), Texts{"a OR b NEAR c"});
}

TEST_F(Search, ContactsByFragmentsOfNamePhoneEmailAndUsername) {
    Person anna;
    anna.name = "Анна Ковальчук";
    anna.phone = "+48600100200";
    anna.email = "Anna.K@example.com";
    anna.username = "anna_k";
    say("anna", "hi", anna);
    Person lukasz;
    lukasz.name = "Łukasz Ćwikła";
    say("lukasz", "hi", lukasz);
    index();
    for (const char* typed : {"анна", "ковал", "АННА ков", "вальчук анн", "600100", "600 100-200", "+48 600", "anna.k@",
                              "example.com", "@anna_k", "nna_", "ан"})
        EXPECT_EQ(people(typed), Texts{"Анна Ковальчук"}) << typed;
    EXPECT_EQ(people("lukasz cwikla"), Texts{"Łukasz Ćwikła"});
    EXPECT_EQ(people("cw"), Texts{"Łukasz Ćwikła"});
    EXPECT_EQ(people("анна 700"), Texts{});
}

TEST_F(Search, AChangedContactIsFoundByWhatItIsNow) {
    Person person;
    person.name = "Before";
    const auto at = say("p", "hi", person);
    index();
    temp.run(temp.store().write([&](Transaction& t) {
        auto contact = *contact_by_id(t.db(), require_conversation(t.db(), at.conversation_id).contact_id);
        contact.name = "Afterwards";
        save_contact(t, contact);
    }));
    index();
    EXPECT_EQ(people("before"), Texts{});
    EXPECT_EQ(people("afterw"), Texts{"Afterwards"});
}

TEST_F(Search, NotesAreFoundLinesOfTheThreadAreNot) {
    const auto at = say("ann", "hi");
    temp.run(temp.store().write([&](Transaction& t) {
        t.db().execute(db::q::user_insert, std::int64_t{11}, "a@b", "Olga", 2, "h", "en", 5, t.now());
        Reply note;
        note.text = "remember discount";
        note.note = true;
        post_reply(t, at.conversation_id, 11, note);
        insert_activity(t, at.conversation_id, {{"activity", "closed"}});
    }));
    index();
    EXPECT_EQ(found("discount"), Texts{"remember discount"});
    EXPECT_EQ(indexed("closed"), 0U);
}

}  // namespace
}  // namespace parley
