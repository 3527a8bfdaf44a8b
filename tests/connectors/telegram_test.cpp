#include "connectors/telegram/telegram.hpp"

#include "connectors/registry.hpp"
#include "server/base/text.hpp"
#include "server/net/multipart.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include <deque>
#include <fstream>
#include <sstream>

namespace parley {
namespace {

constexpr Millis kReceived = 1'788'001'000'000;
constexpr const char* kToken = "7000000001:test_token_0123456789";
const std::string kBusiness = "wDq1XkZ9SEkJAAAADemoConn01:5001000101";

std::string fixture(const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/telegram/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ScriptedHttp final : public Http {
public:
    boost::asio::awaitable<HttpOutcome> call(HttpCall call) override {
        calls.push_back(std::move(call));
        if (answers.empty()) throw std::runtime_error("no more answers");
        HttpOutcome next = std::move(answers.front());
        answers.pop_front();
        co_return next;
    }
    void add(int status, std::string body) {
        HttpAnswer answer;
        answer.status = status;
        answer.body = std::move(body);
        answers.emplace_back(std::move(answer));
    }
    std::string method(std::size_t i) const { return calls.at(i).url.substr(calls.at(i).url.rfind('/') + 1); }
    Json body(std::size_t i) const { return Json::parse(calls.at(i).body); }

    std::vector<HttpCall> calls;
    std::deque<HttpOutcome> answers;
};

class StoppedClock final : public Clock {
public:
    Millis now() const override { return kReceived; }
    Millis elapsed() const override { return kReceived; }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds delay) override {
        slept.push_back(delay);
        co_return;
    }
    std::vector<std::chrono::milliseconds> slept;
};

template <class T>
T wait_for(boost::asio::awaitable<T> work) {
    boost::asio::io_context context;
    std::optional<T> result;
    std::exception_ptr failure;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr error, T value) {
        failure = error;
        if (!error) result = std::move(value);
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
}

struct TelegramBot : testing::Test {
    ScriptedHttp http;
    StoppedClock clock;
    std::string file_bytes = "BYTES";

    std::unique_ptr<Connector> connector(Json more = Json::object(),
                                         std::string hook_url = "https://inbox.example.com/hooks/k") {
        ChannelConfig config;
        config.id = 7;
        config.kind = "telegram";
        config.hook_url = std::move(hook_url);
        config.settings = {{"token", kToken}, {"secret", "Parley_demo-webhook-secret_0004"}};
        config.settings.update(more);
        ConnectorHouse house;
        house.http = &http;
        house.clock = &clock;
        house.read_file = [this](std::int64_t) -> boost::asio::awaitable<Result<std::string>> {
            Result<std::string> bytes = file_bytes;
            co_return bytes;
        };
        return telegram_kind().make(std::move(config), std::move(house));
    }
    static Outgoing text(std::string words, std::string thread = ":5001000101") {
        Outgoing outgoing;
        outgoing.thread = std::move(thread);
        outgoing.text = std::move(words);
        return outgoing;
    }
    SendOutcome send(Outgoing outgoing) {
        const auto bot = connector();
        return wait_for(bot->send(std::move(outgoing)));
    }
    SendOutcome answered(int status, std::string body) {
        http.add(status, std::move(body));
        return send(text("hello"));
    }
    static std::string refusal(int status, const std::string& words) {
        return dump(Json{{"ok", false}, {"error_code", status}, {"description", words}});
    }
};

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
        {400, fixture("response_error_400_migrated"), Kind::failed, "chat_moved", true},
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
    EXPECT_EQ(telegram::split_text("short", 10), Parts{"short"});
    EXPECT_EQ(telegram::split_text("12345678\nabcd", 10), (Parts{"12345678", "abcd"}));
    EXPECT_EQ(telegram::split_text("1234567 abcd", 10), (Parts{"1234567", "abcd"}));
    EXPECT_EQ(telegram::split_text("0123456789 abcd", 10), (Parts{"0123456789", "abcd"}));
    EXPECT_EQ(telegram::split_text("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 3).size(), 3U);
    std::string emoji;
    for (int i = 0; i < 5000; ++i) emoji += "😀";
    std::string joined;
    for (const auto part : telegram::split_text(emoji, 4096)) {
        EXPECT_LE(count_utf16(part), 4096U);
        EXPECT_EQ(first_invalid_utf8(part), std::string_view::npos);
        joined += part;
    }
    EXPECT_EQ(joined, emoji);
    EXPECT_TRUE(telegram::split_text(" \n ", 10).empty());
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

struct TelegramAlbum : TelegramBot {
    using Kind = MessageKind;
    static Outgoing::File file(Kind kind, const char* type, std::int64_t size = 5) {
        Outgoing::File one;
        one.kind = kind, one.name = "f", one.content_type = type, one.size = size;
        return one;
    }
    static Outgoing::File photo(std::int64_t size = 5) { return file(Kind::image, "image/png", size); }
    static Outgoing::File video() { return file(Kind::video, "video/mp4"); }
    static Outgoing::File audio() { return file(Kind::audio, "audio/mpeg"); }
    static Outgoing::File document(std::int64_t size = 5) { return file(Kind::file, "application/pdf", size); }
    static Outgoing with(std::vector<Outgoing::File> files, std::string words = "") {
        auto outgoing = text(std::move(words));
        outgoing.files = std::move(files);
        return outgoing;
    }
    /// "sendMediaGroup:2 sendVoice:1": the calls and how many files each brings.
    static std::string calls_for(const Outgoing& outgoing) {
        std::string calls;
        for (const auto& piece : telegram::pieces_of(outgoing))
            calls += (calls.empty() ? "" : " ") + piece.method + ":" + std::to_string(piece.uploads.size());
        return calls;
    }
    std::map<std::string, std::string> form(std::size_t i) const {
        std::map<std::string, std::string> fields;
        const auto parts = read_multipart(http.calls.at(i).headers.get("Content-Type"), http.calls.at(i).body);
        for (const auto& part : parts.value()) fields[part.name] = part.content;
        return fields;
    }
};

TEST_F(TelegramAlbum, FilesThatMayStandTogetherAreOneCall) {
    const auto gif = file(Kind::image, "image/gif"), voice = file(Kind::voice, "audio/ogg"),
               drawing = file(Kind::image, "image/svg+xml");
    const std::pair<std::vector<Outgoing::File>, const char*> cases[] = {
        {{photo()}, "sendPhoto:1"},
        {{photo(), video(), photo()}, "sendMediaGroup:3"},
        {{document(), document()}, "sendMediaGroup:2"},
        {{audio(), audio()}, "sendMediaGroup:2"},
        {{photo(), photo(), document(), photo()}, "sendMediaGroup:2 sendDocument:1 sendPhoto:1"},
        {{audio(), document(), document(), audio()}, "sendAudio:1 sendMediaGroup:2 sendAudio:1"},
        {{voice, voice}, "sendVoice:1 sendVoice:1"},
        {{gif, photo(), photo(), gif}, "sendAnimation:1 sendMediaGroup:2 sendAnimation:1"},
        {{drawing, document()}, "sendMediaGroup:2"},
        {{photo(20'000'000), photo(), photo()}, "sendDocument:1 sendMediaGroup:2"},
        {std::vector(10, photo()), "sendMediaGroup:10"},
        {std::vector(11, photo()), "sendMediaGroup:10 sendPhoto:1"},
        {std::vector(12, photo()), "sendMediaGroup:10 sendMediaGroup:2"},
        {std::vector(3, document(24'000'000)), "sendMediaGroup:2 sendDocument:1"},
    };
    for (const auto& [files, calls] : cases) EXPECT_EQ(calls_for(with(files)), calls);
    EXPECT_EQ(calls_for(with({photo(), photo()}, std::string(1025, 'x'))), "sendMediaGroup:2 sendMessage:0");
}

TEST_F(TelegramAlbum, IsOneMessageOfSeveralNumbers) {
    http.add(200, R"({"ok":true,"result":[{"message_id":62},{"message_id":63}]})");
    auto outgoing = with({photo(), video()}, "look");
    outgoing.reply_to_external_id = ":5001000101:41";
    const auto sent = send(std::move(outgoing));
    EXPECT_EQ(sent.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(sent.external_id, ":5001000101:62");
    EXPECT_EQ(sent.more_external_ids, std::vector<std::string>{":5001000101:63"});
    EXPECT_EQ(http.method(0), "sendMediaGroup");
    auto fields = form(0);
    EXPECT_EQ(Json::parse(fields["media"]), Json::parse(R"([{"type":"photo","media":"attach://file0","caption":"look"},
                              {"type":"video","media":"attach://file1","supports_streaming":true}])"));
    EXPECT_EQ(Json::parse(fields["reply_parameters"])["message_id"], 41);
    EXPECT_EQ(fields["file0"], "BYTES");
    EXPECT_EQ(fields["file1"], "BYTES");
    EXPECT_FALSE(fields.contains("caption"));
    http.add(200, R"({"ok":true,"result":[]})");
    EXPECT_EQ(send(with({photo(), photo()})).kind, SendOutcome::Kind::unconfirmed);
}

TEST_F(TelegramAlbum, WithARefusedPictureGoesAsFiles) {
    http.add(400, refusal(400,
                          "Bad Request: failed to send message #2 with the error message "
                          "\"PHOTO_INVALID_DIMENSIONS\""));
    http.add(200, R"({"ok":true,"result":[{"message_id":62},{"message_id":63}]})");
    EXPECT_EQ(send(with({photo(), video()}, "look")).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(Json::parse(form(1)["media"]),
              Json::parse(R"([{"type":"document","media":"attach://file0","caption":"look"},
                              {"type":"document","media":"attach://file1"}])"));
}

TEST_F(TelegramAlbum, WhatArrivedOfItIsCountedByMessages) {
    http.add(200, R"({"ok":true,"result":[{"message_id":62},{"message_id":63}]})");
    http.add(403, fixture("response_error_403_blocked"));
    const auto half = send(with({photo(), photo(), document()}));
    EXPECT_EQ(half.kind, SendOutcome::Kind::failed);
    EXPECT_NE(half.message.find("only 2 of 3 parts"), std::string::npos) << half.message;
    http.answers.emplace_back(HttpTrouble{true, false, "timed out"});
    EXPECT_EQ(send(with({photo(), photo()})).kind, SendOutcome::Kind::unconfirmed);
}

TEST_F(TelegramAlbum, IsTakenBackAsAWhole) {
    auto act = text("");
    act.act = Outgoing::Act::remove;
    act.external_id = ":5001000101:62";
    act.more_external_ids = {":5001000101:63", ":5001000101:64"};
    const auto gone = telegram::pieces_of(act).at(0);
    EXPECT_EQ(gone.method, "deleteMessages");
    EXPECT_EQ(gone.params, (Json{{"chat_id", 5001000101}, {"message_ids", {62, 63, 64}}}));
    act.thread = kBusiness;
    act.external_id = kBusiness + ":3003";
    act.more_external_ids = {kBusiness + ":3004"};
    const auto theirs = telegram::pieces_of(act).at(0);
    EXPECT_EQ(theirs.method, "deleteBusinessMessages");
    EXPECT_EQ(theirs.params["message_ids"], Json::parse("[3003,3004]"));
}

TEST_F(TelegramBot, FilesGoByMultipartWithTheTextAsCaption) {
    const auto with = [&](MessageKind kind, const char* type, std::string words) {
        auto outgoing = text(std::move(words));
        Outgoing::File file;
        file.id = 1, file.kind = kind, file.name = "f", file.content_type = type, file.size = 5;
        outgoing.files.push_back(std::move(file));
        return outgoing;
    };
    http.add(200, fixture("response_send_ok"));
    EXPECT_EQ(send(with(MessageKind::image, "image/jpeg", "look")).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.method(0), "sendPhoto");
    const auto parts = read_multipart(http.calls[0].headers.get("Content-Type"), http.calls[0].body);
    ASSERT_TRUE(parts.has_value());
    std::map<std::string, std::string> fields;
    for (const auto& part : *parts) fields[part.name] = part.content;
    EXPECT_EQ(fields,
              (std::map<std::string, std::string>{{"caption", "look"}, {"chat_id", "5001000101"}, {"photo", "BYTES"}}));
    const auto method = [&](MessageKind kind, const char* type) {
        return telegram::pieces_of(with(kind, type, "")).at(0).method;
    };
    EXPECT_EQ(method(MessageKind::voice, "audio/ogg"), "sendVoice");
    EXPECT_EQ(method(MessageKind::video, "video/mp4"), "sendVideo");
    EXPECT_EQ(method(MessageKind::audio, "audio/mpeg"), "sendAudio");
    EXPECT_EQ(method(MessageKind::file, "application/pdf"), "sendDocument");
    EXPECT_EQ(method(MessageKind::image, "image/svg+xml"), "sendDocument");
    const auto longer = with(MessageKind::image, "image/png", std::string(1025, 'x'));
    const auto pieces = telegram::pieces_of(longer);
    ASSERT_EQ(pieces.size(), 2U);
    EXPECT_FALSE(pieces[0].params.contains("caption"));
    EXPECT_EQ(pieces[1].method, "sendMessage");
    http.add(400, refusal(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"));
    http.add(200, fixture("response_send_ok"));
    EXPECT_EQ(send(with(MessageKind::image, "image/png", "")).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.method(2), "sendDocument");
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

TEST_F(TelegramBot, IsCheckedAndSubscribed) {
    const auto hooked = connector();
    http.add(200, fixture("response_getme"));
    EXPECT_EQ(wait_for(hooked->check()).detail, "Connected to @parley_demo_bot");
    http.add(401, fixture("response_error_401"));
    const auto revoked = wait_for(hooked->check());
    EXPECT_TRUE(revoked.reachable);
    EXPECT_FALSE(revoked.ok);
    http.add(200, R"({"ok":true,"result":true})");
    EXPECT_TRUE(wait_for(hooked->subscribe()).has_value());
    EXPECT_EQ(http.method(2), "setWebhook");
    EXPECT_EQ(text_or(http.body(2), "url"), "https://inbox.example.com/hooks/k");
    EXPECT_EQ(text_or(http.body(2), "secret_token"), "Parley_demo-webhook-secret_0004");
    const auto polling = connector(Json::object(), "");
    http.add(200, R"({"ok":true,"result":true})");
    EXPECT_TRUE(wait_for(polling->subscribe()).has_value());
    EXPECT_EQ(http.method(3), "deleteWebhook");
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
