#include "connectors/meta/history.hpp"
#include "tests/connectors/messaging_account.hpp"

#include <vector>

namespace parley {
namespace {

const meta::Inbox kPageInbox{kPage, kApp, false}, kAccountInbox{kAccount, kApp, true};
constexpr Millis kLast = 1'788'000'010'000;  // 2026-08-29T10:40:10

std::vector<MessageReceived> messages_of(const std::string& platform, const meta::History& history) {
    std::vector<MessageReceived> all;
    for (auto& update : told_by(platform, history.delivery))
        all.push_back(std::get<MessageReceived>(std::move(update.body)));
    return all;
}

Json message(std::string id, int second, const std::string& from, Json more = Json::object()) {
    char time[32];
    std::snprintf(time, sizeof time, "2026-08-29T10:40:%02d+0000", second);
    Json one{{"id", std::move(id)}, {"created_time", time}, {"from", {{"id", from}}}};
    one.update(more);
    return one;
}
/// As the platform tells them: the newest first. Vectors, since one Json in braces may be a list of it or itself.
Json thread_of(const std::string& us, const std::string& them, const std::vector<Json>& messages, int updated = 30) {
    char time[32];
    std::snprintf(time, sizeof time, "2026-08-29T10:40:%02d+0000", updated);
    Json participants = Json::array({{{"id", them}}, {{"id", us}}});
    return {{"id", "t_1"},
            {"updated_time", time},
            {"participants", {{"data", std::move(participants)}}},
            {"messages", {{"data", Json(messages)}}}};
}
Json page_of(const std::vector<Json>& threads, bool more = false) {
    Json page{{"data", Json(threads)}, {"paging", {{"cursors", {{"before", "b"}, {"after", "a"}}}}}};
    if (more) page["paging"]["next"] = "https://graph.facebook.com/next";
    return page;
}

TEST(MetaHistory, IsWrittenAsTheDeliveryThatWasMissed) {
    const auto page = Json::parse(meta_fixture("messenger", "response_conversations"));
    const auto history = meta::read_history(page, kPageInbox, kLast - 60'000);
    const auto all = messages_of("messenger", history);
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].thread, kPerson);
    EXPECT_EQ(all[0].direction, Direction::inbound);
    EXPECT_EQ(all[0].text, "Dzień dobry! 👨‍👩‍👧 Czy wizyta w środę o 9:00 jest możliwa?");
    EXPECT_EQ(all[0].external_id,
              "m_0VOvGZQnWthavCdcKqm-IBsD1v3CchgGIynW6Q5fmxKmoCFLcz95ceEo9MLA55eR--2hDKLq2RkKyB_8SiRA9E");
    EXPECT_EQ(all[0].sent_at, kLast);
    EXPECT_TRUE(history.after.empty());
    EXPECT_TRUE(meta::read_history(page, kPageInbox, kLast + 1000).delivery.empty()) << "what is older is known";
    const auto instagram = Json::parse(meta_fixture("instagram", "response_conversations"));
    EXPECT_TRUE(meta::read_history(instagram, kAccountInbox, 0).delivery.empty()) << "a thread without messages";
}

TEST(MetaHistory, TellsInTheOrderInWhichItWasSaid) {
    const std::string other = "7100000000000002";
    const auto page = page_of({thread_of(kPage, kPerson,
                                         {message("m4", 20, kPerson), message("m3", 10, kPage, {{"message", "ours"}}),
                                          message("m2", 10, kPerson), message("m1", 9, kPerson)}),
                               thread_of(kPage, other, {message("n1", 15, other)})});
    auto all = messages_of("messenger", meta::read_history(page, kPageInbox, kLast - 60'000));
    std::vector<std::string> ids;
    for (const auto& one : all) ids.push_back(one.external_id);
    EXPECT_EQ(ids, (std::vector<std::string>{"m1", "m2", "m3", "n1", "m4"}));
    EXPECT_EQ(all[2].direction, Direction::outbound);
    EXPECT_EQ(all[2].author, AuthorType::operator_);
    EXPECT_EQ(all[2].thread, kPerson);
    EXPECT_EQ(all[3].thread, other);
}

TEST(MetaHistory, EndsWhereTheTimeEnds) {
    const auto recent = thread_of(kPage, kPerson, {message("m1", 20, kPerson)});
    const auto old = thread_of(kPage, "7100000000000002", {message("n1", 1, "7100000000000002")}, 1);
    EXPECT_EQ(meta::read_history(page_of({recent}, true), kPageInbox, kLast).after, "a");
    EXPECT_EQ(meta::read_history(page_of({recent}), kPageInbox, kLast).after, "");
    const auto last = meta::read_history(page_of({recent, old}, true), kPageInbox, kLast);
    EXPECT_EQ(last.after, "") << "threads come by when something was last said in them";
    EXPECT_EQ(messages_of("messenger", last).size(), 1U);
}

TEST(MetaHistory, FilesStoriesAndWhatIsTooFarBack) {
    const Json image{{"image_data", {{"url", "https://cdn.example/i.jpg"}}}},
        file{{"file_url", "https://cdn.example/f.pdf"}, {"mime_type", "application/pdf"}},
        sound{{"file_url", "https://cdn.example/v.mp4"}, {"mime_type", "audio/mp4"}};
    const Json with_files{{"attachments", {{"data", Json::array({image, file})}}}};
    Json bare = message("m0", 1, kFollower);
    bare.erase("from");
    const auto page = page_of({thread_of(
        kAccount, kFollower,
        {message("m4", 9, kFollower,
                 {{"message", "nice"}, {"story", {{"reply_to", {{"id", "180"}, {"link", "https://cdn.example/s"}}}}}}),
         message("m3", 8, kFollower, {{"story", {{"mention", {{"id", "181"}, {"link", "https://cdn.example/m"}}}}}}),
         message("m2", 7, kFollower, {{"attachments", {{"data", Json::array({sound})}}}}),
         message("m1", 6, kFollower, with_files), bare})});
    const auto all = messages_of("instagram", meta::read_history(page, kAccountInbox, 0));
    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[0].kind, MessageKind::unsupported) << "only its id is told";
    EXPECT_EQ(all[0].thread, kFollower);
    ASSERT_EQ(all[1].media.size(), 2U);
    EXPECT_EQ(all[1].media[0].kind, MessageKind::image);
    EXPECT_EQ(all[1].media[1].kind, MessageKind::file);
    EXPECT_EQ(all[2].kind, MessageKind::voice);
    EXPECT_EQ(text_or(all[3].content["shared"], "what"), "story_mention");
    EXPECT_EQ(text_or(all[4].content["shared"], "what"), "story_reply");
}

using MetaBackFill = MessagingAccount;

TEST_F(MetaBackFill, GoesOnWhereItStopped) {
    const auto recent = thread_of(kPage, kPerson, {message("m1", 20, kPerson)});
    auto page = connector("messenger");
    http.add(200, dump(page_of({recent}, true)));
    http.add(200, dump(page_of({recent})));
    const auto first = wait_for(page->back_fill(kLast, nullptr));
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->next.is_null());
    EXPECT_GE(first->wait.count(), 500) << "two calls a second are allowed";
    const auto second = wait_for(page->back_fill(kLast, first->next));
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->next.is_null());
    EXPECT_EQ(http.calls[0].url.find("&after="), std::string::npos);
    EXPECT_NE(http.calls[1].url.find("&after=a"), std::string::npos);
    EXPECT_NE(http.calls[0].url.find("/me/conversations?platform=messenger"), std::string::npos);
    http.add(400, R"({"error":{"code":613,"message":"Calls to this api have exceeded the rate limit."}})");
    EXPECT_EQ(wait_for(page->back_fill(kLast, nullptr)).error().code(), Errc::unavailable) << "later";
}

}  // namespace
}  // namespace parley
