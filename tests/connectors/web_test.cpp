#include "connectors/web/web.hpp"

#include "connectors/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Millis kNow = 1'790'000'000'000;
const std::string kVisitor = "00112233445566778899aabbccddeeff";

Json laid_down(Json message, bool first = true, const char* language = "en") {
    message["client_id"] = "m1";
    return {{"visitor", kVisitor}, {"language", language}, {"first", first}, {"message", std::move(message)}};
}

MessageReceived read(const Json& json) {
    auto update = web::read_message(json, kNow);
    return std::get<MessageReceived>(update.body);
}

std::string first_fault(const Result<Json>& settings) {
    return settings ? "" : settings.error().fields().front().field;
}
Result<Json> completed(Json settings) {
    return complete_settings(*find_kind("web"), std::move(settings));
}

TEST(WebSites, AreSourcesOfAPolicy) {
    const auto sites =
        web::read_sites(" https://Shop.example/ , *.shop.example,localhost:3000, http://127.0.0.1:8080, self ");
    ASSERT_TRUE(sites);
    EXPECT_THAT(*sites, ElementsAre("https://shop.example", "*.shop.example", "localhost:3000", "http://127.0.0.1:8080",
                                    "'self'"));
}

TEST(WebSites, NothingElseGetsIntoTheHeader) {
    for (const char* bad :
         {"", " , ", "shop.example; script-src *", "shop.example/path", "*", "https://", "ftp://a.b", "shop..example",
          "-a.example", "shop.example:port", "'self'", "юла.рф", "a b", "*.*.example", "https://http://https://",
          "shop.example:123456", "data:", "user@shop.example"}) {
        const auto sites = web::read_sites(bad);
        ASSERT_FALSE(sites) << bad;
        EXPECT_EQ(sites.error().fields().front().field, "site") << bad;
    }
}

TEST(WebSettings, NameWhatIsWrong) {
    EXPECT_EQ(first_fault(completed(Json::object())), "site");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"color", "green"}})), "color");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"position", "top"}})), "position");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"language", "de"}})), "language");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"ask", "name,age"}})), "ask");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"ask", "name,name"}})), "ask");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"title", std::string(101, 'x')}})), "title");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"token", "x"}})), "token");
}

TEST(WebSettings, AreCompleted) {
    const auto settings = completed({{"site", "a.example"}, {"consent", "I agree"}});
    ASSERT_TRUE(settings);
    EXPECT_EQ(text_or(*settings, "color"), "#1A6652");
    EXPECT_EQ(text_or(*settings, "consent_version"), "1");
}

TEST(WebSettings, TextsMayBeGivenInEachLanguage) {
    const Json settings{{"site", "a.example"}, {"consent", "I agree"}, {"consent_pl", "Zgadzam się"}};
    ASSERT_TRUE(completed(settings));
    EXPECT_EQ(web::text_in(settings, "consent", "pl"), "Zgadzam się");
    EXPECT_EQ(web::text_in(settings, "consent", "PL-pl"), "Zgadzam się");
    EXPECT_EQ(web::text_in(settings, "consent", "ru"), "I agree");
    EXPECT_EQ(web::text_in(settings, "consent", ""), "I agree");
    EXPECT_EQ(web::text_in(settings, "greeting", "pl"), "");
    EXPECT_EQ(first_fault(completed({{"site", "a.example"}, {"consent_pl", "Zgadzam się"}})), "consent");
    EXPECT_EQ(
        first_fault(completed({{"site", "a.example"}, {"greeting", "Hi"}, {"greeting_ru", std::string(201, 'x')}})),
        "greeting_ru");
}

TEST(WebSettings, AskMarksWhatMustBeFilled) {
    const auto asked = web::read_asked("name, contact*");
    ASSERT_TRUE(asked);
    ASSERT_EQ(asked->size(), 2u);
    EXPECT_EQ((*asked)[1].name, "contact");
    EXPECT_TRUE((*asked)[1].required);
    EXPECT_FALSE((*asked)[0].required);
}

TEST(WebMessage, CarriesTheVisitorAndTheSource) {
    const auto in =
        read(laid_down({{"text", "Hello"},
                        {"page",
                         {{"url", "https://shop.example/bikes"},
                          {"referrer", "https://shop.example/"},
                          {"landing_url", "https://shop.example/?utm_source=google&utm_campaign=autumn&gclid=x1"},
                          {"landing_referrer", "https://www.google.com/"}}}}));
    EXPECT_EQ(in.thread, kVisitor);
    EXPECT_EQ(in.person.external_id, kVisitor);
    EXPECT_EQ(in.external_id, kVisitor + ":m1");
    EXPECT_EQ(in.client_id, "m1");
    EXPECT_EQ(in.direction, Direction::inbound);
    ASSERT_EQ(in.touches.size(), 1u);
    const auto& touch = in.touches.front();
    EXPECT_EQ(touch.source, "google");
    EXPECT_EQ(touch.campaign, "autumn");
    EXPECT_EQ(touch.click_id, "x1");
    EXPECT_EQ(touch.referrer, "https://www.google.com/");
    EXPECT_EQ(in.person.attributes["page"], "https://shop.example/bikes");
}

TEST(WebMessage, WithoutALandingThePageItselfIsTheSource) {
    const auto in =
        read(laid_down({{"text", "Hi"}, {"page", {{"url", "https://a.example/?utm_source=x"}, {"referrer", ""}}}}));
    ASSERT_EQ(in.touches.size(), 1u);
    EXPECT_EQ(in.touches.front().source, "x");
    EXPECT_TRUE(read(laid_down({{"text", "Hi"}})).touches.empty());
}

TEST(WebMessage, ProfileIsTakenButNeverProven) {
    const auto in = read(laid_down({{"text", "Hi"},
                                    {"profile",
                                     {{"name", " Anna "},
                                      {"email", "Anna@Post.PL"},
                                      {"phone", "+48 600 100 200"},
                                      {"plan", "gold"},
                                      {"age", 7}}}}));
    EXPECT_EQ(in.person.name, "Anna");
    EXPECT_EQ(in.person.email, "anna@post.pl");
    EXPECT_EQ(in.person.phone, "+48600100200");
    EXPECT_FALSE(in.person.email_proven);
    EXPECT_FALSE(in.person.phone_proven);
    EXPECT_EQ(in.person.attributes["plan"], "gold");
    EXPECT_FALSE(in.person.attributes.contains("age"));
}

TEST(WebMessage, WhatIsNoAddressIsKeptBesideTheFacts) {
    const auto in = read(laid_down({{"text", "Hi"}, {"profile", {{"email", "anna at post"}}}}));
    EXPECT_FALSE(in.person.email);
    EXPECT_EQ(in.person.attributes["email"], "anna at post");
}

TEST(WebMessage, NamelessVisitorsAreNamedOnceInTheLanguageOfThePage) {
    EXPECT_EQ(read(laid_down({{"text", "Hi"}})).person.name, "Visitor 0011");
    EXPECT_EQ(read(laid_down({{"text", "Hi"}}, true, "ru-RU")).person.name, "Посетитель 0011");
    EXPECT_EQ(read(laid_down({{"text", "Hi"}}, true, "pl")).person.name, "Gość 0011");
    EXPECT_FALSE(read(laid_down({{"text", "Hi"}}, false)).person.name);
}

TEST(WebMessage, FilesAreUploadsAndGiveTheKind) {
    auto json = laid_down({{"text", ""}});
    json["attachments"] = {{{"id", 5}, {"kind", static_cast<int>(MessageKind::image)}}};
    const auto in = read(json);
    EXPECT_EQ(in.kind, MessageKind::image);
    ASSERT_EQ(in.media.size(), 1u);
    EXPECT_EQ(integer_of(in.media.front().source, "upload"), 5);
}

TEST(WebMessage, WhatIsNoMessageGoesToQuarantine) {
    for (const auto& bad : {Json::object(), Json{{"visitor", kVisitor}}, Json{{"message", {{"text", "x"}}}}, Json(5)}) {
        const auto update = web::read_message(bad, kNow);
        EXPECT_TRUE(std::holds_alternative<NotUnderstood>(update.body)) << bad.dump();
    }
}

TEST(WebConnectorHooks, AreRefused) {
    ChannelConfig config;
    config.id = 7;
    config.settings = {{"site", "a.example"}};
    const auto connector = find_kind("web")->make(config, {});
    Request request;
    const auto genuine = connector->verify({request, "", kNow});
    ASSERT_FALSE(genuine);
    EXPECT_THAT(genuine.error().detail(), HasSubstr("no webhooks"));
    EXPECT_EQ(connector->realm(), "web:7");
}

TEST(WebConnectorHooks, RawUpdatesAreReadAgain) {
    ChannelConfig config;
    config.settings = {{"site", "a.example"}};
    const auto connector = find_kind("web")->make(config, {});
    Request request;
    request.body = laid_down({{"text", "Hello"}}).dump();
    const auto parsed = connector->parse({request, "", kNow});
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->updates.size(), 1u);
    EXPECT_EQ(std::get<MessageReceived>(parsed->updates.front().body).text, "Hello");
}

}  // namespace
}  // namespace parley
