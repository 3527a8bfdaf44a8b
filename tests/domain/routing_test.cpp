#include "server/domain/routing.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace parley {
namespace {

Candidate person(std::int64_t id, int load = 0, int capacity = 5) {
    Candidate c;
    c.user_id = id;
    c.name = "P" + std::to_string(id);
    c.online = true;
    c.load = load;
    c.capacity = capacity;
    return c;
}
Team team(std::int64_t id, std::vector<Candidate> members, Strategy strategy = Strategy::least_loaded) {
    Team out;
    out.id = id;
    out.name = "T" + std::to_string(id);
    out.strategy = strategy;
    out.members = std::move(members);
    return out;
}
RoutingRule to_team(std::int64_t id, std::int64_t team_id) {
    RoutingRule rule;
    rule.id = id;
    rule.team_id = team_id;
    return rule;
}
RoutingRule to_person(std::int64_t id, std::int64_t user_id) {
    RoutingRule rule;
    rule.id = id;
    rule.user_id = user_id;
    return rule;
}
std::string why_not(const Decision& decision, std::int64_t user_id) {
    for (const auto& one : decision.candidates) {
        if (one.user_id == user_id) return one.passed_over.empty() ? "able" : std::string(one.passed_over);
    }
    return "not considered";
}

/// Each candidate is one of 2^5 states; every combination of up to three, every strategy, with and without a previous
/// owner. What may be decided is stated from the states, not from the code.
// proves: G30
TEST(Routing, NobodyUnableIsChosenAndNobodyAbleIsLeftOut) {
    std::int64_t decisions = 0;
    for (int people = 0; people <= 3; ++people) {
        for (int states = 0; states < (1 << (5 * people)); ++states) {
            std::vector<Candidate> members;
            std::vector<std::int64_t> offered, able;
            for (int i = 0; i < people; ++i) {
                const int state = states >> (5 * i);
                auto c = person(i + 1, (state & 2) != 0 ? 2 : i, 2 + (i == 2));
                c.online = (state & 1) != 0;
                const bool full = c.load >= c.capacity;
                if ((state & 4) != 0) c.skills = {"polish"};
                if ((state & 8) != 0) offered.push_back(c.user_id);
                if ((state & 16) != 0) c.channels = {8};
                if (c.online && !full && (state & 4) != 0 && (state & 8) == 0 && (state & 16) == 0)
                    able.push_back(c.user_id);
                members.push_back(std::move(c));
            }
            auto rule = to_team(1, 10);
            rule.skills = {"polish"};
            Enquiry enquiry;
            enquiry.channel_id = 9;
            if (states % 3 != 0) enquiry.previous_owner = states % 3;
            const auto strategy = static_cast<Strategy>(states / 3 % 3);
            const auto decision = route(enquiry, {rule}, {team(10, members, strategy)}, offered);
            ++decisions;
            ASSERT_EQ(decision.user_id.has_value(), !able.empty()) << people << " people, states " << states;
            ASSERT_EQ(decision.candidates.size(), members.size());
            if (!decision.user_id) {
                ASSERT_EQ(decision.reason, "queued_nobody_able");
                continue;
            }
            ASSERT_NE(std::find(able.begin(), able.end(), *decision.user_id), able.end()) << states;
            const auto owner = enquiry.previous_owner;
            if (owner && std::find(able.begin(), able.end(), *owner) != able.end()) {
                ASSERT_EQ(decision.user_id, owner);
                ASSERT_EQ(decision.reason, "previous_owner");
            }
        }
    }
    EXPECT_EQ(decisions, 1 + 32 + 32 * 32 + 32 * 32 * 32);
}

TEST(Routing, AFloodFillsEverybodyToCapacityAndNobodyBeyond) {
    for (const auto strategy : {Strategy::least_loaded, Strategy::round_robin, Strategy::weighted}) {
        auto one = team(1, {person(1, 0, 3), person(2, 1, 4), person(3, 0, 0)}, strategy);
        int taken = 0;
        for (int i = 0; i < 20; ++i) {
            const auto decision = route({}, {}, {one});
            if (!decision.user_id) break;
            for (auto& member : one.members) {
                if (member.user_id != *decision.user_id) continue;
                ++member.load;
                member.last_assigned_at = i + 1;
                ASSERT_LE(member.load, member.capacity);
            }
            ++taken;
        }
        EXPECT_EQ(taken, 6) << name_of(strategy);
    }
}

TEST(Routing, EachReasonForPassingOverIsLogged) {
    auto disabled = person(1), offline = person(2), full = person(3, 5), unskilled = person(4), offered = person(5),
         elsewhere = person(6);
    disabled.active = false;
    offline.online = false;
    for (auto* one : {&disabled, &offline, &full, &offered, &elsewhere}) one->skills = {"polish"};
    elsewhere.channels = {1, 2};
    auto here = person(7, 4);
    here.skills = {"polish"};
    here.channels = {3};
    auto rule = to_team(1, 10);
    rule.skills = {"polish"};
    Enquiry enquiry;
    enquiry.channel_id = 3;
    const auto decision =
        route(enquiry, {rule}, {team(10, {disabled, offline, full, unskilled, offered, elsewhere, here})}, {5});
    EXPECT_EQ(why_not(decision, 1), "disabled");
    EXPECT_EQ(why_not(decision, 2), "offline");
    EXPECT_EQ(why_not(decision, 3), "at_capacity");
    EXPECT_EQ(why_not(decision, 4), "missing_skill");
    EXPECT_EQ(why_not(decision, 5), "already_offered");
    EXPECT_EQ(why_not(decision, 6), "wrong_channel");
    EXPECT_EQ(why_not(decision, 7), "able");
    EXPECT_EQ(decision.user_id, 7);
    const auto log = Json::parse(decision_log(decision).text);
    EXPECT_EQ(log["chosen"], 7);
    EXPECT_EQ(log["candidates"].size(), 7U);
    EXPECT_EQ(log["candidates"][1]["passed_over"], "offline");
    EXPECT_EQ(log["candidates"][6]["passed_over"], nullptr);
}

TEST(Routing, LeastLoadedTakesTheLowestLoadThenTheLongestWithoutANewOneThenTheLowestId) {
    auto a = person(1, 2), b = person(2, 1), c = person(3, 1), d = person(4, 1);
    b.last_assigned_at = 50;
    c.last_assigned_at = d.last_assigned_at = 40;
    EXPECT_EQ(route({}, {}, {team(1, {a, b, d, c})}).user_id, 3);
}

TEST(Routing, RoundRobinGoesByTheLastOneTakenWhateverTheLoad) {
    auto a = person(1, 0), b = person(2, 4);
    a.last_assigned_at = 50;
    b.last_assigned_at = 40;
    const auto decision = route({}, {}, {team(1, {a, b}, Strategy::round_robin)});
    EXPECT_EQ(decision.user_id, 2);
    EXPECT_EQ(decision.reason, "round_robin");
}

TEST(Routing, WeightedSharesComeOutAsTheWeights) {
    auto a = person(1, 0, 1000), b = person(2, 0, 1000);
    a.weight = 40;
    b.weight = 60;
    auto one = team(1, {a, b}, Strategy::weighted);
    for (int i = 0; i < 100; ++i) {
        const auto chosen = route({}, {}, {one}).user_id.value();
        auto& member = one.members[chosen == 1 ? 0 : 1];
        ++member.load;
        member.last_assigned_at = i;
    }
    EXPECT_EQ(one.members[0].load, 40);
    EXPECT_EQ(one.members[1].load, 60);
}

TEST(Routing, ThePreviousOwnerComesBeforeTheStrategyIfAbleAndStillOfTheTeam) {
    Enquiry enquiry;
    enquiry.previous_owner = 2;
    EXPECT_EQ(route(enquiry, {}, {team(1, {person(1, 0), person(2, 4)})}).reason, "previous_owner");
    EXPECT_EQ(route(enquiry, {}, {team(1, {person(1, 0), person(2, 5)})}).user_id, 1);
    EXPECT_EQ(route(enquiry, {}, {team(1, {person(1)}), team(2, {person(2)})}).user_id, 1);
}

TEST(Routing, ARuleForAPersonGoesToThatPersonOrElseToTheRulesTeamOrElseWaits) {
    const std::vector<Team> teams{team(1, {person(1)}), team(2, {person(2), person(3)})};
    EXPECT_EQ(route({}, {to_person(5, 3)}, teams).user_id, 3);
    EXPECT_EQ(route({}, {to_person(5, 3)}, teams).reason, "direct");
    EXPECT_EQ(route({}, {to_person(5, 3)}, teams, {3}).user_id, std::nullopt);
    EXPECT_EQ(route({}, {to_person(5, 3)}, teams, {3}).reason, "queued_nobody_able");
    auto with_team = to_person(5, 3);
    with_team.team_id = 2;
    EXPECT_EQ(route({}, {with_team}, teams, {3}).user_id, 2);
}

TEST(Routing, TheFirstEnabledRuleThatFitsDecidesAndTheLogSaysWhich) {
    auto off = to_team(1, 1), german = to_team(2, 1), any = to_team(3, 2), never = to_team(4, 1);
    off.enabled = false;
    german.conditions.languages = {"de"};
    any.priority = 4;
    const auto decision = route({}, {off, german, any, never}, {team(1, {person(1)}), team(2, {person(2)})});
    EXPECT_EQ(decision.rule_id, 3);
    EXPECT_EQ(decision.team_id, 2);
    EXPECT_EQ(decision.user_id, 2);
    EXPECT_EQ(decision.priority, 4);
    ASSERT_EQ(decision.rules.size(), 2U);
    EXPECT_EQ(decision.rules[0].matched, false);
    EXPECT_EQ(decision.rules[1].matched, true);
}

TEST(Routing, WithoutAFittingRuleOrWithOneForALostTeamTheFirstTeamTakesIt) {
    const std::vector<Team> teams{team(1, {person(1)}), team(2, {person(2)})};
    EXPECT_EQ(route({}, {}, teams).user_id, 1);
    EXPECT_EQ(route({}, {to_team(3, 99)}, teams).user_id, 1);
    EXPECT_EQ(route({}, {}, {}).reason, "no_rule");
}

bool word_fits(const char* word, const char* text) {
    Conditions conditions;
    conditions.words = {word};
    Enquiry enquiry;
    enquiry.text = text;
    return fits(conditions, enquiry);
}

TEST(Routing, AWordMatchesFromTheBeginningOfAWord) {
    EXPECT_TRUE(word_fits("цен", "Какая Ценa на окна?"));
    EXPECT_TRUE(word_fits("доставк", "а доставкой сколько"));
    EXPECT_TRUE(word_fits("zwrot", "Zwroty i reklamacje"));
    EXPECT_TRUE(word_fits("Żółw", "dwa zolwie"));
    EXPECT_TRUE(word_fits("price", "(price?)"));
    EXPECT_TRUE(word_fits("price", "overprice, price"));
    EXPECT_TRUE(word_fits("free delivery", "is it free delivery"));
    EXPECT_TRUE(word_fits("#sale", "about#sale"));
    EXPECT_TRUE(word_fits("価格", "この価格は"));
    EXPECT_TRUE(word_fits(" price ", "the price"));
    EXPECT_FALSE(word_fits("кот", "наркотики"));
    EXPECT_FALSE(word_fits("art", "party"));
    EXPECT_FALSE(word_fits("5", "15 pieces"));
    EXPECT_FALSE(word_fits("price", ""));
}

TEST(Routing, AnEmptyWordNeverMatches) {
    EXPECT_FALSE(word_fits("", "anything"));
    EXPECT_FALSE(word_fits("  ", "any thing"));
    EXPECT_FALSE(word_fits("", ""));
}

TEST(Routing, EveryConditionMustHold) {
    Enquiry enquiry;
    enquiry.channel_id = 3;
    enquiry.channel_kind = "telegram";
    enquiry.source = "Google";
    enquiry.language = "pl-PL";
    enquiry.landing_page = "https://example.com/shop/1";
    enquiry.contact_fields["city"] = "Łódź";
    Conditions conditions;
    conditions.channels = {1, 3};
    conditions.channel_kinds = {"telegram"};
    conditions.sources = {"google"};
    conditions.languages = {"de", "pl"};
    conditions.page_prefix = "https://example.com/shop";
    conditions.contact_fields["city"] = "lodz";
    conditions.in_hours = true;
    conditions.returning = false;
    EXPECT_TRUE(fits(conditions, enquiry));
    for (const auto& spoil : std::vector<void (*)(Conditions&)>{
             [](Conditions& c) { c.channels = {1}; }, [](Conditions& c) { c.channel_kinds = {"vk"}; },
             [](Conditions& c) { c.sources = {"vk"}; }, [](Conditions& c) { c.campaigns = {"x"}; },
             [](Conditions& c) { c.languages = {"ru"}; }, [](Conditions& c) { c.words = {"x"}; },
             [](Conditions& c) { c.page_prefix = "https://example.com/blog"; },
             [](Conditions& c) { c.contact_fields["vip"] = "yes"; }, [](Conditions& c) { c.in_hours = false; },
             [](Conditions& c) { c.returning = true; }}) {
        auto spoilt = conditions;
        spoil(spoilt);
        EXPECT_FALSE(fits(spoilt, enquiry));
    }
}

TEST(Routing, AConditionOfTheWrongTypeIsAFieldError) {
    const std::multimap<std::string, Json> wrong{{"channels", "1"},   {"channels", {"1"}}, {"words", "x"},
                                                 {"sources", {1}},    {"page_prefix", 5},  {"contact_fields", "city"},
                                                 {"in_hours", "yes"}, {"colour", "red"},   {"languages", 3}};
    for (const auto& [name, value] : wrong) {
        const auto read = read_conditions({{name, value}});
        ASSERT_FALSE(read) << name;
        EXPECT_EQ(read.error().fields().at(0).field.substr(0, name.size()), name);
    }
    EXPECT_FALSE(read_conditions({{"contact_fields", {{"city", 5}}}}));
    EXPECT_FALSE(read_conditions({{"contact_fields", Json::array({"city"})}}));
    EXPECT_FALSE(read_conditions({{"page_prefix", Json::array()}}));
    EXPECT_FALSE(read_conditions(Json::array()));
}

TEST(Routing, ConditionsAreReadBackAsTheyWereWritten) {
    const Json json{{"channels", {1, 2}},
                    {"words", {"price"}},
                    {"page_prefix", "https://example.com/"},
                    {"contact_fields", {{"city", "x"}}},
                    {"in_hours", false},
                    {"returning", true},
                    {"languages", {"pl"}},
                    {"sources", {"vk"}},
                    {"campaigns", {"a"}},
                    {"channel_kinds", {"web"}}};
    const auto read = read_conditions(json);
    ASSERT_TRUE(read);
    EXPECT_EQ(write_conditions(*read), json);
    const auto absent = read_conditions({{"page_prefix", nullptr}, {"contact_fields", nullptr}, {"in_hours", nullptr}});
    ASSERT_TRUE(absent);
    EXPECT_EQ(write_conditions(*absent), Json::object());
}

TEST(Routing, TheQueueIsDrainedByPriorityThenByTheLongestWait) {
    const auto order = drain_order({{1, 500, 0}, {2, 100, 0}, {3, 900, 5}, {4, 100, 0}, {5, 950, 5}});
    std::vector<std::int64_t> ids;
    for (const auto& one : order) ids.push_back(one.conversation_id);
    EXPECT_EQ(ids, (std::vector<std::int64_t>{3, 5, 2, 4, 1}));
}

}  // namespace
}  // namespace parley
