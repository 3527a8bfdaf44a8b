#include "connectors/telegram/telegram.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace parley {
namespace {

constexpr Millis kReceived = 1'788'001'000'000;
const std::string kBusiness = "wDq1XkZ9SEkJAAAADemoConn01:5001000101";

std::string fixture(const std::string& name) {
    std::ifstream file(std::string(PARLEY_FIXTURES) + "/telegram/" + name + ".json", std::ios::binary);
    EXPECT_TRUE(file.good()) << name;
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<Update> updates_of(const std::string& name) {
    return telegram::parse_update(fixture(name), kReceived);
}

template <class Body>
Body only(const std::string& name) {
    auto updates = updates_of(name);
    EXPECT_EQ(updates.size(), 1U) << name;
    auto* body = updates.empty() ? nullptr : std::get_if<Body>(&updates.front().body);
    EXPECT_NE(body, nullptr) << name;
    return body ? *body : Body{};
}

struct Row {
    const char* fixture;
    MessageKind kind;
    Direction direction;
    const char* text;
    std::size_t media;
};

TEST(TelegramUpdates, EveryMessageFixtureIsReadAsItsKind) {
    using K = MessageKind;
    constexpr auto in = Direction::inbound, out = Direction::outbound;
    const Row rows[] = {
        {"message_text_entities", K::text, in,
         "Привіт! 👩‍👩‍👧‍👦 Скільки коштує доставка? Пишіть на "
         "info@example.com "
         "або "
         "https://shop.example.com/кошик #доставка",
         0},
        {"message_start_deeplink", K::text, in, "/start ad_spring26_A-17", 0},
        {"message_start_plain", K::text, in, "/start", 0},
        {"message_photo_caption", K::image, in, "Zażółć gęślą jaźń – czy to jest dostępne? 🧑🏽‍💻",
         1},
        {"message_album_part1", K::image, in, "Dwa zdjęcia uszkodzonej paczki 📦", 1},
        {"message_album_part2", K::image, in, "", 1},
        {"message_document", K::file, in, "Proszę o podpis", 1},
        {"message_voice", K::voice, in, "", 1},
        {"message_video", K::video, in, "", 1},
        {"message_video_note", K::video, in, "", 1},
        {"message_animation", K::video, in, "", 1},
        {"message_sticker", K::sticker, in, "", 1},
        {"message_contact_own", K::contact, in, "", 0},
        {"message_contact_foreign", K::contact, in, "", 0},
        {"message_location_live", K::location, in, "", 0},
        {"message_venue", K::location, in, "", 0},
        {"message_reply_quote_rtl", K::text, in, "متى يصل الطلب؟ 🚚 شكراً", 0},
        {"message_forward_hidden_user", K::text, in, "Czy znacie dobrego hydraulika?", 0},
        {"message_forward_channel", K::text, in, "Promocja do piątku!", 0},
        {"message_web_app_data", K::interaction, in, "Otwórz formularz", 0},
        {"message_unknown_content", K::unsupported, in, "", 0},
        {"callback_query", K::interaction, in, "Tak ✅", 0},
        {"callback_query_inaccessible", K::interaction, in, "menu:orders", 0},
        {"business_callback_query", K::interaction, in, "15:30", 0},
        {"group_message_topic", K::text, in, "@parley_demo_bot kiedy zebranie?", 0},
        {"group_message_anonymous_admin", K::text, in, "Zebranie w czwartek o 18:00", 0},
        {"business_message_from_customer", K::text, in, "Dzień dobry, czy Pan Marek ma wolny termin jutro?", 0},
        {"business_message_from_owner", K::text, out, "Dzień dobry! Tak, o 15:30 👍", 0},
        {"business_message_own_bot_echo", K::text, out, "Potwierdzam termin 15:30.", 0},
        {"business_message_away_auto", K::text, out, "Jestem teraz poza biurem, odpiszę po 18:00.", 0},
        {"business_message_voice", K::voice, in, "", 1},
    };
    for (const auto& row : rows) {
        SCOPED_TRACE(row.fixture);
        const auto updates = updates_of(row.fixture);
        ASSERT_EQ(updates.size(), 1U);
        EXPECT_FALSE(updates.front().update_id) << "messages are known by their own id";
        const auto* m = std::get_if<MessageReceived>(&updates.front().body);
        ASSERT_NE(m, nullptr);
        EXPECT_EQ(m->kind, row.kind);
        EXPECT_EQ(m->direction, row.direction);
        EXPECT_EQ(m->text, row.text);
        EXPECT_EQ(m->media.size(), row.media);
        for (const auto& media : m->media) EXPECT_FALSE(text_or(media.source, "file_id").empty());
        EXPECT_FALSE(m->person.external_id.empty());
    }
}

TEST(TelegramUpdates, OtherFixturesAreReadAsWhatTheyAre) {
    const auto edited = only<MessageEdited>("edited_message");
    EXPECT_EQ(edited.external_id, ":5001000102:41");
    EXPECT_EQ(edited.edited_at, 1'788'000'180'000);
    EXPECT_EQ(edited.text, "Привіт! Скільки коштує доставка до Львова?");
    EXPECT_EQ(only<MessageEdited>("edited_business_message").external_id, kBusiness + ":3001");
    const auto blocked = only<ContactChanged>("my_chat_member_blocked");
    EXPECT_EQ(blocked.reachable, false);
    EXPECT_EQ(blocked.thread, ":5001000101");
    EXPECT_EQ(only<ContactChanged>("my_chat_member_unblocked").reachable, true);
    const auto gone = only<AccountChanged>("business_connection_disabled");
    EXPECT_EQ(gone.key, "wDq1XkZ9SEkJAAAADemoConn01");
    EXPECT_EQ(gone.owner, "5001000900");
    EXPECT_EQ(gone.cannot_reply, "disconnected");
    EXPECT_EQ(gone.at, 1'788'000'900'000);
    EXPECT_NE(gone.trouble.find("Marek Wiśniewski disconnected the bot: connect it again"), std::string::npos);
    EXPECT_EQ(only<AccountChanged>("business_connection_readonly").cannot_reply, "read_only");
    const auto whole = only<AccountChanged>("business_connection_enabled");
    EXPECT_EQ(whole.cannot_reply + whole.trouble, "");
    const auto reaction = only<ReactionSeen>("message_reaction");
    EXPECT_EQ(reaction.external_id, ":-1001000000555:901");
    EXPECT_EQ(reaction.person.name, "Олена Коваль");
    EXPECT_EQ(reaction.emoji, std::vector<std::string>{"👍"});
    EXPECT_EQ(reaction.at, 1'788'000'300'000);
    const auto unknown = only<NotUnderstood>("update_unknown_kind");
    EXPECT_EQ(unknown.code, "unknown_kind");
    EXPECT_TRUE(unknown.quarantine);
    EXPECT_EQ(updates_of("edited_message").front().update_id, "tg:810000121");
}

TEST(TelegramUpdates, AReactionIsAllThatAPersonHasOnTheMessage) {
    const auto read = [](const char* now, const char* who) {
        const auto body =
            std::string(R"({"update_id":1,"message_reaction":{"chat":{"id":-5},"message_id":7,"date":1788000300,)") +
            who + R"(,"old_reaction":[],"new_reaction":)" + now + "}}";
        return std::get<ReactionSeen>(telegram::parse_update(body, 1).front().body);
    };
    constexpr auto kAnna = R"("user":{"id":3,"first_name":"Anna"})";
    EXPECT_TRUE(read("[]", kAnna).emoji.empty());
    const auto odd = read(R"([{"type":"custom_emoji","custom_emoji_id":"5"},{"type":"paid"}])", kAnna);
    EXPECT_EQ(odd.emoji, (std::vector<std::string>{"", "⭐"}));
    EXPECT_EQ(read("[]", R"("actor_chat":{"id":-9,"title":"Council"})").person.name, "Council");
    const auto nobody = telegram::parse_update(
        R"({"update_id":1,"message_reaction":{"chat":{"id":-5},"message_id":7,"date":1,"new_reaction":[]}})", 1);
    EXPECT_TRUE(std::holds_alternative<NotUnderstood>(nobody.front().body));
}

TEST(TelegramUpdates, AGroupIsTheOtherSideAndEachMessageSaysWhoWroteIt) {
    const auto topic = only<MessageReceived>("group_message_topic");
    EXPECT_EQ(topic.person.external_id, "-1001000000555");
    EXPECT_EQ(topic.person.name, "Rada Osiedla 🏘️");
    EXPECT_EQ(topic.author, AuthorType::contact);
    EXPECT_EQ(topic.author_name, "Anna Nowak");
    EXPECT_EQ(topic.thread, ":-1001000000555/77") << "a topic is a conversation of its own";
    EXPECT_EQ(topic.external_id, ":-1001000000555:901") << "and its messages are numbered with the chat's";
    auto in_topic = Json::parse(fixture("group_message_topic"));
    const auto quoted = [&](int number) {
        in_topic["message"]["reply_to_message"] = {{"message_id", number}, {"date", 1}, {"chat", {{"id", 1}}}};
        return std::get<MessageReceived>(telegram::parse_update(dump(in_topic), kReceived).at(0).body).reply_to;
    };
    EXPECT_FALSE(quoted(77)) << "the line that opened the topic is no quote";
    EXPECT_EQ(quoted(900), ":-1001000000555:900");
    const auto anonymous = only<MessageReceived>("group_message_anonymous_admin");
    EXPECT_EQ(anonymous.thread, ":-1001000000555");
    EXPECT_EQ(anonymous.author_name, "Zarząd");
    EXPECT_TRUE(only<MessageReceived>("message_photo_caption").author_name.empty());
    auto shared = Json::parse(fixture("message_contact_own"));
    shared["message"]["chat"] = {{"id", -5}, {"type", "group"}, {"title", "Council"}};
    const auto updates = telegram::read_update(shared, kReceived);
    EXPECT_FALSE(std::get<MessageReceived>(updates.at(0).body).person.phone) << "a member's phone is not the group's";
}

TEST(TelegramUpdates, AGroupGoesOnWhenItBecomesASupergroup) {
    const auto moved = only<ThreadMoved>("group_migrated_to_supergroup");
    EXPECT_EQ(moved.from, ":-100200300");
    EXPECT_EQ(moved.to, ":-1001000000556");
    EXPECT_EQ(moved.person.external_id, "-1001000000556");
    EXPECT_EQ(moved.person.name, "Mała grupa");
}

TEST(TelegramUpdates, WhatHappensToAGroupIsALineAndNoMessage) {
    const auto read = [](const char* what) {
        const auto body = std::string(R"({"update_id":1,"message":{"message_id":7,"date":1788000300,)") +
                          R"("from":{"id":3,"first_name":"Anna"},"chat":{"id":-5,"type":"group","title":"Council"},)" +
                          what + "}}";
        return telegram::parse_update(body, kReceived).front().body;
    };
    const auto joined = std::get<ChatChanged>(
        read(R"("new_chat_members":[{"id":4,"first_name":"Ewa","last_name":"Lis"},{"id":5,"first_name":"Jan"}])"));
    EXPECT_EQ(joined.what, "joined");
    EXPECT_EQ(joined.names, (std::vector<std::string>{"Ewa Lis", "Jan"}));
    EXPECT_EQ(joined.by, "Anna");
    EXPECT_EQ(joined.thread, ":-5");
    EXPECT_EQ(joined.external_id, ":-5:7");
    EXPECT_EQ(std::get<ChatChanged>(read(R"("left_chat_member":{"id":3,"first_name":"Anna"})")).what, "left");
    EXPECT_EQ(std::get<ChatChanged>(read(R"("new_chat_title":"Board")")).text, "Board");
    EXPECT_EQ(std::get<ChatChanged>(read(R"("pinned_message":{"message_id":3,"text":"Friday, 18:00"})")).text,
              "Friday, 18:00");
    EXPECT_TRUE(std::holds_alternative<Ignored>(read(R"("video_chat_started":{})")));
}

TEST(TelegramUpdates, ABotInAGroupIsReachableWhileItIsAMember) {
    const auto read = [](const char* status) {
        const auto body =
            std::string(R"({"update_id":1,"my_chat_member":{"chat":{"id":-5,"type":"supergroup","title":"Council"},)") +
            R"("from":{"id":3,"first_name":"Anna"},"date":1,"new_chat_member":{"status":")" + status + R"("}}})";
        return telegram::parse_update(body, kReceived).front().body;
    };
    const auto gone = std::get<ContactChanged>(read("left"));
    EXPECT_EQ(gone.person.external_id, "-5");
    EXPECT_EQ(gone.reachable, false);
    EXPECT_EQ(gone.reason, "kicked");
    EXPECT_EQ(std::get<ContactChanged>(read("administrator")).reachable, true);
    EXPECT_TRUE(std::holds_alternative<Ignored>(read("restricted")));
}

TEST(TelegramUpdates, MarksOfATextAreKeptAsABrowserCountsThem) {
    const auto read = [](const char* entities) {
        const auto body = std::string(R"({"update_id":1,"message":{"message_id":7,"date":1,"from":{"id":3},)") +
                          R"("chat":{"id":3,"type":"private"},"text":"👍 bold","entities":)" + entities + "}}";
        return std::get<MessageReceived>(telegram::parse_update(body, kReceived).front().body).content;
    };
    EXPECT_EQ(read(R"([{"type":"bold","offset":3,"length":4}])")["marks"],
              Json::parse(R"([{"type":"bold","offset":3,"length":4}])"));
    EXPECT_EQ(read(R"([{"type":"text_link","offset":3,"length":400,"url":"https://a.example/"}])")["marks"],
              Json::parse(R"([{"type":"link","offset":3,"length":4,"url":"https://a.example/"}])"))
        << "what points past the end is cut";
    for (const char* none :
         {R"([{"type":"bold","offset":7,"length":1}])", R"([{"type":"bold","offset":-1,"length":3}])",
          R"([{"type":"text_link","offset":0,"length":2,"url":"javascript:alert"}])",
          R"([{"type":"url","offset":0,"length":2}])", R"([7])", "7"})
        EXPECT_TRUE(read(none).is_null()) << none;
    const auto edited = only<MessageEdited>("edited_message");
    EXPECT_EQ(edited.content, Json::object()) << "an edit tells that there are none any more";
}

TEST(TelegramUpdates, AnEditTellsWhichFileThereIsNow) {
    auto update = Json::parse(fixture("message_photo_caption"));
    const auto photo = only<MessageReceived>("message_photo_caption").media.at(0).source;
    EXPECT_EQ(text_or(photo, "key"), "AQADLCXZslGpOHX") << "the largest size, as of the file that is fetched";
    update["edited_message"] = update["message"];
    update.erase("message");
    update["edited_message"]["edit_date"] = 1'788'000'050;
    const auto edit = [&] {
        return std::get<MessageEdited>(telegram::parse_update(dump(update), kReceived).at(0).body);
    };
    EXPECT_EQ(edit().media.at(0).source, photo) << "other words, the same picture";
    update["edited_message"].erase("photo");
    update["edited_message"]["video"] = {{"file_id", "V"}, {"file_unique_id", "v"}, {"duration", 3}};
    EXPECT_EQ(edit().kind, MessageKind::video);
    EXPECT_EQ(edit().media.at(0).source, Json({{"file_id", "V"}, {"key", "v"}}));
    EXPECT_TRUE(only<MessageEdited>("edited_message").media.empty());
}

TEST(TelegramUpdates, AnAnswerSaysInWordsWhatItIsAbout) {
    const auto quoted = [](const Json& update) {
        const auto updates = telegram::parse_update(update.dump(), kReceived);
        const auto content = std::get<MessageReceived>(updates.at(0).body).content;
        const Json* found = object_at(content, "quoted");
        return found ? *found : Json();
    };
    auto update = Json::parse(fixture("message_reply_quote_rtl"));
    auto& message = update["message"];
    EXPECT_EQ(quoted(update), Json({{"text", "1042"}, {"author", "Parley Demo"}, {"part", true}, {"story", false}}));
    message.erase("quote");
    EXPECT_EQ(quoted(update)["text"], "طلبك رقم 1042 قيد التجهيز");
    EXPECT_EQ(quoted(update)["part"], false);
    message.erase("reply_to_message");
    EXPECT_TRUE(quoted(update).is_null());
    message["external_reply"] = {{"origin", {{"type", "hidden_user"}, {"sender_user_name", "Ola"}}}};
    message["quote"] = {{"text", "od 9 do 17"}, {"position", 0}};
    EXPECT_EQ(quoted(update), Json({{"text", "od 9 do 17"}, {"author", "Ola"}, {"part", true}, {"story", false}}));
    message.erase("external_reply");
    message.erase("quote");
    message["reply_to_story"] = {{"chat", {{"id", 1}, {"type", "private"}}}, {"id", 3}};
    EXPECT_EQ(quoted(update), Json({{"text", ""}, {"author", ""}, {"part", false}, {"story", true}}));
}

TEST(TelegramUpdates, AFilledInFormIsReadable) {
    auto update = Json::parse(fixture("message_web_app_data"));
    update["message"]["web_app_data"]["data"] = R"({"size":42})";
    const auto updates = telegram::parse_update(update.dump(), kReceived);
    EXPECT_EQ(std::get<MessageReceived>(updates.at(0).body).content["form"],
              Json::parse(R"([{"name":"size","value":"42"}])"));
}

TEST(TelegramUpdates, AForwardedMessageSaysWhoseWordsItHas) {
    EXPECT_EQ(text_or(only<MessageReceived>("message_forward_hidden_user").content, "forwarded_from"),
              "Sąsiadka z 3. piętra");
    EXPECT_EQ(text_or(only<MessageReceived>("message_forward_channel").content, "forwarded_from"), "Demo News");
}

TEST(TelegramUpdates, DeletionsHaveAKeyEach) {
    const auto updates = updates_of("deleted_business_messages");
    ASSERT_EQ(updates.size(), 2U);
    EXPECT_EQ(std::get<MessageDeleted>(updates[0].body).external_id, kBusiness + ":3001");
    EXPECT_EQ(std::get<MessageDeleted>(updates[1].body).external_id, kBusiness + ":3005");
    EXPECT_NE(updates[0].update_id, updates[1].update_id);
}

TEST(TelegramUpdates, PersonsTimesAndKeysAreTold) {
    const auto m = only<MessageReceived>("message_photo_caption");
    EXPECT_EQ(m.thread, ":5001000101");
    EXPECT_EQ(m.external_id, ":5001000101:42");
    EXPECT_EQ(m.person.external_id, "5001000101");
    EXPECT_EQ(m.person.name, "Anna Nowak");
    EXPECT_EQ(m.person.username, "anna_nowak_demo");
    EXPECT_EQ(m.person.language, "pl");
    EXPECT_EQ(m.sent_at, 1'788'000'030'000);
    EXPECT_EQ(m.media.at(0).width, 1280);
    EXPECT_EQ(m.media.at(0).size, 171009);
    EXPECT_EQ(only<MessageReceived>("message_album_part2").album, "13800000000000042");
    EXPECT_EQ(only<MessageReceived>("message_contact_own").reply_to, ":5001000101:40");
    EXPECT_EQ(only<MessageReceived>("callback_query").external_id, "cb:21478837123456789");
    EXPECT_EQ(only<MessageReceived>("business_callback_query").thread, kBusiness);
    EXPECT_EQ(only<MessageReceived>("message_voice").media.at(0).duration_ms, 7000);
    EXPECT_EQ(text_or(only<MessageReceived>("message_venue").content, "address"), "ul. Przykładowa 7, Warszawa");
    EXPECT_EQ(text_or(only<MessageReceived>("message_sticker").content, "emoji"), "👋🏿");
    EXPECT_EQ(text_or(only<MessageReceived>("message_unknown_content").content, "what"), "some_future_content");
}

TEST(TelegramUpdates, OnlyTheSendersOwnPhoneIsProven) {
    const auto own = only<MessageReceived>("message_contact_own");
    EXPECT_EQ(own.person.phone, "+447700900123");
    EXPECT_TRUE(own.person.phone_proven);
    const auto foreign = only<MessageReceived>("message_contact_foreign");
    EXPECT_FALSE(foreign.person.phone);
    EXPECT_FALSE(foreign.person.phone_proven);
    EXPECT_EQ(text_or(foreign.content, "phone"), "+12025550143");
}

TEST(TelegramUpdates, AStartPressIsASourceAndNoMessage) {
    const auto linked = only<MessageReceived>("message_start_deeplink");
    EXPECT_TRUE(linked.starts_only);
    ASSERT_EQ(linked.touches.size(), 1U);
    EXPECT_EQ(linked.touches[0].ref, "ad_spring26_A-17");
    const auto plain = only<MessageReceived>("message_start_plain");
    EXPECT_TRUE(plain.starts_only);
    EXPECT_TRUE(plain.touches.empty());
    EXPECT_FALSE(plain.person.name);
    auto typed = Json::parse(fixture("message_start_plain"));
    typed["message"]["text"] = "/start please, I need help!";
    const auto updates = telegram::read_update(typed, kReceived);
    EXPECT_FALSE(std::get<MessageReceived>(updates.at(0).body).starts_only);
}

TEST(TelegramUpdates, WhatTheOwnerWroteBelongsToTheCustomersThread) {
    const auto owner = only<MessageReceived>("business_message_from_owner");
    EXPECT_EQ(owner.thread, kBusiness);
    EXPECT_EQ(owner.person.external_id, "5001000101");
    EXPECT_EQ(owner.author, AuthorType::operator_);
    EXPECT_EQ(owner.author_name, "Marek Wiśniewski");
    EXPECT_FALSE(owner.automatic);
    EXPECT_TRUE(only<MessageReceived>("business_message_away_auto").automatic);
    EXPECT_EQ(only<MessageReceived>("business_message_own_bot_echo").author, AuthorType::bot);
}

TEST(TelegramUpdates, WhatOurOwnBotWroteInAnAccountIsKnownByItsId) {
    const auto raw = Json::parse(fixture("business_message_own_bot_echo"));
    const auto bot = id_of(raw["business_message"]["sender_business_bot"], "id").value();
    const auto ours = [](const std::string& name, const std::string& id) {
        return std::get<MessageReceived>(telegram::parse_update(fixture(name), kReceived, id).at(0).body).ours;
    };
    EXPECT_TRUE(ours("business_message_own_bot_echo", bot));
    EXPECT_FALSE(ours("business_message_own_bot_echo", "1"));
    EXPECT_FALSE(ours("business_message_from_owner", bot));
    EXPECT_FALSE(ours("business_message_from_customer", bot));
    EXPECT_EQ(only<MessageReceived>("business_message_from_owner").account, "wDq1XkZ9SEkJAAAADemoConn01");
    EXPECT_FALSE(only<MessageReceived>("message_voice").account);
}

TEST(TelegramUpdates, BrokenBytesAreKeptAndNotRefused) {
    for (const char* body :
         {"", "{", "[]", "\"text\"", "{\"update_id\":1,\"update_id\":2}", "{\"message\":\"\xff\"}"}) {
        const auto updates = telegram::parse_update(body, kReceived);
        ASSERT_EQ(updates.size(), 1U) << body;
        const auto* lost = std::get_if<NotUnderstood>(&updates[0].body);
        ASSERT_NE(lost, nullptr) << body;
        EXPECT_EQ(lost->code, "invalid_json") << body;
        EXPECT_TRUE(lost->quarantine);
    }
    const auto bare = telegram::parse_update(R"({"update_id":5,"message":{"message_id":1}})", kReceived);
    EXPECT_EQ(std::get<NotUnderstood>(bare.at(0).body).code, "missing_field");
}

TEST(TelegramAnswer, IsCutIntoUpdatesWithoutJudgingThem) {
    const std::string answer =
        R"({"ok":true,"result":[{"update_id":5,"message":{"text":"a \"}],\\ \"update_id\":99 b"}},)"
        R"( {"x":1,"x":2,"update_id":6} , {"message":[[{}]]}]})";
    const auto updates = telegram::split_updates(answer);
    ASSERT_TRUE(updates);
    ASSERT_EQ(updates->size(), 3U);
    EXPECT_EQ((*updates)[0].id, 5);
    EXPECT_EQ((*updates)[1].id, 6);
    EXPECT_EQ((*updates)[1].bytes, R"({"x":1,"x":2,"update_id":6})");
    EXPECT_EQ((*updates)[2].id, 0);
}

TEST(TelegramAnswer, BrokenBytesInsideAnUpdateStayThere) {
    const std::string answer = "{\"ok\":true,\"result\":[{\"update_id\":5,\"t\":\"\xFF\xFE\"},{\"update_id\":6}]}";
    const auto updates = telegram::split_updates(answer);
    ASSERT_TRUE(updates);
    ASSERT_EQ(updates->size(), 2U);
    const auto read = telegram::parse_update((*updates)[0].bytes, kReceived);
    EXPECT_TRUE(std::holds_alternative<NotUnderstood>(read.front().body));
    EXPECT_EQ((*updates)[1].id, 6);
}

TEST(TelegramAnswer, WhatIsNoAnswerIsNotCut) {
    for (const char* text :
         {"", "{", "[]", "<html>", R"({"ok":false,"description":"x"})", R"({"ok":true})", R"({"ok":true,"result":{}})",
          R"({"ok":true,"result":[{"update_id":5})", R"({"ok":true,"result":[{"a":"b)", R"({"ok":true,"result":[,]})"})
        EXPECT_FALSE(telegram::split_updates(text)) << text;
    const auto none = telegram::split_updates(R"({"ok":true,"result":[]})");
    ASSERT_TRUE(none);
    EXPECT_TRUE(none->empty());
}

TEST(TelegramPace, AGroupTakesTwentyAMinute) {
    for (const auto* group : {":-5", ":-1001000000555/77"}) {
        const auto pace = telegram::pace_in(group);
        EXPECT_LE(pace.burst + 60 * pace.per_second, 20) << group;
    }
    for (const auto* person : {":5001000101", "wDq1-XkZ9:5001000101"})
        EXPECT_EQ(telegram::pace_in(person).per_second, 1);
}

TEST(TelegramCallback, TheQueryToAnswerIsKnown) {
    EXPECT_FALSE(telegram::callback_of(updates_of("callback_query").front()).empty());
    EXPECT_TRUE(telegram::callback_of(updates_of("message_reaction").front()).empty());
}

}  // namespace
}  // namespace parley
