#include "server/flow/hub.hpp"

#include "server/flow/ingest.hpp"
#include "tests/support/temp_store.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(HubNews, WhatCouldNotBeReadOnceIsReadTheNextTime) {
    if (std::getenv("PARLEY_TEST_POSTGRES")) GTEST_SKIP() << "there a failed read ends the transaction";
    test::TempStore temp;
    Hub hub(temp.io().get_executor(), "https://parley.example");
    temp.run(temp.store().write([](Transaction& t) {
        t.db().execute(db::q::channel_insert, std::int64_t{7}, "api", "App", "ch_x", "{}", t.now());
    }));
    const IngestChannel channel{7, "api", "App", "api:7"};
    MessageReceived m;
    m.thread = "p:ann";
    m.external_id = "m1";
    m.person.external_id = "ann";
    m.person.name = "Ann";
    m.sent_at = temp.clock.now();
    m.text = "Hi";
    Update update;
    update.body = m;
    const auto id = *temp.run(temp.store().write(
                                  [&](Transaction& t) { return ingest(t, channel, "raw", t.now(), {update}).front(); }))
                         .conversation_id;

    const auto onlooker = hub.subscribe();
    Committed committed;
    committed.events.push_back({100, "conversation.updated", id, temp.clock.now(), "{}"});
    std::function<void()> failed, told;
    temp.run(temp.store().write([&](Transaction& t) {
        t.db().script("ALTER TABLE channel RENAME TO channel_away");
        failed = hub.render(t.db(), committed);
        t.db().script("ALTER TABLE channel_away RENAME TO channel");
        told = hub.render(t.db(), committed);
    }));
    told();
    const auto frame = temp.run(onlooker->next());
    ASSERT_TRUE(frame);
    EXPECT_NE(frame->find(R"("channel":{"id":7,"kind":"api","name":"App"})"), std::string::npos) << *frame;
}

TEST(HubNews, AnIdleReaderHearsThatNothingIsNew) {
    test::TempStore temp;
    Hub hub(temp.io().get_executor(), "https://parley.example");
    const auto onlooker = hub.subscribe();
    for (int i = 0; i < 2; ++i) {
        const auto nothing = temp.run(onlooker->next(std::chrono::milliseconds(1)));
        ASSERT_TRUE(nothing);
        EXPECT_EQ(*nothing, "[]");
    }
    hub.publish_transient(R"({"type":"typing"})");
    const auto frame = temp.run(onlooker->next(std::chrono::hours(1)));
    ASSERT_TRUE(frame);
    EXPECT_EQ(*frame, R"({"type":"typing"})");
    onlooker->stop();
    EXPECT_FALSE(temp.run(onlooker->next(std::chrono::milliseconds(1))));
}

}  // namespace
}  // namespace parley
