#include "tests/connectors/messaging_account.hpp"

namespace parley {
namespace {

TEST_F(MessagingAccount, TheSignatureOverTheRawBytesDecides) {
    for (const std::string kind : {"messenger", "instagram"}) {
        const auto account = connector(kind);
        const auto signing = Json::parse(meta_fixture(kind, "signing"));
        Request request;
        request.body = text_or(signing, "body");
        const auto verified = [&](const std::string& header) {
            request.headers = {};
            if (!header.empty()) request.headers.set("X-Hub-Signature-256", header);
            return account->verify({request, "", kReceived}).has_value();
        };
        EXPECT_TRUE(verified(text_or(signing, "expected"))) << kind;
        EXPECT_FALSE(verified("")) << kind;
        EXPECT_FALSE(verified(text_or(signing, "expected").substr(0, 50))) << kind;
        request.body = dump(Json::parse(request.body));
        EXPECT_FALSE(verified(text_or(signing, "expected"))) << kind << ": the same document in other bytes";
    }
}

TEST_F(MessagingAccount, WrongSettingsAreRefusedByName) {
    const Json page{{"token", "EAAtoken1"}, {"app_secret", "0123456789abcdef"}, {"app_id", "1"}, {"page_id", "2"}};
    const auto* messenger = find_kind("messenger");
    ASSERT_TRUE(complete_settings(*messenger, page).has_value());
    for (const auto& [name, value] : {std::pair{"token", "short"},
                                      {"app_secret", "has a blank"},
                                      {"app_id", "x1"},
                                      {"page_id", "my page"},
                                      {"human_agent", "perhaps"}}) {
        auto wrong = page;
        wrong[name] = value;
        const auto refused = complete_settings(*messenger, wrong);
        ASSERT_FALSE(refused.has_value()) << name;
        EXPECT_EQ(refused.error().fields().at(0).field, name);
    }
    Json account = page;
    account.erase("page_id");
    account["account_id"] = "17841400000000001";
    const auto* instagram = find_kind("instagram");
    const auto made = complete_settings(*instagram, account);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(text_or(*made, "login"), "instagram");
    account["login"] = "myspace";
    EXPECT_FALSE(complete_settings(*instagram, account).has_value());
}

TEST_F(MessagingAccount, ATextGoesWithItsReference) {
    add_sent("m_1");
    auto outgoing = text("Dzień dobry");
    outgoing.reply_to_external_id = "m_0";
    const auto sent = send(outgoing);
    EXPECT_EQ(sent.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(sent.external_id, "m_1");
    EXPECT_EQ(http.calls.at(0).url, "https://graph.facebook.com/v25.0/me/messages");
    EXPECT_EQ(http.calls.at(0).headers.get("Authorization"), "Bearer EAAtoken");
    EXPECT_EQ(http.body(0), Json({{"recipient", {{"id", kPerson}}},
                                  {"messaging_type", "RESPONSE"},
                                  {"reply_to", {{"mid", "m_0"}}},
                                  {"message", {{"text", "Dzień dobry"}, {"metadata", "parley:77:0:1"}}}}));
}

TEST_F(MessagingAccount, InstagramCountsBytes) {
    std::string words;
    for (int i = 0; i < 120; ++i) words += "żółw żółty ";  // 2040 bytes
    for (const char* id : {"a", "b", "c"}) add_sent(id);
    const auto sent = send(text(words, kFollower), "instagram");
    EXPECT_EQ(sent.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(sent.more_external_ids, (std::vector<std::string>{"b", "c"}));
    ASSERT_EQ(http.calls.size(), 3U);
    EXPECT_EQ(http.calls[0].url, "https://graph.instagram.com/v25.0/me/messages");
    for (std::size_t i = 0; i < 3; ++i) {
        const auto part = text_or(http.body(i)["message"], "text");
        EXPECT_LE(part.size(), 1000U);
        EXPECT_GT(part.size(), i < 2 ? 900U : 0U);
        EXPECT_FALSE(http.body(i).contains("messaging_type"));
    }
    EXPECT_EQ(text_or(http.body(1)["message"], "metadata"), "parley:77:1:3");
}

TEST_F(MessagingAccount, PicturesGoTogetherAndWordsAfterThem) {
    auto outgoing = text("Oba");
    outgoing.files = {file(1, "image/png", "a.png"), file(2, "image/jpeg", "b.jpg"),
                      file(3, "application/pdf", "c.pdf")};
    for (const char* id : {"71", "72"}) http.add(200, R"({"attachment_id":")" + std::string(id) + "\"}");
    add_sent("m_1");
    http.add(200, R"({"attachment_id":"73"})");
    add_sent("m_2");
    add_sent("m_3");
    const auto sent = send(outgoing);
    EXPECT_EQ(sent.kind, SendOutcome::Kind::sent) << sent.message;
    EXPECT_EQ(sent.more_external_ids, (std::vector<std::string>{"m_2", "m_3"}));
    ASSERT_EQ(http.calls.size(), 6U);
    EXPECT_EQ(http.method(0), "message_attachments");
    EXPECT_EQ(http.body(2)["message"]["attachments"], Json::parse(R"([{"type":"image","payload":{"attachment_id":"71"}},
                              {"type":"image","payload":{"attachment_id":"72"}}])"));
    EXPECT_EQ(http.body(4)["message"]["attachment"],
              Json::parse(R"({"type":"file","payload":{"attachment_id":"73"}})"));
    EXPECT_EQ(text_or(http.body(5)["message"], "text"), "Oba");
}

TEST_F(MessagingAccount, InstagramFetchesFilesItself) {
    auto outgoing = text("", kFollower);
    outgoing.files = {file(4, "audio/mp4", "v.m4a")};
    add_sent("x");
    EXPECT_EQ(send(outgoing, "instagram").kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.body(0)["message"]["attachment"],
              Json::parse(R"({"type":"audio","payload":{"url":"https://inbox.example.com/files/4"}})"));
    outgoing.files[0] = file(5, "application/msword", "letter.doc");
    EXPECT_EQ(send(outgoing, "instagram").code, "media_refused");
    outgoing.files[0] = file(4, "audio/mp4", "v.m4a");
    outgoing.files[0].url.clear();
    EXPECT_EQ(send(outgoing, "instagram").code, "no_public_url");
}

TEST_F(MessagingAccount, ButtonsAreAnswersOrATemplate) {
    auto outgoing = text("Kiedy?");
    outgoing.content["buttons"] = Json::parse(
        R"([{"title":"W piątek po południu albo później","payload":"fri"},{"title":"Phone","ask":"phone"}])");
    add_sent("m_1");
    send(outgoing);
    EXPECT_EQ(http.body(0)["message"]["quick_replies"],
              Json::parse(R"([{"content_type":"text","title":"W piątek po południu","payload":"fri"},
                              {"content_type":"user_phone_number"}])"));
    outgoing.content["buttons"] =
        Json::parse(R"([{"title":"Shop","url":"https://shop.example.com"},{"title":"Call me","payload":"call"}])");
    add_sent("m_2");
    send(outgoing);
    const auto payload = http.body(1)["message"]["attachment"]["payload"];
    EXPECT_EQ(text_or(payload, "template_type"), "button");
    EXPECT_EQ(payload["buttons"].size(), 2U);
    EXPECT_EQ(text_or(payload["buttons"][1], "type"), "postback");
}

TEST_F(MessagingAccount, ActsThatAreNoMessages) {
    http.add(200, R"({"recipient_id":"71"})");
    auto outgoing = text("");
    outgoing.act = Outgoing::Act::typing;
    outgoing.content["on"] = true;
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.body(0), Json({{"recipient", {{"id", kPerson}}}, {"sender_action", "typing_on"}}));
    outgoing.act = Outgoing::Act::react;
    outgoing.external_id = "m_9";
    outgoing.reaction = "❤";
    http.add(200, R"({"recipient_id":"71"})");
    EXPECT_EQ(send(outgoing).external_id, "");
    EXPECT_EQ(http.body(1)["payload"], Json({{"message_id", "m_9"}, {"reaction", "love"}}));
    outgoing.act = Outgoing::Act::read;
    http.add(200, R"({"recipient_id":"71"})");
    send(outgoing);
    EXPECT_EQ(text_or(http.body(2), "sender_action"), "mark_seen");
    outgoing.thread = "post:1_2:3";
    for (const auto act : {Outgoing::Act::typing, Outgoing::Act::read}) {
        outgoing.act = act;
        EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent) << "nobody is told under a post";
    }
    EXPECT_EQ(http.calls.size(), 3U);
}

TEST_F(MessagingAccount, CommentsAreAnsweredPubliclyOrPrivately) {
    auto outgoing = text("Tak, jest!", "post:100_900:" + kPerson);
    outgoing.reply_to_external_id = "comment:900_901";
    http.add(200, R"({"id":"900_902"})");
    const auto sent = send(outgoing);
    EXPECT_EQ(sent.external_id, "comment:900_902") << sent.message;
    EXPECT_EQ(http.calls[0].url, "https://graph.facebook.com/v25.0/900_901/comments");
    EXPECT_EQ(http.body(0), Json({{"message", "Tak, jest!"}}));
    http.add(200, R"({"id":"77"})");
    EXPECT_EQ(send(outgoing, "instagram").kind, SendOutcome::Kind::sent);
    EXPECT_TRUE(http.calls[1].url.ends_with("/900_901/replies"));
    outgoing.content["private"] = true;
    add_sent("m_5");
    EXPECT_EQ(send(outgoing).external_id, "m_5");
    EXPECT_EQ(http.body(2)["recipient"], Json({{"comment_id", "900_901"}}));
    outgoing.text = std::string(3000, 'a');
    EXPECT_EQ(send(outgoing).code, "too_long");
    outgoing.reply_to_external_id.reset();
    EXPECT_EQ(send(outgoing).code, "empty");
    EXPECT_EQ(http.calls.size(), 3U);
    http.add(400, R"({"error":{"code":10,"error_subcode":2018278,"message":"no"}})");
    outgoing.text = "later";
    outgoing.reply_to_external_id = "comment:900_901";
    EXPECT_FALSE(send(outgoing).unreachable) << "the post can still be answered under";
}

TEST_F(MessagingAccount, CommentsAreHiddenAndTakenAway) {
    auto outgoing = text("rude", "post:100_900:" + kPerson);
    outgoing.external_id = "comment:900_901";
    outgoing.act = Outgoing::Act::hide;
    outgoing.content["hidden"] = true;
    http.add(200, R"({"success":true})");
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.calls[0].url, "https://graph.facebook.com/v25.0/900_901");
    EXPECT_EQ(http.body(0), Json({{"is_hidden", true}}));
    outgoing.content.erase("hidden");
    http.add(200, R"({"success":true})");
    EXPECT_EQ(send(outgoing, "instagram").kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.body(1), Json({{"hide", false}}));
    outgoing.act = Outgoing::Act::remove;
    http.add(200, R"({"success":true})");
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.calls[2].method, Method::del);
    EXPECT_EQ(http.calls[2].url, "https://graph.facebook.com/v25.0/900_901");
    const std::string gone = R"({"error":{"code":100,"error_subcode":33,"message":"Object does not exist"}})";
    http.add(400, gone);
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent) << "somebody was quicker";
    outgoing.act = Outgoing::Act::hide;
    http.add(400, gone);
    EXPECT_EQ(send(outgoing).code, "not_there");
    outgoing.thread = kPerson;
    EXPECT_EQ(send(outgoing).code, "too_late") << "a message in a chat stays what it is";
    EXPECT_EQ(http.calls.size(), 5U);
}

TEST_F(MessagingAccount, APersonMayAnswerForSevenDays) {
    const std::string closed = meta_fixture("messenger", "response_error_window");
    http.add(400, closed);
    const auto refused = send(text("late"));
    EXPECT_EQ(refused.code, "window_closed");
    EXPECT_TRUE(refused.unreachable);
    http.add(400, closed);
    add_sent("m_7");
    EXPECT_EQ(send(text("late"), "messenger", {{"human_agent", "yes"}}).external_id, "m_7");
    EXPECT_EQ(text_or(http.body(2), "tag"), "HUMAN_AGENT");
    EXPECT_EQ(text_or(http.body(2), "messaging_type"), "MESSAGE_TAG");
}

TEST_F(MessagingAccount, RefusalsMeanWhatTheyMean) {
    using Kind = SendOutcome::Kind;
    EXPECT_EQ(refused_with(190, 460).kind, Kind::channel_down);
    EXPECT_EQ(refused_with(10, 0).kind, Kind::channel_down);
    EXPECT_EQ(refused_with(551, 1545041).kind, Kind::failed);
    EXPECT_EQ(refused_with(100, 2018001).code, "not_found");
    EXPECT_EQ(refused_with(613, 2018338).kind, Kind::rate_limited);
    EXPECT_EQ(refused_with(100, 2534037, 1, "instagram").code, "read_only");
    EXPECT_EQ(refused_with(10, 2018300).code, "read_only") << "of this thread, not of the channel";
    EXPECT_EQ(refused_with(10900, 0).code, "answered_privately");
    EXPECT_EQ(refused_with(1, 1357046).kind, Kind::unconfirmed) << "it may have been sent";
    EXPECT_EQ(refused_with(2, 0).kind, Kind::retry);
    EXPECT_EQ(refused_with(2, 0, 3).kind, Kind::failed);
    const auto other = refused_with(100, 0);
    EXPECT_EQ(other.kind, Kind::failed);
    EXPECT_NE(other.message.find("(#100) no"), std::string::npos);
    HttpTrouble cut;
    cut.maybe_taken = true;
    http.answers.emplace_back(cut);
    EXPECT_EQ(send(text("cut")).kind, Kind::unconfirmed);
    cut.maybe_taken = false;
    http.answers.emplace_back(cut);
    EXPECT_EQ(send(text("cut")).kind, Kind::retry);
}

TEST_F(MessagingAccount, AProfileGivesNamesAndAPicture) {
    const auto page = connector("messenger");
    http.add(200, meta_fixture("messenger", "response_profile"));
    http.add(200, "JPEG");
    const auto found = wait_for(page->fetch_avatar({{"person", kPerson}}, ""));
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->name, "Anna Nowak");
    EXPECT_EQ(found->bytes, "JPEG");
    EXPECT_EQ(found->version, "https://cdn.example.net/messenger/pp.jpg");
    EXPECT_FALSE(http.calls[1].headers.get("Authorization").size()) << "the picture's address is signed itself";
    http.add(200, meta_fixture("messenger", "response_profile_empty"));
    const auto nothing = wait_for(page->fetch_avatar({{"person", kPerson}}, ""));
    ASSERT_TRUE(nothing.has_value());
    EXPECT_FALSE(nothing->name);
    const auto account = connector("instagram");
    http.add(200, meta_fixture("instagram", "response_profile"));
    http.add(200, "JPEG");
    EXPECT_EQ(wait_for(account->fetch_avatar({{"person", kFollower}}, ""))->username, "anna.nowak.demo");
    http.add(400, meta_fixture("instagram", "response_error_consent"));
    EXPECT_FALSE(wait_for(account->fetch_avatar({{"person", kFollower}}, "")).has_value());
    EXPECT_FALSE(wait_for(account->fetch_avatar({{"person", "comment:1"}}, "")).has_value());
}

TEST_F(MessagingAccount, ACheckStopsAtTheFirstThatIsWrong) {
    const auto page = connector("messenger");
    const auto last = [](const ChannelHealth& health) { return health.steps.empty() ? "" : health.steps.back().name; };
    http.add(400, meta_fixture("messenger", "response_error_190"));
    auto health = wait_for(page->check());
    EXPECT_EQ(last(health), "token");
    EXPECT_FALSE(health.ok);
    const std::string self = R"({"id":"100200300400500","name":"Demo Shop"})";
    http.add(200, self);
    http.add(400, R"({"error":{"code":190,"message":"Invalid OAuth access token signature."}})");
    health = wait_for(page->check());
    EXPECT_EQ(last(health), "secret");
    const auto told = [](const std::string& scopes) {
        return R"({"data":{"app_id":")" + kApp + R"(","is_valid":true,"scopes":[)" + scopes + "]}}";
    };
    http.add(200, R"({"id":"1","name":"Another"})");
    http.add(200, told(R"("pages_messaging","pages_manage_metadata")"));
    EXPECT_EQ(last(wait_for(page->check())), "page");
    http.add(200, self);
    http.add(200, told(R"("pages_messaging")"));
    health = wait_for(page->check());
    EXPECT_EQ(last(health), "permissions");
    EXPECT_NE(health.detail.find("pages_manage_metadata"), std::string::npos);
    http.add(200, self);
    http.add(200, told(R"("pages_messaging","pages_manage_metadata")"));
    http.add(200, R"({"data":[]})");
    http.add(200, R"({"success":true})");
    http.add(200, R"({"data":[]})");
    http.add(200, R"({"success":true})");
    http.add(200, R"({"data":[{"get_started":{"payload":"OF_THE_OWNER"}}]})");
    health = wait_for(page->check());
    EXPECT_TRUE(health.ok) << health.detail;
    EXPECT_EQ(health.name, "Demo Shop");
    EXPECT_EQ(http.method(http.calls.size() - 1), "messenger_profile?fields=get_started") << "what there is stays";
    const auto& agreed = http.calls.at(http.calls.size() - 4);
    EXPECT_EQ(agreed.headers.get("Authorization"), "Bearer " + kApp + "|demo_app_secret_not_real_0002");
    EXPECT_EQ(text_or(Json::parse(agreed.body), "callback_url"), "https://inbox.example.com/hooks/messenger/k");
}

TEST_F(MessagingAccount, TheEndOfATokenIsToldAWeekBefore) {
    const auto checked = [&](Millis until) {
        const auto page = connector("messenger");
        http.add(200, R"({"id":"100200300400500","name":"Demo Shop"})");
        http.add(200, R"({"data":{"app_id":")" + kApp + R"(","expires_at":)" + std::to_string(until / 1000) + "}}");
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
        http.add(200, R"({"data":[{"get_started":{"payload":"p"}}]})");
        return wait_for(page->check());
    };
    constexpr Millis kDay = Millis{24} * 3600 * 1000;
    EXPECT_EQ(checked(0).detail, "Connected to Demo Shop") << "one that never ends";
    EXPECT_EQ(checked(kReceived + 8 * kDay).detail, "Connected to Demo Shop");
    const auto soon = checked(kReceived + 6 * kDay);
    EXPECT_TRUE(soon.ok) << "it works until then";
    const auto words = "the token ends on " + to_rfc3339(kReceived + 6 * kDay).substr(0, 10);
    EXPECT_NE(soon.detail.find(words), std::string::npos) << soon.detail;
    EXPECT_NE(soon.steps.front().detail.find(words), std::string::npos);
}

TEST_F(MessagingAccount, APageWithoutAGetStartedButtonIsGivenOne) {
    const auto checked = [&](int status, const std::string& answer) {
        const auto page = connector("messenger");
        http = {};
        http.add(200, R"({"id":"100200300400500","name":"Demo Shop"})");
        http.add(200, R"({"data":{"app_id":")" + kApp + R"("}})");
        for (int i = 0; i < 2; ++i) {
            http.add(200, R"({"data":[]})");
            http.add(200, R"({"success":true})");
        }
        http.add(200, R"({"data":[]})");
        http.add(status, answer);
        return wait_for(page->check());
    };
    auto health = checked(200, R"({"result":"success"})");
    EXPECT_TRUE(health.ok);
    EXPECT_EQ(http.method(7), "messenger_profile");
    EXPECT_EQ(http.body(7), Json({{"get_started", {{"payload", "GET_STARTED"}}}}));
    health = checked(400, R"({"error":{"code":200,"message":"not allowed"}})");
    EXPECT_TRUE(health.ok) << "all else works";
    EXPECT_EQ(health.steps.back().name, "start");
    EXPECT_FALSE(health.steps.back().detail.empty());
}

TEST_F(MessagingAccount, AnAccountsTokenThatIsNotRenewedIsToldToo) {
    const auto checked = [&](int days, int status) {
        const auto account = connector(
            "instagram",
            {{"login", "instagram"}, {"token_at", std::to_string(kReceived - days * Millis{24} * 3600 * 1000)}});
        http.add(200, R"({"user_id":")" + kAccount + R"(","username":"demo.shop"})");
        http.add(status, status == 200 ? R"({"access_token":"IGnew"})" : R"({"error":{"code":2,"message":"later"}})");
        http.add(200, R"({"data":[]})");
        http.add(200, R"({"success":true})");
        return wait_for(account->check());
    };
    EXPECT_EQ(checked(55, 200).detail, "Connected to @demo.shop");
    EXPECT_EQ(text_or(kept, "token"), "IGnew");
    EXPECT_NE(checked(55, 500).detail.find("ends on"), std::string::npos);
}

TEST_F(MessagingAccount, APageIsSubscribedByItsOwnFieldsForItsInstagramAccount) {
    const auto account = connector("instagram", {{"login", "facebook"}});
    http.add(200, R"({"data":[]})");
    http.add(200, R"({"success":true})");
    http.add(200, R"({"data":[]})");
    http.add(200, R"({"success":true})");
    ASSERT_TRUE(wait_for(account->subscribe()).has_value());
    const auto app = http.body(1);
    EXPECT_EQ(text_or(app, "object"), "instagram");
    EXPECT_NE(text_or(app, "fields").find("messaging_seen"), std::string::npos);
    EXPECT_EQ(http.method(3), "subscribed_apps?subscribed_fields=messages");
}

}  // namespace
}  // namespace parley
