#include "server/domain/routing_cover.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

const std::map<std::int64_t, std::string> kKinds{{1, "web"}, {2, "telegram"}, {3, "web"}};

Conditions with(auto... set) {
    Conditions c;
    (set(c), ...);
    return c;
}
auto channels(std::vector<std::int64_t> ids) {
    return [ids](Conditions& c) { c.channels = ids; };
}
auto kinds(std::vector<std::string> names) {
    return [names](Conditions& c) { c.channel_kinds = names; };
}
auto languages(std::vector<std::string> codes) {
    return [codes](Conditions& c) { c.languages = codes; };
}
auto words(std::vector<std::string> list) {
    return [list](Conditions& c) { c.words = list; };
}
auto page(std::string prefix) {
    return [prefix](Conditions& c) { c.page_prefix = prefix; };
}
auto hours(bool in) {
    return [in](Conditions& c) { c.in_hours = in; };
}
auto field(std::string name, std::string value) {
    return [name, value](Conditions& c) { c.contact_fields[name] = value; };
}

TEST(RoutingCover, WhoAsksForLessTakesWhatAsksForMore) {
    EXPECT_TRUE(covers(with(), with(), kKinds));
    EXPECT_TRUE(covers(with(), with(languages({"pl"}), words({"bike"})), kKinds));
    EXPECT_TRUE(covers(with(languages({"pl", "en"})), with(languages({"PL"}), hours(true)), kKinds));
    EXPECT_TRUE(covers(with(words({"bike"})), with(words({"Bikes", "bike rack"})), kKinds));
    EXPECT_TRUE(covers(with(page("https://shop.example/")), with(page("https://shop.example/sale")), kKinds));
    EXPECT_TRUE(covers(with(kinds({"web"})), with(channels({1, 3})), kKinds));
    EXPECT_TRUE(covers(with(field("tier", "Gold")), with(field("tier", "gold"), field("city", "Gdynia")), kKinds));
}

TEST(RoutingCover, WhatMayStillReachTheLaterRuleIsNotCovered) {
    EXPECT_FALSE(covers(with(languages({"pl"})), with(), kKinds));
    EXPECT_FALSE(covers(with(languages({"pl"})), with(languages({"pl", "ru"})), kKinds));
    EXPECT_FALSE(covers(with(words({"bikes"})), with(words({"bike"})), kKinds));
    EXPECT_FALSE(covers(with(words({""})), with(words({"bike"})), kKinds));
    EXPECT_FALSE(covers(with(hours(true)), with(hours(false)), kKinds));
    EXPECT_FALSE(covers(with(page("https://shop.example/sale")), with(page("https://shop.example/")), kKinds));
    EXPECT_FALSE(covers(with(kinds({"web"})), with(channels({1, 2})), kKinds));
    EXPECT_FALSE(covers(with(channels({1, 2, 3})), with(), kKinds)) << "a fourth channel may be added";
    EXPECT_FALSE(covers(with(field("tier", "gold")), with(field("tier", "silver")), kKinds));
}

TEST(RoutingCover, TheFirstThatTakesAllIsNamedAndSwitchedOffRulesTakeNothing) {
    const auto rule = [](std::int64_t id, Conditions c, bool enabled = true) {
        RoutingRule made;
        made.id = id;
        made.conditions = std::move(c);
        made.enabled = enabled;
        return made;
    };
    const std::vector<RoutingRule> rules{rule(1, with(), false),
                                         rule(2, with(languages({"pl"}))),
                                         rule(3, with(languages({"ru"}))),
                                         rule(4, with(languages({"pl"}), hours(true))),
                                         rule(5, with()),
                                         rule(6, with(hours(false)))};
    const std::map<std::int64_t, std::int64_t> expected{{4, 2}, {6, 5}};
    EXPECT_EQ(taken_by(rules, kKinds), expected);
}

/// Against the deciding code itself: over a small world of enquiries, a covered rule never decides.
TEST(RoutingCover, AgreesWithWhatFits) {
    const std::vector<Conditions> all{with(),
                                      with(languages({"pl"})),
                                      with(words({"bike"})),
                                      with(words({"bikes"})),
                                      with(hours(true)),
                                      with(kinds({"web"})),
                                      with(channels({1})),
                                      with(languages({"pl"}), hours(true)),
                                      with(kinds({"web"}), words({"bikes"})),
                                      with(channels({1, 2}), languages({"pl", "en"}))};
    std::vector<Enquiry> world;
    for (const auto& [id, kind] : kKinds) {
        for (const char* language : {"pl", "en", "ru"}) {
            for (const char* text : {"bike", "two bikes", "hello"}) {
                for (const bool in : {true, false}) {
                    Enquiry e;
                    e.channel_id = id;
                    e.channel_kind = kind;
                    e.language = language;
                    e.text = text;
                    e.in_hours = in;
                    world.push_back(e);
                }
            }
        }
    }
    for (const auto& wide : all) {
        for (const auto& narrow : all) {
            if (!covers(wide, narrow, kKinds)) continue;
            for (const auto& e : world) EXPECT_TRUE(!fits(narrow, e) || fits(wide, e));
        }
    }
}

}  // namespace
}  // namespace parley
