#include "connectors/in_parts.hpp"
#include "connectors/split_text.hpp"
#include "server/base/text.hpp"
#include "tests/connectors/telegram_bot.hpp"

namespace parley {
namespace {

TEST_F(TelegramBot, TheSecretHeaderDecides) {
    const auto bot = connector();
    const auto signing = Json::parse(fixture("signing"));
    Request request;
    request.body = text_or(signing, "body");
    const auto presented = [&](const Json& value) {
        request.headers = {};
        if (value.is_string()) request.headers.set("x-telegram-bot-api-secret-token", value.get<std::string>());
        return bot->verify({request, "", kReceived});
    };
    EXPECT_TRUE(presented(signing["expected"]).has_value());
    for (const auto& wrong : signing["more"]) {
        const auto result = presented(wrong["presented"]);
        ASSERT_FALSE(result.has_value()) << wrong;
        EXPECT_EQ(result.error().code(), Errc::unauthorized);
        const auto answer = bot->refuse({request, "", kReceived}, result.error());
        EXPECT_EQ(answer.status, 401);
        EXPECT_TRUE(answer.body.empty());
    }
    const auto answer = bot->answer({request, "", kReceived}, {}, {});
    EXPECT_EQ(answer.status, 200);
    EXPECT_TRUE(answer.body.empty());
}

TEST(TelegramSettings, WrongValuesAreRefusedByName) {
    const auto* kind = find_kind("telegram");
    ASSERT_NE(kind, nullptr);
    const auto made = complete_settings(*kind, {{"token", kToken}});
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(text_or(*made, "secret").size(), 32U);
    const auto refused = [&](const char* name, const Json& value) {
        Json settings{{"token", kToken}};
        settings[name] = value;
        const auto result = complete_settings(*kind, settings);
        ASSERT_FALSE(result.has_value()) << name << value;
        ASSERT_EQ(result.error().fields().size(), 1U);
        EXPECT_EQ(result.error().fields()[0].field, name);
    };
    const auto signing = Json::parse(fixture("signing"));
    for (const auto& secret : signing["bad_secret_tokens"]) {
        if (!secret.get<std::string>().empty()) refused("secret", secret);
    }
    refused("token", "no colon");
    refused("token", "12:with/slash");
    refused("mode", "pull");
    refused("api_base", "ftp://example.com");
    refused("private_targets", "maybe");
    EXPECT_FALSE(complete_settings(*kind, Json::object()).has_value());
    EXPECT_EQ(without_secrets(*kind, *made), Json::object());
}

TEST_F(TelegramBot, ATextIsSentWithItsQuote) {
    http.add(200, fixture("response_send_ok"));
    auto outgoing = text("Już sprawdzam!");
    outgoing.reply_to_external_id = ":5001000101:41";
    const auto outcome = send(std::move(outgoing));
    EXPECT_EQ(outcome.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(outcome.external_id, ":5001000101:62");
    EXPECT_EQ(http.calls.at(0).url, std::string("https://api.telegram.org/bot") + kToken + "/sendMessage");
    EXPECT_FALSE(http.calls.at(0).private_targets);
    const Json expected{{"chat_id", 5001000101},
                        {"text", "Już sprawdzam!"},
                        {"reply_parameters", {{"message_id", 41}, {"allow_sending_without_reply", true}}}};
    EXPECT_EQ(http.body(0), expected);
}

TEST_F(TelegramBot, ABusinessThreadNamesItsConnection) {
    http.add(200, fixture("response_send_business_ok"));
    const auto outcome = send(text("Potwierdzam termin 15:30.", kBusiness));
    EXPECT_EQ(outcome.external_id, kBusiness + ":3003");
    EXPECT_EQ(text_or(http.body(0), "business_connection_id"), "wDq1XkZ9SEkJAAAADemoConn01");
}

TEST_F(TelegramBot, EveryRefusalHasItsMeaning) {
    using Kind = SendOutcome::Kind;
    struct Case {
        int status;
        std::string body;
        Kind kind;
        const char* code;
        bool unreachable;
    };
    const Case cases[] = {
        {401, fixture("response_error_401"), Kind::channel_down, "token_refused", false},
        {404, refusal(404, "Not Found"), Kind::channel_down, "not_found", false},
        {403, fixture("response_error_403_blocked"), Kind::failed, "blocked", true},
        {403, refusal(403, "Forbidden: user is deactivated"), Kind::failed, "deactivated", true},
        {403, refusal(403, "Forbidden: bot can't initiate conversation with a user"), Kind::failed, "not_started",
         true},
        {403, refusal(403, "Forbidden: bot was kicked from the supergroup chat"), Kind::failed, "kicked", true},
        {403, refusal(403, "Forbidden: something new"), Kind::failed, "forbidden", true},
        {400, refusal(400, "Bad Request: chat not found"), Kind::failed, "chat_not_found", true},
        {400, refusal(400, "Bad Request: PEER_ID_INVALID"), Kind::failed, "chat_not_found", true},
        {400, fixture("response_error_400_business_window"), Kind::failed, "window_closed", true},
        {400, refusal(400, "Bad Request: group chat was upgraded to a supergroup chat"), Kind::failed, "chat_moved",
         true},
        {400, refusal(400, "Bad Request: message is too long"), Kind::failed, "too_long", false},
        {400, refusal(400, "Bad Request: a new reason"), Kind::failed, "refused", false},
        {400, refusal(400, "Bad Request: message is not modified: same"), Kind::sent, "", false},
        {413, "<html>too large</html>", Kind::failed, "too_large", false},
        {403, "<html>blocked by a firewall</html>", Kind::retry, "not_telegram", false},
        {500, refusal(500, "Internal Server Error"), Kind::retry, "telegram_down", false},
        {502, refusal(502, "Bad Gateway"), Kind::retry, "telegram_down", false},
        {502, "<html>Bad Gateway</html>", Kind::unconfirmed, "unreadable_answer", false},
        {504, "", Kind::unconfirmed, "unreadable_answer", false},
        {200, "{\"ok\":tr", Kind::unconfirmed, "unreadable_answer", false},
        {200, "{\"ok\":true}", Kind::unconfirmed, "unreadable_answer", false},
    };
    for (const auto& c : cases) {
        SCOPED_TRACE(std::to_string(c.status) + " " + c.body);
        const auto outcome = answered(c.status, c.body);
        EXPECT_EQ(outcome.kind, c.kind);
        EXPECT_EQ(outcome.code, c.code);
        EXPECT_EQ(outcome.unreachable, c.unreachable);
        if (c.kind != Kind::sent) EXPECT_FALSE(outcome.message.empty());
    }
    const auto limited = answered(429, fixture("response_error_429"));
    EXPECT_EQ(limited.kind, Kind::rate_limited);
    EXPECT_EQ(limited.wait, std::chrono::seconds(12));
}

TEST_F(TelegramBot, AGroupThatMovedIsFollowed) {
    const auto body = fixture("response_error_400_migrated");
    const auto to = std::to_string(*integer_of(Json::parse(body)["parameters"], "migrate_to_chat_id"));
    http.add(400, body);
    const auto outcome = send(text("hello", ":-4001"));
    EXPECT_EQ(outcome.kind, SendOutcome::Kind::retry);
    EXPECT_EQ(outcome.code, "chat_moved");
    ASSERT_TRUE(outcome.moved);
    EXPECT_EQ(outcome.moved->from, ":-4001");
    EXPECT_EQ(outcome.moved->to, ":" + to);
    EXPECT_EQ(outcome.moved->person.external_id, to);
    http.add(400, body);
    EXPECT_EQ(send(text("hello", ":" + to)).kind, SendOutcome::Kind::failed) << "there it is sent already";
}

TEST_F(TelegramBot, ALostAnswerIsRetriedOnlyWhenSurelyNotTaken) {
    http.answers.emplace_back(HttpTrouble{false, false, "no connection"});
    EXPECT_EQ(send(text("a")).kind, SendOutcome::Kind::retry);
    http.answers.emplace_back(HttpTrouble{true, false, "timed out"});
    EXPECT_EQ(send(text("a")).kind, SendOutcome::Kind::unconfirmed);
}

TEST_F(TelegramBot, TheTokenIsNeverInATextForPeople) {
    http.answers.emplace_back(HttpTrouble{true, false, std::string("lost https://x/bot") + kToken + "/sendMessage"});
    EXPECT_EQ(send(text("a")).message.find(kToken), std::string::npos);
    const auto echoed = answered(400, refusal(400, std::string("Bad Request: ") + kToken));
    EXPECT_EQ(echoed.message.find(kToken), std::string::npos);
    EXPECT_NE(echoed.message.find("***"), std::string::npos);
}

TEST(TelegramText, IsSplitAtBordersByUtf16Units) {
    using Parts = std::vector<std::string_view>;
    EXPECT_EQ(split_text("short", 10), Parts{"short"});
    EXPECT_EQ(split_text("12345678\nabcd", 10), (Parts{"12345678", "abcd"}));
    EXPECT_EQ(split_text("1234567 abcd", 10), (Parts{"1234567", "abcd"}));
    EXPECT_EQ(split_text("0123456789 abcd", 10), (Parts{"0123456789", "abcd"}));
    EXPECT_EQ(split_text("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 3).size(), 3U);
    std::string emoji;
    for (int i = 0; i < 5000; ++i) emoji += "😀";
    std::string joined;
    for (const auto part : split_text(emoji, 4096)) {
        EXPECT_LE(count_utf16(part), 4096U);
        EXPECT_EQ(first_invalid_utf8(part), std::string_view::npos);
        joined += part;
    }
    EXPECT_EQ(joined, emoji);
    EXPECT_TRUE(split_text(" \n ", 10).empty());
}

TEST_F(TelegramBot, PartsThatArrivedAreNeverSentAgain) {
    const std::string words = std::string(4000, 'a') + "\n" + std::string(4000, 'b');
    http.add(200, fixture("response_send_ok"));
    http.add(429, fixture("response_error_429"));
    http.add(200, R"({"ok":true,"result":{"message_id":63}})");
    const auto whole = send(text(words));
    EXPECT_EQ(whole.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(whole.more_external_ids, std::vector<std::string>{":5001000101:63"});
    EXPECT_EQ(clock.slept, std::vector<std::chrono::milliseconds>{std::chrono::seconds(12)});
    http.add(200, fixture("response_send_ok"));
    http.add(401, fixture("response_error_401"));
    const auto half = send(text(words));
    EXPECT_EQ(half.kind, SendOutcome::Kind::unconfirmed);
    EXPECT_EQ(half.code, "partly_sent");
    ASSERT_EQ(half.arrived.parts, 1U);
    EXPECT_EQ(half.arrived.of, 2U);
    auto rest = text(words);
    rest.arrived = read_arrived({{kArrived, write_arrived(half.arrived)}});
    http.add(503, R"({"ok":false,"error_code":503,"description":"Service Unavailable"})");
    EXPECT_EQ(send(rest).kind, SendOutcome::Kind::retry) << "nothing new arrived: it may be tried as it stands";
    const auto calls = http.calls.size();
    http.add(200, R"({"ok":true,"result":{"message_id":63}})");
    const auto done = send(rest);
    EXPECT_EQ(http.calls.size(), calls + 1) << "only what is missing";
    EXPECT_EQ(done.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(done.external_id, half.arrived.ids.at(0));
    EXPECT_EQ(done.more_external_ids, std::vector<std::string>{":5001000101:63"});
}

TEST_F(TelegramBot, MarksGoAsEntitiesWithTheirPartOfTheText) {
    auto act = text("так 😀 look");
    act.content =
        Json::parse(R"({"marks":[{"type":"bold","offset":0,"length":6},{"type":"strikethrough","offset":4,"length":2},
        {"type":"link","offset":7,"length":4,"url":"https://x.io"},{"type":"glow","offset":0,"length":1}]})");
    const auto entities =
        Json::parse(R"([{"type":"bold","offset":0,"length":6},{"type":"strikethrough","offset":4,"length":2},
        {"type":"text_link","offset":7,"length":4,"url":"https://x.io"}])");
    EXPECT_EQ(telegram::pieces_of(act).at(0).params["entities"], entities);
    EXPECT_FALSE(telegram::pieces_of(act).at(0).params.contains("parse_mode"));
    act.act = Outgoing::Act::edit;
    act.external_id = ":5001000101:62";
    EXPECT_EQ(telegram::pieces_of(act).at(0).params["entities"], entities);
    Outgoing::File file;
    file.kind = MessageKind::image, file.content_type = "image/png", file.size = 5;
    act.files = {file, file};
    EXPECT_EQ(telegram::pieces_of(act).at(0).params["caption_entities"], entities);
    act.act = Outgoing::Act::send;
    auto album = telegram::pieces_of(act).at(0);
    EXPECT_EQ(album.params["media"][0]["caption_entities"], entities);
    EXPECT_TRUE(telegram::drop_entities(album));
    EXPECT_EQ(album.params["media"][0].size(), 3U);
    EXPECT_FALSE(telegram::drop_entities(album));
}

TEST_F(TelegramBot, AMarkOverABorderIsInBothParts) {
    auto act = text(std::string(4090, 'a') + " bbbb cccc");
    act.content = Json::parse(
        R"({"marks":[{"type":"italic","offset":4086,"length":9},{"type":"code","offset":4096,"length":4}]})");
    const auto pieces = telegram::pieces_of(act);
    ASSERT_EQ(pieces.size(), 2U);
    EXPECT_EQ(pieces[0].params["entities"], Json::parse(R"([{"type":"italic","offset":4086,"length":9}])"));
    EXPECT_EQ(pieces[1].params["text"], "cccc");
    EXPECT_EQ(pieces[1].params["entities"], Json::parse(R"([{"type":"code","offset":0,"length":4}])"));
    act.text = std::string(4000, 'a') + "\n" + std::string(4000, 'b');
    act.content = Json::parse(R"({"marks":[{"type":"bold","offset":3990,"length":21}]})");
    const auto halves = telegram::pieces_of(act);
    EXPECT_EQ(halves.at(0).params["entities"], Json::parse(R"([{"type":"bold","offset":3990,"length":10}])"));
    EXPECT_EQ(halves.at(1).params["entities"], Json::parse(R"([{"type":"bold","offset":0,"length":10}])"));
}

TEST_F(TelegramBot, FormattingThatIsRefusedIsLeftOut) {
    auto act = text("look");
    act.content = Json::parse(R"({"marks":[{"type":"bold","offset":0,"length":4}]})");
    http.add(400, refusal(400, "Bad Request: can't parse entities: something new"));
    http.add(200, fixture("response_send_ok"));
    EXPECT_EQ(send(act).kind, SendOutcome::Kind::sent);
    EXPECT_FALSE(http.body(1).contains("entities"));
    http.add(400, refusal(400, "Bad Request: can't parse entities: something new"));
    EXPECT_EQ(send(text("plain")).code, "format_refused");
}

TEST_F(TelegramBot, APlaceAndACardGoAsSuch) {
    auto act = text("", ":-1001/7");
    act.reply_to_external_id = ":-1001:5";
    act.kind = MessageKind::location;
    act.content = {{"latitude", 52.5}, {"longitude", 21.25}, {"title", ""}, {"address", ""}};
    auto pieces = telegram::pieces_of(act);
    ASSERT_EQ(pieces.size(), 1U);
    EXPECT_EQ(pieces[0].method, "sendLocation");
    EXPECT_EQ(pieces[0].params["reply_parameters"]["message_id"], 5);
    pieces[0].params.erase("reply_parameters");
    EXPECT_EQ(pieces[0].params,
              Json({{"chat_id", -1001}, {"message_thread_id", 7}, {"latitude", 52.5}, {"longitude", 21.25}}));
    const auto venue = [&](const char* title, const char* address) {
        act.content["title"] = title;
        act.content["address"] = address;
        const auto piece = telegram::pieces_of(act).at(0);
        return piece.method + " " + text_or(piece.params, "title") + " | " + text_or(piece.params, "address");
    };
    EXPECT_EQ(venue("Shop", "Prosta 1"), "sendVenue Shop | Prosta 1");
    EXPECT_EQ(venue("Shop", ""), "sendVenue Shop | 52.5, 21.25");
    EXPECT_EQ(venue("", "Prosta 1"), "sendVenue Prosta 1 | 52.5, 21.25");
    act.kind = MessageKind::contact;
    act.thread = kBusiness;
    act.content = {{"name", "Anna Nowak"}, {"phone", "+48600100200"}, {"own", false}};
    const auto card = telegram::pieces_of(act).at(0);
    EXPECT_EQ(card.method, "sendContact");
    EXPECT_EQ(card.params, Json({{"business_connection_id", "wDq1XkZ9SEkJAAAADemoConn01"},
                                 {"chat_id", 5001000101},
                                 {"phone_number", "+48600100200"},
                                 {"first_name", "Anna Nowak"}}));
}

TEST_F(TelegramBot, OtherActsHaveTheirCalls) {
    auto act = text("new words");
    act.external_id = ":5001000101:62";
    act.act = Outgoing::Act::edit;
    EXPECT_EQ(telegram::pieces_of(act).at(0).method, "editMessageText");
    act.act = Outgoing::Act::remove;
    EXPECT_EQ(telegram::pieces_of(act).at(0).params, (Json{{"chat_id", 5001000101}, {"message_id", 62}}));
    http.add(200, R"({"ok":true,"result":true})");
    EXPECT_EQ(send(act).kind, SendOutcome::Kind::sent);
    act.act = Outgoing::Act::react;
    act.reaction = "👍";
    const auto reaction = telegram::pieces_of(act).at(0);
    EXPECT_EQ(reaction.method, "setMessageReaction");
    EXPECT_EQ(reaction.params["reaction"], Json::parse(R"([{"type":"emoji","emoji":"👍"}])"));
    act.reaction.clear();
    EXPECT_EQ(telegram::pieces_of(act).at(0).params["reaction"], Json::array());
    act.act = Outgoing::Act::typing;
    EXPECT_EQ(telegram::pieces_of(act).at(0).method, "sendChatAction");
    const auto before = http.calls.size();
    act.act = Outgoing::Act::read;
    EXPECT_EQ(send(act).kind, SendOutcome::Kind::sent);
    act.act = Outgoing::Act::closed;
    EXPECT_EQ(send(act).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.calls.size(), before);
    act.act = Outgoing::Act::remove;
    act.thread = kBusiness;
    act.external_id = kBusiness + ":3003";
    EXPECT_EQ(telegram::pieces_of(act).at(0).method, "deleteBusinessMessages");
    act.act = Outgoing::Act::react;
    EXPECT_TRUE(telegram::pieces_of(act).empty()) << "Telegram has no such call for business chats";
    act.act = Outgoing::Act::read;
    const auto read = telegram::pieces_of(act).at(0);
    EXPECT_EQ(read.method, "readBusinessMessage");
    EXPECT_EQ(read.params["message_id"], 3003);
    EXPECT_TRUE(read.params.contains("business_connection_id"));
    http.add(400, refusal(400, "Bad Request: BOT_ACCESS_FORBIDDEN"));
    const auto kept = send(act);
    EXPECT_EQ(kept.kind, SendOutcome::Kind::sent) << "the owner keeps that right to himself";
    EXPECT_FALSE(kept.unreachable);
}

TEST_F(TelegramBot, WhatGoesIntoATopicNamesIt) {
    auto act = text("hello", ":-1001000000555/77");
    act.reply_to_external_id = ":-1001000000555:901";
    const auto sent = telegram::pieces_of(act).at(0).params;
    EXPECT_EQ(sent["chat_id"], -1001000000555);
    EXPECT_EQ(sent["message_thread_id"], 77);
    EXPECT_EQ(sent["reply_parameters"]["message_id"], 901);
    http.add(200, R"({"ok":true,"result":{"message_id":905}})");
    EXPECT_EQ(send(act).external_id, ":-1001000000555:905");
    act.external_id = ":-1001000000555:905";
    act.act = Outgoing::Act::edit;
    const auto edited = telegram::pieces_of(act).at(0).params;
    EXPECT_EQ(edited["message_id"], 905);
    EXPECT_FALSE(edited.contains("message_thread_id"));
    act.act = Outgoing::Act::typing;
    EXPECT_EQ(telegram::pieces_of(act).at(0).params["message_thread_id"], 77);
}

TEST_F(TelegramBot, FilesAreFetchedInTwoSteps) {
    const auto bot = connector({{"api_base", "http://127.0.0.1:9"}, {"private_targets", "yes"}});
    http.add(200, fixture("response_getfile"));
    http.add(200, "OggS");
    const auto media = wait_for(bot->fetch_media({{"file_id", "F"}}));
    ASSERT_TRUE(media.has_value());
    EXPECT_EQ(media->bytes, "OggS");
    EXPECT_EQ(media->name, "file_12.oga");
    EXPECT_EQ(http.calls[1].url, std::string("http://127.0.0.1:9/file/bot") + kToken + "/voice/file_12.oga");
    EXPECT_TRUE(http.calls[1].private_targets);
    http.add(400, refusal(400, "Bad Request: file is too big"));
    const auto big = wait_for(bot->fetch_media({{"file_id", "F"}}));
    ASSERT_FALSE(big.has_value());
    EXPECT_EQ(big.error().code(), Errc::not_found);
    EXPECT_NE(big.error().detail().find("file is too big"), std::string::npos);
}

TEST_F(TelegramBot, IsSubscribed) {
    const auto hooked = connector();
    http.add(200, R"({"ok":true,"result":true})");
    EXPECT_TRUE(wait_for(hooked->subscribe()).has_value());
    EXPECT_EQ(http.method(0), "setWebhook");
    EXPECT_EQ(text_or(http.body(0), "url"), "https://inbox.example.com/hooks/k");
    EXPECT_EQ(text_or(http.body(0), "secret_token"), "Parley_demo-webhook-secret_0004");
    const auto polling = connector(Json::object(), "");
    http.add(200, R"({"ok":true,"result":true})");
    EXPECT_TRUE(wait_for(polling->subscribe()).has_value());
    EXPECT_EQ(http.method(1), "deleteWebhook");
}

struct KeepingIntake final : Intake {
    boost::asio::awaitable<std::vector<UpdateOutcome>> take(std::string raw, std::vector<Update> updates) override {
        if (refusals > 0) {
            --refusals;
            throw Failure(Error(Errc::unavailable, "the disk is full"));
        }
        kept.push_back(std::move(raw));
        std::vector<UpdateOutcome> outcomes(updates.size());
        co_return outcomes;
    }
    int refusals = 0;
    std::vector<std::string> kept;
};

TEST_F(TelegramBot, PollingConfirmsOnlyWhatIsKept) {
    const auto bot = connector({{"mode", "poll"}});
    KeepingIntake intake;
    intake.refusals = 1;
    const std::string batch =
        R"({"ok":true,"result":[)" + fixture("message_voice") + "," + fixture("edited_message") + "]}";
    http.add(409, fixture("response_error_409_conflict"));
    http.add(200, batch);
    http.add(200, batch);
    const auto poll = [&]() -> boost::asio::awaitable<bool> {
        co_await bot->run(intake);
        co_return true;
    };
    EXPECT_THROW(wait_for(poll()), std::runtime_error) << "the script has ended";
    ASSERT_EQ(http.calls.size(), 4U);
    EXPECT_FALSE(http.body(2).contains("offset")) << "nothing was kept yet";
    EXPECT_EQ(http.body(3)["offset"], 810000122);
    EXPECT_EQ(intake.kept.size(), 2U);
    EXPECT_EQ(clock.slept, (std::vector<std::chrono::milliseconds>{std::chrono::seconds(3), std::chrono::seconds(1)}));
    EXPECT_EQ(http.calls[0].timeout, std::chrono::seconds(60));
}

}  // namespace
}  // namespace parley
