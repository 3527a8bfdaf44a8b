#include "server/domain/attribution.hpp"

#include "server/base/text.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parley {
namespace {

Touch page(std::string_view url, std::string_view referrer = {}) {
    return touch_from_page(url, referrer, 1000);
}
std::string from(std::string_view referrer, std::string_view landing = "https://example.com/") {
    const auto touch = page(landing, referrer);
    return touch.source + " / " + touch.medium;
}

TEST(Attribution, UtmTagsAreReadDecoded) {
    const auto touch = page(
        "https://example.com/p?a=1&utm_source=Google&UTM_Medium=cpc&utm_campaign=%D0%BE%D1%81%D0%B5%D0%BD%D1%8C+26"
        "&utm_term=a%26b&utm_content=banner&ref=anna&utm_ad=77#utm_source=not");
    EXPECT_EQ(touch.source, "Google");
    EXPECT_EQ(touch.medium, "cpc");
    EXPECT_EQ(touch.campaign, "осень 26");
    EXPECT_EQ(touch.term, "a&b");
    EXPECT_EQ(touch.content, "banner");
    EXPECT_EQ(touch.ref, "anna");
    EXPECT_EQ(touch.ad_id, "77");
    EXPECT_EQ(touch.kind, "web");
    EXPECT_EQ(touch.at, 1000);
}

TEST(Attribution, CharactersThatStrictParsersRefuseLoseNoTag) {
    for (const char* oddity : {"x=a|b", "x=50%", "x=%zz", "x=%4", "x=\xD0\xBE\xD1\x81", "x=a b", "x={y}[z]", "x=\"<>\"",
                               "x=\xFF\xFE", "&&=&=x&x", "x=^`\\"}) {
        const auto touch = page("https://example.com/?" + std::string(oddity) + "&utm_source=yandex&utm_campaign=k|1");
        EXPECT_EQ(touch.source, "yandex") << oddity;
        EXPECT_EQ(touch.campaign, "k|1") << oddity;
    }
    EXPECT_EQ(page("https://example.com/?utm_campaign=sale-50%").campaign, "sale-50%");
    EXPECT_EQ(page("https://example.com/?utm_campaign=осень").campaign, "осень");
    EXPECT_EQ(page("https://example.com/?utm_campaign=%zz%41").campaign, "%zzA");
}

TEST(Attribution, AClickIdNamesSourceAndCpcOnlyWhereNoTagDoes) {
    struct Case {
        const char *query, *type, *source;
    };
    for (const auto& [query, type, source] :
         {Case{"gclid=A1", "gclid", "google"}, Case{"gbraid=A1", "gbraid", "google"},
          Case{"yclid=A1", "yclid", "yandex"}, Case{"fbclid=A1", "fbclid", "facebook"},
          Case{"ttclid=A1", "ttclid", "tiktok"}, Case{"msclkid=A1", "msclkid", "bing"},
          Case{"rb_clickid=A1", "rb_clickid", "vk"}}) {
        const auto touch = page("https://example.com/?" + std::string(query), "https://t.me/");
        EXPECT_EQ(touch.click_id_type, type);
        EXPECT_EQ(touch.click_id, "A1");
        EXPECT_EQ(touch.source, source);
        EXPECT_EQ(touch.medium, "cpc");
    }
    const auto tagged = page("https://example.com/?gclid=A1&utm_source=mail&utm_medium=email");
    EXPECT_EQ(tagged.source, "mail");
    EXPECT_EQ(tagged.medium, "email");
    EXPECT_EQ(tagged.click_id, "A1");
}

TEST(Attribution, ReferrersNameSearchSocialOrReferral) {
    EXPECT_EQ(from("https://www.google.com/"), "google / organic");
    EXPECT_EQ(from("https://www.google.co.uk/search?q=x"), "google / organic");
    EXPECT_EQ(from("https://images.google.pl/"), "google / organic");
    EXPECT_EQ(from("https://yandex.ru/clck/jsredir?from=a|b"), "yandex / organic");
    EXPECT_EQ(from("https://ya.ru/"), "yandex / organic");
    EXPECT_EQ(from("https://r.search.yahoo.com/x"), "yahoo / organic");
    EXPECT_EQ(from("https://go.mail.ru/search"), "mail.ru / organic");
    EXPECT_EQ(from("https://lm.facebook.com/l.php"), "facebook / social");
    EXPECT_EQ(from("https://away.vk.com/away.php"), "vk / social");
    EXPECT_EQ(from("https://t.co/abc"), "twitter / social");
    EXPECT_EQ(from("https://pl.pinterest.com/"), "pinterest / social");
    EXPECT_EQ(from("https://blog.partner.pl:8443/post"), "blog.partner.pl / referral");
    EXPECT_EQ(from("HTTPS://WWW.Partner.PL"), "partner.pl / referral");
}

TEST(Attribution, MailAndOtherServicesOfASearchEngineAreNotSearch) {
    EXPECT_EQ(from("https://mail.google.com/"), "mail.google.com / referral");
    EXPECT_EQ(from("https://docs.google.com/document"), "docs.google.com / referral");
    EXPECT_EQ(from("https://mail.yandex.ru/"), "mail.yandex.ru / referral");
    EXPECT_EQ(from("https://mail.yahoo.com/"), "mail.yahoo.com / referral");
    EXPECT_EQ(from("https://e.mail.ru/inbox"), "e.mail.ru / referral");
    EXPECT_EQ(from("android-app://com.google.android.gm/"), "com.google.android.gm / referral");
    EXPECT_EQ(from("android-app://com.google.android.googlequicksearchbox/"), "google / organic");
}

TEST(Attribution, ALookalikeHostIsNotTheSiteItLooksLike) {
    EXPECT_EQ(from("https://notgoogle.com/"), "notgoogle.com / referral");
    EXPECT_EQ(from("https://google.evil.com/"), "google.evil.com / referral");
    EXPECT_EQ(from("https://facebook.com.evil.net/"), "facebook.com.evil.net / referral");
    EXPECT_EQ(from("https://google.com@evil.net/"), "evil.net / referral");
    EXPECT_EQ(from("https://evil.net\\@google.com/"), "evil.net / referral");
    EXPECT_EQ(from("https://evil.net?google.com/"), "evil.net / referral");
    EXPECT_EQ(from("https://xx.com/"), "xx.com / referral");
}

TEST(Attribution, TheSitesOwnPagesAndSubdomainsAreNoSource) {
    for (const char* referrer : {"https://example.com/a", "https://www.example.com/", "https://blog.example.com/post",
                                 "http://EXAMPLE.com:80/", "https://example.com./"}) {
        EXPECT_EQ(page("https://example.com/", referrer).kind, "direct") << referrer;
    }
    EXPECT_EQ(page("https://shop.example.com/", "https://example.com/").kind, "direct");
    EXPECT_EQ(page("https://shop.example.com/", "https://blog.example.com/").kind, "direct");
    EXPECT_EQ(page("https://shop.firma.com.pl/", "https://blog.firma.com.pl/").kind, "direct");
}

TEST(Attribution, NeighboursUnderAPublicSuffixAreStrangers) {
    EXPECT_EQ(from("https://notexample.com/"), "notexample.com / referral");
    EXPECT_EQ(from("https://other.co.uk/", "https://mine.co.uk/"), "other.co.uk / referral");
    EXPECT_EQ(from("https://other.com.pl/", "https://mine.com.pl/"), "other.com.pl / referral");
    EXPECT_EQ(from("https://other.github.io/", "https://mine.github.io/"), "other.github.io / referral");
    EXPECT_EQ(from("https://www.google.com/", "https://sites.google.com/view/x"), "google / organic");
}

TEST(Attribution, ATagWinsOverTheReferrer) {
    const auto touch = page("https://example.com/?utm_medium=cpc", "https://www.google.com/");
    EXPECT_EQ(touch.source, "google");
    EXPECT_EQ(touch.medium, "cpc");
    EXPECT_EQ(page("https://example.com/?utm_source=bing", "https://www.google.com/").source, "bing");
}

TEST(Attribution, HostileUrlsGiveABoundedTouchAndNeverAnError) {
    const std::string hostile[] = {"",
                                   "?",
                                   "://",
                                   "https://",
                                   "https://@/",
                                   "javascript:alert(1)//x.com",
                                   "data:,x?",
                                   "http://[",
                                   "//",
                                   "http://[::1",
                                   "file:///etc/passwd",
                                   "http://:80/",
                                   std::string("\0\0?\0=\0", 7),
                                   "about:client"};
    for (const auto& url : hostile) {
        EXPECT_EQ(page(url, url).kind, "direct") << url;
        EXPECT_EQ(page("https://example.com/", url).kind, "direct") << url;
    }
    const auto longest = page("https://example.com/?utm_source=" + std::string(100'000, 'x'),
                              "https://" + std::string(100'000, 'y') + "/");
    EXPECT_EQ(longest.source.size(), 512U);
    EXPECT_EQ(longest.landing_page.size(), 512U);
    EXPECT_EQ(longest.referrer.size(), 512U);
    EXPECT_LE(page("https://example.com/", "https://" + std::string(100'000, 'y') + "/").source.size(), 512U);
}

TEST(Attribution, RandomBytesNeverThrowAndGiveValidText) {
    std::mt19937 random(3);
    constexpr std::string_view kPieces[] = {"https://", "?",    "&",    "=", "%", "%4", "utm_source", "gclid",
                                            "#",        "\xD0", "\xFF", "@", ":", "/",  ".",          "google"};
    for (int round = 0; round < 20'000; ++round) {
        std::string url;
        for (auto left = random() % 14; left > 0; --left) {
            if (random() % 3 == 0)
                url += static_cast<char>(random() % 256);
            else
                url += kPieces[random() % std::size(kPieces)];
        }
        const auto touch = page("https://example.com/?" + url, url);
        for (const auto* text :
             {&touch.source, &touch.medium, &touch.campaign, &touch.click_id, &touch.referrer, &touch.landing_page}) {
            ASSERT_EQ(first_invalid_utf8(*text), std::string_view::npos) << url;
        }
        (void)touch_from_deep_link(url, 0);
    }
}

TEST(Attribution, ADeepLinkIsTagsOrACampaign) {
    const auto tags = touch_from_deep_link("utm_source-google__campaign-autumn-26__gclid-A1", 5);
    EXPECT_EQ(tags.kind, "deep_link");
    EXPECT_EQ(tags.source, "google");
    EXPECT_EQ(tags.campaign, "autumn-26");
    EXPECT_EQ(tags.click_id, "A1");
    EXPECT_EQ(tags.ref, "utm_source-google__campaign-autumn-26__gclid-A1");
    const auto plain = touch_from_deep_link("spring_flyer", 5);
    EXPECT_EQ(plain.campaign, "spring_flyer");
    EXPECT_EQ(plain.source, "deep_link");
    EXPECT_EQ(touch_from_deep_link("", 5).kind, "deep_link");
    EXPECT_EQ(touch_from_deep_link("____--__-__", 5).source, "deep_link");
}

Touch named(const char* kind, const char* source, Millis at) {
    Touch touch;
    touch.kind = kind;
    touch.source = source;
    touch.at = at;
    return touch;
}

TEST(Attribution, FirstAndLastTouchAreKeptApartAndDirectVisitsDoNotHideThem) {
    const auto direct = [](Millis at) { return named("direct", "", at); };
    const auto both = attribute({direct(1), named("web", "google", 2), named("ad", "vk", 3), direct(4)});
    ASSERT_TRUE(both.first && both.last);
    EXPECT_EQ(both.first->source, "google");
    EXPECT_EQ(both.last->source, "vk");
    const auto only = attribute({direct(1), direct(2)});
    ASSERT_TRUE(only.first && only.last);
    EXPECT_EQ(only.first->at, 1);
    EXPECT_EQ(only.last->at, 2);
    EXPECT_FALSE(attribute({}).first || attribute({}).last);
}

TEST(Attribution, WhatIsUnknownIsWrittenAsNull) {
    const auto json = write_touch(page("https://example.com/", "https://ya.ru/"));
    EXPECT_EQ(json["source"], "yandex");
    EXPECT_TRUE(json["campaign"].is_null());
    EXPECT_EQ(json["at"], "1970-01-01T00:00:01.000Z");
}

}  // namespace
}  // namespace parley
