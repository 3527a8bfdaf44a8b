#include "server/flow/settle.hpp"

#include "connectors/in_parts.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/reactions.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const IngestChannel kChannel{7, "api", "App", "api:7"};

/// One conversation with one reply of ours on its way.
class Settle : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        temp.run(temp.store().write([&](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "api", "App", "ch_x", "{}", t.now());
            t.db().execute(db::q::user_insert, std::int64_t{11}, "a@b", "Olga", 2, "h", "en", 5, t.now());
            MessageReceived m;
            m.thread = m.person.external_id = "ann";
            m.external_id = "in-1";
            m.sent_at = t.now();
            m.text = "Hi";
            const auto first = ingest(t, kChannel, "raw", t.now(), {Update{m, std::nullopt}}).front();
            head.conversation_id = *first.conversation_id;
            head.message_id = post_reply(t, head.conversation_id, 11,
                                         {.text = "hello",
                                          .client_id = {},
                                          .attachments = {},
                                          .reply_to = {},
                                          .note = false,
                                          .mentions = {}})
                                  .message_id;
            head.channel_id = 7;
            head.act = "send";
            head.attempt = 1;
            head.created_at = t.now();
            read_head(t);
        }));
        temp.run(temp.store().write([&](Transaction& t) {
            advance_status(t, {head.conversation_id, head.message_id}, MessageStatus::sending, t.now());
        }));
    }
    void read_head(Transaction& t) {
        auto row = t.db().query(db::q::outbox_heads, std::int64_t{7}, 1);
        ASSERT_TRUE(row.next());
        head.id = row.integer(0);
    }
    /// A person has it sent again, and it is on its way.
    void send_again() {
        temp.clock.advance(1000);
        temp.run(temp.store().write([&](Transaction& t) {
            parley::send_again(t, {head.conversation_id, head.message_id});
            read_head(t);
            advance_status(t, {head.conversation_id, head.message_id}, MessageStatus::sending, t.now());
        }));
    }
    /// As delivery does it: under way from now on.
    void lease() {
        temp.run(temp.store().write([&](Transaction& t) {
            t.db().execute(db::q::outbox_lease, head.id, t.now() + 60'000, 1);
            advance_status(t, {head.conversation_id, head.message_id}, MessageStatus::sending, t.now());
        }));
    }
    /// A person has it sent again while the row before is still under way; that row.
    OutboxHead send_again_meanwhile() {
        temp.clock.advance(1000);
        const auto old = head;
        temp.run(temp.store().write([&](Transaction& t) {
            parley::send_again(t, {head.conversation_id, head.message_id});
            auto row = t.db().query(db::q::outbox_acts_of, head.conversation_id, head.message_id, "send");
            while (row.next()) head.id = row.integer(0);
        }));
        EXPECT_NE(head.id, old.id);
        return old;
    }
    std::vector<std::int64_t> rows() {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::vector<std::int64_t> ids;
            auto row = db.query(db::q::outbox_acts_of, head.conversation_id, head.message_id, "send");
            while (row.next()) ids.push_back(row.integer(0));
            return ids;
        }));
    }
    Receipt failure_of_own_id() {
        Receipt receipt;
        receipt.message_id = head.message_id;
        receipt.status = MessageStatus::failed;
        return receipt;
    }
    void came(const OutboxHead& row, const SendOutcome& outcome) {
        temp.run(temp.store().write([&](Transaction& t) { settle(t, row, outcome, Capabilities{}, 0.5); }));
    }
    static Receipt failure(const std::string& external_id) {
        Receipt receipt;
        receipt.external_id = external_id;
        receipt.status = MessageStatus::failed;
        receipt.error_code = "expired";
        return receipt;
    }
    void receive(Receipt receipt) {
        if (receipt.at == 0) receipt.at = temp.clock.now();
        temp.run(temp.store().write(
            [&](Transaction& t) { ingest(t, kChannel, "raw", t.now(), {Update{receipt, std::nullopt}}); }));
    }
    void came(const SendOutcome& outcome) {
        temp.run(temp.store().write([&](Transaction& t) { settle(t, head, outcome, Capabilities{}, 0.5); }));
    }
    Message message() {
        return temp.run(temp.store().read(
            [&](db::Connection& db) { return *message_at(db, {head.conversation_id, head.message_id}); }));
    }
    static SendOutcome retry() {
        SendOutcome outcome;
        outcome.kind = SendOutcome::Kind::retry;
        outcome.code = "http_503";
        return outcome;
    }

    std::size_t news = 0;
    test::TempStore temp;
    OutboxHead head;
};

TEST_F(Settle, AReceiptThatOvertakesTheAnswerToOurSendIsAppliedWithIt) {
    Receipt receipt;
    receipt.external_id = "out-1";
    receipt.status = MessageStatus::delivered;
    receive(receipt);
    came(SendOutcome::sent_as("out-1"));
    EXPECT_EQ(message().status, MessageStatus::delivered);
}

TEST_F(Settle, AReadMarkThatOvertakesCoversTheMessageToo) {
    Receipt receipt;
    receipt.thread = "ann";
    receipt.external_id = "out-1";
    receipt.up_to = true;
    receipt.status = MessageStatus::read;
    receive(receipt);
    came(SendOutcome::sent_as("out-1"));
    EXPECT_EQ(message().status, MessageStatus::read);
}

TEST_F(Settle, TheExternalIdIsKeptAlsoWhenTheReceiptCameFirst) {
    Receipt receipt;
    receipt.message_id = head.message_id;
    receipt.status = MessageStatus::delivered;
    receive(receipt);
    came(SendOutcome::sent_as("out-1"));
    EXPECT_EQ(message().status, MessageStatus::delivered);
    EXPECT_EQ(message().external_id, "out-1");
}

TEST_F(Settle, ARetryNeverTakesBackWhatAReceiptSaid) {
    Receipt receipt;
    receipt.message_id = head.message_id;
    receipt.status = MessageStatus::delivered;
    receive(receipt);
    came(retry());
    EXPECT_EQ(message().status, MessageStatus::delivered);
}

TEST_F(Settle, GoingBackToTheQueueIsNews) {
    const auto before = temp.store().last_seq();
    came(retry());
    EXPECT_EQ(message().status, MessageStatus::queued);
    EXPECT_EQ(message().error_code, "http_503");
    EXPECT_GT(temp.store().last_seq(), before) << "the operator's screen must not go on saying it is being sent";
}

TEST_F(Settle, ALateFailureOfTheAttemptBeforeDoesNotMarkTheNewOne) {
    came(SendOutcome::sent_as("out-1"));
    receive(failure("out-1"));
    ASSERT_EQ(message().status, MessageStatus::failed);
    send_again();
    receive(failure("out-1"));
    EXPECT_EQ(message().status, MessageStatus::sending) << "while the new attempt is on its way";
    came(SendOutcome::sent_as("out-2"));
    temp.clock.advance(1000);
    receive(failure("out-1"));
    EXPECT_EQ(message().status, MessageStatus::sent) << "after it was sent";
    EXPECT_EQ(message().external_id, "out-2");
    receive(failure("out-2"));
    EXPECT_EQ(message().status, MessageStatus::failed) << "its own failure counts";
}

TEST_F(Settle, WhatBecameSeveralIsKnownByEachOfThemUntilItIsSentAgain) {
    auto album = SendOutcome::sent_as("out-1");
    album.more_external_ids = {"out-2", "out-3"};
    came(album);
    EXPECT_EQ(message().external_id, "out-1");
    EXPECT_EQ(message().content["parts"], (Json{"out-2", "out-3"}));
    receive(failure("out-3"));
    ASSERT_EQ(message().status, MessageStatus::failed);
    send_again();
    EXPECT_EQ(message().external_id, std::nullopt);
    EXPECT_TRUE(message().content.is_null());
    receive(failure("out-2"));
    EXPECT_EQ(message().status, MessageStatus::sending) << "that is of the attempt before";
    came(SendOutcome::sent_as("out-4"));
    EXPECT_EQ(message().external_id, "out-4");
    EXPECT_TRUE(message().content.is_null());
}

TEST_F(Settle, ALateFailureThatNamesOurOwnIdIsJudgedByItsTime) {
    came(SendOutcome::failed_with("offline", "the phone is off"));
    Receipt late;
    late.message_id = head.message_id;
    late.status = MessageStatus::failed;
    late.at = temp.clock.now();
    send_again();
    came(SendOutcome::sent_as("out-2"));
    receive(late);
    EXPECT_EQ(message().status, MessageStatus::sent);
    temp.clock.advance(1000);
    late.at = 0;
    receive(late);
    EXPECT_EQ(message().status, MessageStatus::failed);
}

TEST_F(Settle, ThatTheAttemptBeforeArrivedAfterAllIsGoodNews) {
    came(SendOutcome::sent_as("out-1"));
    receive(failure("out-1"));
    send_again();
    Receipt receipt;
    receipt.external_id = "out-1";
    receipt.status = MessageStatus::delivered;
    receive(receipt);
    EXPECT_EQ(message().status, MessageStatus::delivered);
}

TEST_F(Settle, AnAttemptThatFailsAfterItWasReplacedSaysNothingOfTheNewOne) {
    lease();
    receive(failure_of_own_id());
    ASSERT_EQ(message().status, MessageStatus::failed);
    const auto old = send_again_meanwhile();
    came(old, SendOutcome::failed_with("expired", "too late"));
    EXPECT_EQ(message().status, MessageStatus::queued);
    lease();
    EXPECT_EQ(message().status, MessageStatus::sending);
    came(SendOutcome::sent_as("out-2"));
    EXPECT_EQ(message().status, MessageStatus::sent);
    EXPECT_EQ(message().external_id, "out-2");
}

TEST_F(Settle, AnAttemptThatWasReplacedIsNotTriedAgain) {
    lease();
    receive(failure_of_own_id());
    const auto old = send_again_meanwhile();
    came(old, retry());
    EXPECT_EQ(rows(), std::vector{head.id}) << "or the customer would get it twice";
    EXPECT_EQ(message().status, MessageStatus::queued);
}

TEST_F(Settle, AReplacedAttemptThatWasTakenKeepsItsIdForItsReceipts) {
    lease();
    receive(failure_of_own_id());
    const auto old = send_again_meanwhile();
    came(old, SendOutcome::sent_as("out-1"));
    EXPECT_EQ(message().external_id, std::nullopt);
    temp.clock.advance(1000);
    receive(failure("out-1"));
    EXPECT_EQ(message().status, MessageStatus::queued);
    Receipt arrived;
    arrived.external_id = "out-1";
    arrived.status = MessageStatus::delivered;
    receive(arrived);
    EXPECT_EQ(message().status, MessageStatus::delivered);
}

TEST_F(Settle, AFailureToldBeforeTheNewAttemptBeganIsAboutTheOldOne) {
    lease();
    receive(failure_of_own_id());
    send_again_meanwhile();
    temp.clock.advance(1000);
    receive(failure_of_own_id());
    EXPECT_EQ(message().status, MessageStatus::queued);
}

TEST_F(Settle, WhatAReceiptCalledFailedIsNotSentOnceMoreByItself) {
    lease();
    receive(failure_of_own_id());
    came(retry());
    EXPECT_EQ(message().status, MessageStatus::failed);
    EXPECT_TRUE(rows().empty());
}

TEST_F(Settle, AFailureToldWhileItWaitsForItsRetryTakesItFromTheQueue) {
    lease();
    came(retry());
    temp.clock.advance(500);
    receive(failure_of_own_id());
    EXPECT_EQ(message().status, MessageStatus::failed);
    EXPECT_TRUE(rows().empty());
}

TEST_F(Settle, WhatArrivedOfAMessageInPartsIsKeptForTheNextAttempt) {
    const auto kept = [&] {
        return temp.run(temp.store().read([&](db::Connection& db) {
            return read_arrived(message_at(db, {head.conversation_id, head.message_id})->content);
        }));
    };
    auto half = SendOutcome::failed_with("partly_sent", "only 2 of 4 parts surely arrived: too large");
    half.arrived = {1, 3, 2, {"e1", "e2"}, {501, 502}};
    came(half);
    EXPECT_EQ(message().status, MessageStatus::failed);
    EXPECT_EQ(kept().parts, 1u);
    EXPECT_EQ(kept().files, (std::vector<std::int64_t>{501, 502}));
    send_again();
    came(SendOutcome::failed_with("blocked", "no"));
    EXPECT_EQ(kept().ids, (std::vector<std::string>{"e1", "e2"})) << "nothing new arrived, and nothing is forgotten";
    send_again();
    auto whole = SendOutcome::sent_as("e1");
    whole.more_external_ids = {"e2", "e3"};
    came(whole);
    EXPECT_EQ(message().status, MessageStatus::sent);
    EXPECT_EQ(kept().parts, 0u);
    EXPECT_EQ(texts_of(message().content, "parts"), (std::vector<std::string>{"e2", "e3"}));
}

}  // namespace
}  // namespace parley
