// Edits that bring other files.
#include "server/flow/ingest.hpp"
#include "server/store/attachments.hpp"
#include "tests/support/same_news.hpp"
#include "tests/support/temp_store.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

using test::TempStore;

const IngestChannel kChannel{7, "telegram", "Bot", "telegram"};

Media file(const std::string& key, MessageKind kind = MessageKind::image) {
    Media media;
    media.kind = kind;
    media.name = key + ".bin";
    media.source = {{"file_id", "f-" + key}};
    if (!key.empty()) media.source["key"] = key;
    return media;
}

class EditedFiles : public ::testing::Test {
protected:
    void SetUp() override {
        test::expect_same_news(temp.store(), news);
        temp.run(temp.store().write([](Transaction& t) {
            t.db().execute(db::q::channel_insert, std::int64_t{7}, "telegram", "Bot", "ch_x", "{}", t.now());
        }));
    }
    UpdateOutcome take(UpdateBody body) {
        return temp.run(temp.store().write(
            [&](Transaction& t) { return ingest(t, kChannel, "raw", t.now(), {{std::move(body), {}}}).front(); }));
    }
    MessageReceived written(const std::string& id, const std::string& text, std::vector<Media> media) {
        MessageReceived m;
        m.thread = ":5";
        m.external_id = id;
        m.person.external_id = "5";
        m.sent_at = temp.clock.now();
        m.kind = media.empty() ? MessageKind::text : media.front().kind;
        m.text = text;
        m.media = std::move(media);
        return m;
    }
    MessageEdited edited(const std::string& id, const std::string& text, std::vector<Media> media) {
        MessageEdited edit;
        edit.thread = ":5";
        edit.external_id = id;
        edit.edited_at = ++at;
        edit.text = text;
        edit.content = Json::object();
        edit.kind = media.empty() ? MessageKind::text : media.front().kind;
        edit.media = std::move(media);
        return edit;
    }
    Message message(const UpdateOutcome& of) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            return *message_at(db, {of.conversation_id.value_or(0), of.message_id.value_or(0)});
        }));
    }
    std::vector<std::string> files(const UpdateOutcome& of) {
        return temp.run(temp.store().read([&](db::Connection& db) {
            std::vector<std::string> names;
            for (const auto& a : attachments_of(db, of.message_id.value_or(0))) names.push_back(a.name);
            return names;
        }));
    }
    std::int64_t fetches() {
        return temp.run(temp.store().read([this](db::Connection& db) {
            auto row = db.query(db::q::jobs_due, temp.clock.now());
            std::int64_t count = 0;
            while (row.next()) count += row.view(1) == "media";
            return count;
        }));
    }

    using Names = std::vector<std::string>;
    TempStore temp;
    Millis at = 1'800'000'100'000;
    std::size_t news = 0;
};

TEST_F(EditedFiles, AnotherFileTakesThePlaceAndTheOldOneStaysWithWhatWasSaid) {
    const auto first = take(written("m1", "look", {file("a")}));
    take(edited("m1", "look", {file("b", MessageKind::video)}));
    EXPECT_EQ(files(first), Names{"b.bin"});
    const auto now = message(first);
    EXPECT_EQ(now.kind, MessageKind::video);
    EXPECT_EQ(now.edited_at, at);
    const auto& before = now.content["before"];
    ASSERT_EQ(before.size(), 1u);
    EXPECT_EQ(before[0]["text"], "look");
    ASSERT_EQ(before[0]["files"].size(), 1u);
    EXPECT_EQ(before[0]["files"][0]["name"], "a.bin");
    const auto kept = temp.run(temp.store().read(
        [&](db::Connection& db) { return attachment_by_id(db, integer_of(before[0]["files"][0], "id").value_or(0)); }));
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->message_id, first.message_id) << "it is no upload that nobody wants";
    EXPECT_LT(kept->position, 0);
}

TEST_F(EditedFiles, OtherWordsUnderTheSameFileFetchNothing) {
    const auto first = take(written("m1", "look", {file("a")}));
    auto again = file("a");
    again.source["file_id"] = "another name of the same";
    take(edited("m1", "look here", {again}));
    EXPECT_EQ(files(first), Names{"a.bin"});
    EXPECT_EQ(fetches(), 1);
    const auto now = message(first);
    EXPECT_EQ(now.text, "look here");
    EXPECT_FALSE(now.content["before"][0].contains("files"));
    take(edited("m1", "look here", {again}));
    EXPECT_EQ(message(first).edited_at, now.edited_at) << "nothing that anybody sees";
}

TEST_F(EditedFiles, AFileMayComeUnderWords) {
    const auto first = take(written("m1", "the bill", {}));
    take(edited("m1", "the bill", {file("a", MessageKind::file)}));
    EXPECT_EQ(files(first), Names{"a.bin"});
    EXPECT_EQ(message(first).kind, MessageKind::file);
}

TEST_F(EditedFiles, WhatCannotBeToldApartStays) {
    const auto first = take(written("m1", "", {file("")}));
    take(edited("m1", "", {file("b")}));
    EXPECT_EQ(files(first), Names{".bin"});
    const auto second = take(written("m2", "", {file("c")}));
    take(edited("m2", "", {file("")}));
    EXPECT_EQ(files(second), Names{"c.bin"});
    take(edited("m2", "told in words alone", {}));
    EXPECT_EQ(files(second), Names{"c.bin"});
}

TEST_F(EditedFiles, OfAnAlbumOneItemIsAnotherAndTheWordsStay) {
    UpdateOutcome bubble;
    for (const auto* id : {"m1", "m2", "m3"}) {
        auto item = written(id, id == std::string("m1") ? "three of them" : "", {file(id)});
        item.album = "album";
        bubble = take(item);
    }
    take(edited("m2", "", {file("b")}));
    EXPECT_EQ(files(bubble), (Names{"m1.bin", "b.bin", "m3.bin"})) << "where the old one was";
    EXPECT_EQ(message(bubble).text, "three of them") << "the edited item has no words, the album does";
    take(edited("m1", "two of them", {file("m1")}));
    EXPECT_EQ(message(bubble).text, "two of them");
    take(edited("m2", "", {file("c")}));
    EXPECT_EQ(files(bubble), (Names{"m1.bin", "c.bin", "m3.bin"})) << "an edit after an edit";
    EXPECT_EQ(message(bubble).content["before"].size(), 3u);
}

TEST_F(EditedFiles, TheWordsOfAnAlbumAreThoseOfTheItemThatHasThem) {
    UpdateOutcome bubble;
    for (const auto* id : {"m1", "m2"}) {
        auto item = written(id, id == std::string("m2") ? "both" : "", {file(id)});
        item.album = "album";
        if (!item.text.empty()) item.content = {{"marks", Json::parse(R"([{"type":"bold","offset":0,"length":4}])")}};
        bubble = take(item);
    }
    EXPECT_EQ(message(bubble).content["marks"].size(), 1u) << "set apart as they came";
    take(edited("m1", "", {file("m1")}));
    EXPECT_EQ(message(bubble).text, "both");
    EXPECT_FALSE(message(bubble).edited_at);
    take(edited("m2", "the two", {file("m2")}));
    EXPECT_EQ(message(bubble).text, "the two");
    take(edited("m2", "", {file("m2")}));
    EXPECT_EQ(message(bubble).text, "");
}

TEST_F(EditedFiles, AnEditThatComesFirstWaitsWithItsFile) {
    take(edited("m1", "look", {file("b", MessageKind::video)}));
    const auto first = take(written("m1", "look", {file("a")}));
    EXPECT_EQ(files(first), Names{"b.bin"});
    EXPECT_EQ(message(first).kind, MessageKind::video);
}

}  // namespace
}  // namespace parley
