#include "server/net/multipart.hpp"
#include "tests/connectors/telegram_bot.hpp"

#include <map>

namespace parley {
namespace {

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

}  // namespace
}  // namespace parley
