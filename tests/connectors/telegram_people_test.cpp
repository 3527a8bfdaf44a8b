#include "tests/connectors/telegram_bot.hpp"

namespace parley {
namespace {

using telegram::write_keyboard;

std::string good(const Json& result) {
    return dump(Json{{"ok", true}, {"result", result}});
}
Json sized(const char* id, int side) {
    return {{"file_id", id}, {"file_unique_id", std::string("u") + id}, {"width", side}, {"height", side}};
}

Json one_photo(std::vector<Json> sizes) {
    return Json::array({Json(std::move(sizes))});
}

struct TelegramPeople : TelegramBot {
    Result<FetchedAvatar> asked(std::string person, std::string known = "") {
        const auto bot = connector();
        return wait_for(bot->fetch_avatar({{"person", std::move(person)}}, std::move(known)));
    }
};

TEST_F(TelegramPeople, OfTheSizesOfAPictureTheSmallestThatFillsAFaceIsTaken) {
    const Json photos{{"total_count", 3},
                      {"photos", one_photo({sized("big", 640), sized("fits", 160), sized("tiny", 80)})}};
    http.add(200, good(photos));
    http.add(200, good({{"file_id", "fits"}, {"file_path", "photos/file 1.jpg"}}));
    http.add(200, "JPEG");
    const auto avatar = asked("5001000101");
    ASSERT_TRUE(avatar);
    EXPECT_EQ(avatar->version, "ufits");
    EXPECT_EQ(avatar->bytes, "JPEG");
    EXPECT_EQ(http.method(0), "getUserProfilePhotos");
    EXPECT_EQ(http.body(0), (Json{{"user_id", 5'001'000'101}, {"limit", 1}}));
    EXPECT_EQ(text_or(http.body(1), "file_id"), "fits");
    EXPECT_TRUE(http.calls.at(2).url.ends_with("/photos/file%201.jpg"));
}

TEST_F(TelegramPeople, ThePictureThatIsKnownIsNotFetchedAgain) {
    http.add(200, good({{"total_count", 1}, {"photos", one_photo({sized("fits", 160)})}}));
    const auto avatar = asked("5001000101", "ufits");
    ASSERT_TRUE(avatar);
    EXPECT_EQ(avatar->version, "ufits");
    EXPECT_EQ(avatar->bytes, "");
    EXPECT_EQ(http.calls.size(), 1U);
}

TEST_F(TelegramPeople, NobodyIsMadeUpWhereNothingIsShown) {
    const char* none[] = {R"({"total_count":0,"photos":[]})", R"({"photos":[[]]})", R"({"photos":[{}]})", R"({})",
                          R"([])"};
    for (const auto* told : none) {
        http.add(200, good(Json::parse(told)));
        const auto avatar = asked("5001000101");
        ASSERT_TRUE(avatar) << told;
        EXPECT_EQ(avatar->version + avatar->bytes, "") << told;
    }
    EXPECT_FALSE(asked("anna"));
    http.add(502, "<html>");
    EXPECT_EQ(asked("5001000101").error().code(), Errc::unavailable);
}

TEST_F(TelegramPeople, AGroupsPictureIsToldByItsChat) {
    http.add(200, good({{"id", -100500}, {"photo", {{"small_file_id", "s"}, {"small_file_unique_id", "us"}}}}));
    http.add(200, good({{"file_path", "photos/1.jpg"}}));
    http.add(200, "JPEG");
    const auto avatar = asked("-100500");
    ASSERT_TRUE(avatar);
    EXPECT_EQ(avatar->version, "us");
    EXPECT_EQ(http.method(0), "getChat");
    EXPECT_EQ(http.body(0), (Json{{"chat_id", -100500}}));
}

TEST(TelegramKeyboard, ButtonsStandUnderTheMessageUnlessOneAsks) {
    EXPECT_TRUE(write_keyboard(nullptr).is_null());
    EXPECT_TRUE(write_keyboard({{"buttons", Json::array()}}).is_null());
    const Json under{{"buttons", {{{"title", "Yes"}, {"payload", "y"}}, {{"title", "Site"}, {"url", "https://x.io"}}}}};
    EXPECT_EQ(
        write_keyboard(under),
        Json::parse(
            R"({"inline_keyboard":[[{"text":"Yes","callback_data":"y"}],[{"text":"Site","url":"https://x.io"}]]})"));
    const Json asks{{"buttons", {{{"title", "My number"}, {"ask", "phone"}}, {{"title", "No"}, {"payload", "No"}}}}};
    EXPECT_EQ(write_keyboard(asks),
              Json::parse(R"({"keyboard":[[{"text":"My number","request_contact":true}],[{"text":"No"}]],
                                                   "one_time_keyboard":true,"resize_keyboard":true})"));
}

TEST(TelegramKeyboard, APayloadThatIsTooLongForAButtonIsToldByItsPlace) {
    const auto data_of = [](std::size_t bytes) {
        const Json content{
            {"buttons", {{{"title", "a"}, {"payload", "x"}}, {{"title", "b"}, {"payload", std::string(bytes, 'x')}}}}};
        return write_keyboard(content)["inline_keyboard"][1][0]["callback_data"].get<std::string>();
    };
    EXPECT_EQ(data_of(64), std::string(64, 'x'));
    EXPECT_EQ(data_of(65), "#1");
}

TEST(TelegramKeyboard, APhoneNumberIsAskedForInChatsOfTheBotItselfOnly) {
    EXPECT_TRUE(telegram::asks_in(":5001000101"));
    EXPECT_FALSE(telegram::asks_in(":-100500"));
    EXPECT_FALSE(telegram::asks_in("connection:5001000101"));
}

}  // namespace
}  // namespace parley
