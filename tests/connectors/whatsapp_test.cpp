#include "server/base/secret.hpp"
#include "tests/connectors/whatsapp_number.hpp"

namespace parley {
namespace {

TEST_F(WhatsappNumber, TheSignatureOverTheRawBytesDecides) {
    const auto number = connector();
    auto signing = Json::parse(whatsapp_fixture("signing"));
    Request request;
    const auto verified = [&](const std::string& body, const std::string& header) {
        request.body = body;
        request.headers = {};
        if (!header.empty()) request.headers.set("X-Hub-Signature-256", header);
        return number->verify({request, "", kReceived}).has_value();
    };
    const auto body = text_or(signing, "body"), expected = text_or(signing, "expected");
    EXPECT_TRUE(verified(body, expected));
    EXPECT_FALSE(verified(body, ""));
    EXPECT_FALSE(verified(body, expected.substr(7)));
    EXPECT_FALSE(verified(body, expected.substr(0, 40)));
    EXPECT_FALSE(verified(body + " ", expected));
    EXPECT_FALSE(verified(dump(Json::parse(body)), expected)) << "the same document in other bytes";
    const auto refused = number->refuse({request, "", kReceived}, number->verify({request, "", kReceived}).error());
    EXPECT_EQ(refused.status, 401);
}

TEST_F(WhatsappNumber, TheHandshakeWantsTheAgreedWord) {
    const auto number = connector();
    const auto asked = [&](const std::string& query, Method method = Method::get) {
        Request request;
        request.method = method;
        request.query = query;
        return number->handshake({request, "", kReceived});
    };
    const auto good = asked("hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=the-agreed-word");
    ASSERT_TRUE(good);
    EXPECT_EQ(good->status, 200);
    EXPECT_EQ(good->body, "1158201444");
    EXPECT_EQ(asked("hub.mode=subscribe&hub.challenge=1&hub.verify_token=another")->status, 403);
    EXPECT_EQ(asked("hub_mode=subscribe&hub_challenge=1&hub_verify_token=the-agreed-word")->status, 403);
    EXPECT_EQ(asked("")->status, 403);
    EXPECT_FALSE(asked("", Method::post));
}

TEST(WhatsappSettings, WrongValuesAreRefusedByName) {
    const auto* kind = find_kind("whatsapp");
    ASSERT_NE(kind, nullptr);
    const Json good{{"token", " EAAtoken1 "},
                    {"app_secret", "0123456789abcdef"},
                    {"phone_number_id", "300"},
                    {"business_account_id", "200"}};
    const auto made = complete_settings(*kind, good);
    ASSERT_TRUE(made.has_value());
    EXPECT_EQ(text_or(*made, "token"), "EAAtoken1");
    EXPECT_EQ(text_or(*made, "verify_token").size(), 32U);
    EXPECT_EQ(without_secrets(*kind, *made), Json({{"phone_number_id", "300"}, {"business_account_id", "200"}}));
    const auto refused = [&](const char* name, const char* value) {
        auto settings = good;
        settings[name] = value;
        const auto result = complete_settings(*kind, settings);
        ASSERT_FALSE(result.has_value()) << name << value;
        EXPECT_EQ(result.error().fields().at(0).field, name);
    };
    refused("token", "");
    refused("token", "with a blank");
    refused("app_secret", "short");
    refused("phone_number_id", "+15550100001");
    refused("business_account_id", "../me");
    refused("business_account_id", "300");
    refused("verify_token", "short");
    refused("api_base", "ftp://example.com");
}

TEST_F(WhatsappNumber, TextGoesWithWhatReceiptsWillSay) {
    http.add(200, whatsapp_fixture("response_send_ok"));
    auto outgoing = text("Już sprawdzam!");
    outgoing.reply_to_external_id = "wamid.theirs";
    const auto outcome = send(outgoing);
    EXPECT_EQ(outcome.kind, SendOutcome::Kind::sent);
    EXPECT_EQ(outcome.external_id, kOurs);
    EXPECT_EQ(http.calls[0].url, "https://graph.facebook.com/v25.0/" + kWhatsappNumber + "/messages");
    EXPECT_EQ(http.calls[0].headers.get("Authorization"), "Bearer EAAtoken");
    EXPECT_EQ(http.body(0), Json({{"messaging_product", "whatsapp"},
                                  {"recipient_type", "individual"},
                                  {"to", "+" + kAnna},
                                  {"type", "text"},
                                  {"text", {{"body", "Już sprawdzam!"}, {"preview_url", false}}},
                                  {"context", {{"message_id", "wamid.theirs"}}},
                                  {"biz_opaque_callback_data", "parley:77:0:1"}}));
}

TEST_F(WhatsappNumber, WhoHasNoNumberIsWrittenToByTheId) {
    for (int i = 0; i < 2; ++i) http.add(200, whatsapp_fixture("response_send_ok_bsuid"));
    send(text("hi", "US.55012345678901234567"));
    EXPECT_EQ(http.body(0)["recipient"], "US.55012345678901234567");
    EXPECT_FALSE(http.body(0).contains("to"));
    send(text("hi", "group:Y2Fw"));
    EXPECT_EQ(http.body(1)["recipient_type"], "group");
    EXPECT_EQ(http.body(1)["to"], "Y2Fw");
}

TEST_F(WhatsappNumber, AFileIsUploadedAndNamed) {
    http.add(200, R"({"id":"media-1"})");
    http.add(200, whatsapp_fixture("response_send_ok"));
    auto outgoing = text("Das Angebot");
    outgoing.files.push_back({5, MessageKind::file, "Angebot.pdf", "application/pdf", "", 5, "", 0});
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
    EXPECT_TRUE(http.calls[0].url.ends_with("/media"));
    EXPECT_NE(http.calls[0].body.find("BYTES"), std::string::npos);
    EXPECT_EQ(http.body(1)["document"],
              Json({{"id", "media-1"}, {"filename", "Angebot.pdf"}, {"caption", "Das Angebot"}}));
}

TEST_F(WhatsappNumber, ButtonsGoAsWhatThePlatformHasForThem) {
    const auto shown = [&](const char* buttons, std::string_view list_title = {}) {
        http.calls.clear();
        http.add(200, whatsapp_fixture("response_send_ok"));
        auto outgoing = text("When?");
        outgoing.content = {{"buttons", Json::parse(buttons)}, {"list_title", list_title}};
        EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
        EXPECT_EQ(http.body(0)["type"], "interactive");
        auto object = http.body(0)["interactive"];
        EXPECT_EQ(object["body"], Json({{"text", "When?"}}));
        return Json({{"type", object["type"]}, {"action", object["action"]}});
    };
    EXPECT_EQ(shown(R"([{"title":"At five","payload":"slot:5"},{"title":"Never"}])"), Json::parse(R"({
        "type":"button","action":{"buttons":[{"type":"reply","reply":{"id":"slot:5","title":"At five"}},
                                             {"type":"reply","reply":{"id":"Never","title":"Never"}}]}})"));
    EXPECT_EQ(shown(R"([{"title":"1"},{"title":"2"},{"title":"3"},{"title":"4","payload":"four"}])", "Hours"),
              Json::parse(R"({"type":"list","action":{"button":"Hours","sections":[{"rows":[
                  {"id":"1","title":"1"},{"id":"2","title":"2"},{"id":"3","title":"3"},{"id":"four","title":"4"}]}]}})"));
    EXPECT_EQ(shown(R"([{"title":"one and twenty chars!"}])")["action"]["button"], "☰") << "too wordy for a button";
    EXPECT_EQ(shown(R"([{"title":"See","url":"https://shop.example/a"}])"), Json::parse(R"({"type":"cta_url","action":
        {"name":"cta_url","parameters":{"display_text":"See","url":"https://shop.example/a"}}})"));
    EXPECT_EQ(shown(R"([{"title":"Where?","ask":"location"}])"),
              Json::parse(R"({"type":"location_request_message","action":{"name":"send_location"}})"));
    EXPECT_EQ(shown(R"([{"title":"Number","ask":"phone"}])"),
              Json::parse(R"({"type":"request_contact_info","action":{"name":"request_contact_info"}})"));
}

TEST_F(WhatsappNumber, FilesGoBeforeTheButtons) {
    http.add(200, R"({"id":"media-1"})");
    for (int i = 0; i < 2; ++i) http.add(200, whatsapp_fixture("response_send_ok"));
    auto outgoing = text("this one?");
    outgoing.files.push_back({5, MessageKind::image, "a.png", "image/png", "", 5, "", 0});
    outgoing.content["buttons"] = Json::parse(R"([{"title":"Yes"}])");
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::sent);
    EXPECT_EQ(http.body(1)["image"], Json({{"id", "media-1"}}));
    EXPECT_EQ(http.body(2)["interactive"]["body"]["text"], "this one?");
    EXPECT_EQ(http.body(2)["biz_opaque_callback_data"], "parley:77:1:2");
}

TEST_F(WhatsappNumber, ButtonsThatItDoesNotShowAreRefusedBeforehand) {
    const auto can = connector()->capabilities();
    EXPECT_TRUE(can.buttons_in(kAnna) && can.asks_in(kAnnaId) && can.asks_place_in(kAnna));
    EXPECT_FALSE(can.buttons_in("group:Y2Fw") || can.asks_in("group:Y2Fw"));
    EXPECT_FALSE(can.asks_in(kAnna)) << "it is known";
    const auto refused = [&](const Json& buttons, const std::string& words = "x") {
        const auto error = can.refuses_buttons(buttons, words);
        return error ? error->fields().at(0).field : std::string();
    };
    const auto titled = [](std::initializer_list<std::string> titles) {
        Json buttons = Json::array();
        for (const auto& title : titles) buttons.push_back({{"title", title}, {"payload", title}});
        return buttons;
    };
    EXPECT_EQ(refused(titled({"a", "b", "c"})), "");
    EXPECT_EQ(refused(titled({std::string(24, 'x'), "b", "c", "d", "e", "f", "g", "h", "i", "j"})), "");
    EXPECT_EQ(refused(titled({"a"}), std::string(1025, 'x')), "text");
    EXPECT_EQ(refused(titled({std::string(25, 'x')})), "buttons");
    EXPECT_EQ(refused(titled({"a", "a"})), "buttons") << "which of them is pressed could not be told";
    EXPECT_EQ(refused(Json::parse(R"([{"title":"a","payload":")" + std::string(201, 'x') + "\"}]")), "buttons");
    EXPECT_EQ(refused(Json::parse(R"([{"title":"a","payload":"a"},{"title":"b","url":"https://x.io"}])")), "buttons");
    EXPECT_EQ(refused(Json::parse(R"([{"title":"a","ask":"phone"},{"title":"b","payload":"b"}])")), "buttons");
    EXPECT_EQ(refused(Json::parse(R"([{"title":"a very long word for it","url":"https://x.io"}])")), "buttons");
}

TEST_F(WhatsappNumber, APlaceAndACardGoAsSuch) {
    for (int i = 0; i < 3; ++i) http.add(200, whatsapp_fixture("response_send_ok"));
    auto place = text("");
    place.kind = MessageKind::location;
    place.content = {{"latitude", 52.2297}, {"longitude", 21.0122}, {"title", "Shop"}, {"address", "Prosta 1"}};
    send(place);
    EXPECT_EQ(http.body(0)["location"],
              Json({{"latitude", 52.2297}, {"longitude", 21.0122}, {"name", "Shop"}, {"address", "Prosta 1"}}));
    place.content["title"] = "";
    send(place);
    EXPECT_EQ(http.body(1)["location"], Json({{"latitude", 52.2297}, {"longitude", 21.0122}, {"name", "Prosta 1"}}));
    auto card = text("");
    card.kind = MessageKind::contact;
    card.content = {{"name", "Anna Nowak"}, {"phone", "+48600100200"}, {"own", false}};
    send(card);
    EXPECT_EQ(http.body(2)["contacts"],
              Json::parse(R"([{"name":{"formatted_name":"Anna Nowak","first_name":"Anna Nowak"},
                                                         "phones":[{"phone":"+48600100200"}]}])"));
}

TEST_F(WhatsappNumber, AnUploadMayBeTriedAgainAMessageNot) {
    HttpTrouble lost;
    lost.maybe_taken = true;
    http.answers.emplace_back(lost);
    auto outgoing = text("");
    outgoing.files.push_back({5, MessageKind::image, "a.png", "image/png", "", 5, "", 0});
    EXPECT_EQ(send(outgoing).kind, SendOutcome::Kind::retry);
    http.answers.emplace_back(lost);
    EXPECT_EQ(send(text("hi")).kind, SendOutcome::Kind::unconfirmed);
    http.add(502, "<html>Bad Gateway</html>");
    EXPECT_EQ(send(text("hi")).kind, SendOutcome::Kind::unconfirmed);
    http.add(200, "{\"messages\":");
    EXPECT_EQ(send(text("hi")).kind, SendOutcome::Kind::unconfirmed);
}

TEST_F(WhatsappNumber, RefusalsByTheirNumber) {
    using Kind = SendOutcome::Kind;
    EXPECT_EQ(refused_with(401, 190).kind, Kind::channel_down);
    EXPECT_EQ(refused_with(403, 200).kind, Kind::channel_down);
    EXPECT_EQ(refused_with(400, 131042).kind, Kind::channel_down);
    EXPECT_EQ(refused_with(400, 131026).kind, Kind::failed);
    EXPECT_EQ(refused_with(400, 131047).code, "window_closed");
    EXPECT_TRUE(refused_with(400, 131047).unreachable);
    EXPECT_EQ(refused_with(404, 132001).code, "template_unknown");
    EXPECT_EQ(refused_with(400, 987'654).code, "refused");
    EXPECT_EQ(refused_with(500, 131000).kind, Kind::retry);
    EXPECT_EQ(refused_with(500, 131000, 6).kind, Kind::failed) << "a few times, not for a day";
    const auto number = refused_with(400, 130429);
    EXPECT_EQ(number.kind, Kind::rate_limited);
    EXPECT_TRUE(number.whole_channel);
    const auto pair = refused_with(400, 131056, 3);
    EXPECT_EQ(pair.kind, Kind::rate_limited);
    EXPECT_FALSE(pair.whole_channel);
    EXPECT_TRUE(pair.this_thread);
    EXPECT_EQ(pair.wait, std::chrono::seconds(64));
    EXPECT_EQ(refused_with(400, 131056, 40).wait, std::chrono::hours(1));
}

TEST_F(WhatsappNumber, FilesAreFetchedFromThePlatformsHostsOnly) {
    const auto number = connector();
    const auto fetched = [&](const std::string& url) {
        http.calls.clear();
        http.add(200, dump(Json{{"url", url}, {"mime_type", "image/jpeg"}, {"file_size", 4}}));
        http.add(200, "JPEG");
        auto media = wait_for(number->fetch_media({{"media_id", "5/../x"}}));
        http.answers.clear();
        return media;
    };
    const auto good = fetched("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=5");
    ASSERT_TRUE(good.has_value());
    EXPECT_EQ(good->content_type, "image/jpeg");
    EXPECT_EQ(http.calls[0].url, "https://graph.facebook.com/v25.0/5%2F..%2Fx?phone_number_id=" + kWhatsappNumber);
    EXPECT_EQ(http.calls[1].redirects, 0) << "the token goes along no redirect";
    for (const char* foreign :
         {"https://evil.example/x", "https://fbsbx.com.evil.example/x", "http://lookaside.fbsbx.com/x",
          "https://a@lookaside.fbsbx.com/x", "https://evilfbsbx.com/"}) {
        EXPECT_FALSE(fetched(foreign).has_value()) << foreign;
        EXPECT_EQ(http.calls.size(), 1U) << foreign;
    }
}

TEST(WhatsappSigns, AreReadAsTheyAreShown) {
    const auto marks = [](std::string_view text) {
        const auto read = whatsapp::read_signs(text);
        std::string out = read.text;
        for (const auto& mark : read.marks)
            out += "|" + text_or(mark, "type") + " " + std::to_string(*integer_of(mark, "offset")) + "+" +
                   std::to_string(*integer_of(mark, "length"));
        return out;
    };
    EXPECT_EQ(marks("plain"), "plain");
    EXPECT_EQ(marks("*bold*"), "bold|bold 0+4");
    EXPECT_EQ(marks("a *b _c_ d* e"), "a b c d e|bold 2+5|italic 4+1");
    EXPECT_EQ(marks("😀 ~no~"), "😀 no|strikethrough 3+2");
    EXPECT_EQ(marks("`*code*`"), "*code*|code 0+6");
    EXPECT_EQ(marks("```\nlet a = *b*;\n```"), "\nlet a = *b*;\n|pre 0+14");
    EXPECT_EQ(marks("> said _she_\nno"), "said she\nno|blockquote 0+8|italic 5+3");
    for (const char* plain :
         {"2*3*4", "* a *", "snake_case_name", "*a\nb*", "**", "***", "*", "a > b", "`", "```", "~ ~"})
        EXPECT_EQ(marks(plain), plain);
    EXPECT_EQ(whatsapp::read_signs(std::string(20'000, '*')).text.size(), 20'000U);
}

TEST(WhatsappSigns, AreWrittenFromMarks) {
    const Json content{
        {"marks", Json::array({{{"type", "bold"}, {"offset", 0}, {"length", 5}},
                               {{"type", "italic"}, {"offset", 3}, {"length", 2}},
                               {{"type", "link"}, {"offset", 6}, {"length", 4}, {"url", "https://e.org"}},
                               {{"type", "spoiler"}, {"offset", 11}, {"length", 2}}})}};
    EXPECT_EQ(whatsapp::write_signs("ab 😀 link no", content, 0), "*ab _😀_* link (https://e.org) no");
    EXPECT_EQ(whatsapp::write_signs(" link no", content, 5), " link (https://e.org) no") << "a part of the text";
    const Json lines{{"marks", Json::array({{{"type", "bold"}, {"offset", 0}, {"length", 8}},
                                            {{"type", "blockquote"}, {"offset", 0}, {"length", 8}}})}};
    EXPECT_EQ(whatsapp::write_signs("one \ntwo", lines, 0), "> *one* \n> *two*");
}

}  // namespace
}  // namespace parley
