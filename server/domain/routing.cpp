#include "server/domain/routing.hpp"

#include "server/base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <tuple>

namespace parley {
namespace {

template <class T>
bool holds(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool any_equal(const std::vector<std::string>& list, const std::string& value) {
    const auto folded = fold(value);
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return fold(one) == folded; });
}

bool in_word(UChar32 c) {
    if (!u_isalnum(c)) return false;
    UErrorCode status = U_ZERO_ERROR;
    const auto script = uscript_getScript(c, &status);
    return U_FAILURE(status) || !uscript_breaksBetweenLetters(script);  // Chinese, Thai ...: no spaces between words
}

/// Does a word begin at `at`? Between two letters or digits none does.
bool begins_word(std::string_view text, std::size_t at) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    auto before = static_cast<std::int32_t>(at), after = before;
    if (before <= 0 || after >= size) return true;
    UChar32 left = 0, right = 0;
    U8_PREV(bytes, 0, before, left);
    U8_NEXT(bytes, after, size, right);
    return !in_word(left) || !in_word(right);
}

/// The beginning of a word is enough, as endings change with the grammar.
bool has_word(std::string_view folded_text, std::string_view word) {
    const auto folded = fold(trim(word));
    if (folded.empty()) return false;
    for (auto at = folded_text.find(folded); at != std::string_view::npos; at = folded_text.find(folded, at + 1)) {
        if (begins_word(folded_text, at)) return true;
    }
    return false;
}

bool any_word_in(const std::vector<std::string>& words, const std::string& text) {
    const auto folded = fold(text);
    return std::any_of(words.begin(), words.end(), [&](const auto& word) { return has_word(folded, word); });
}

/// Why somebody cannot take it; empty when able.
std::string_view passed_over(const Candidate& c, std::int64_t channel_id, const std::vector<std::string>& skills,
                             const std::vector<std::int64_t>& already_offered) {
    if (!c.active) return "disabled";
    if (!c.channels.empty() && !holds(c.channels, channel_id)) return "wrong_channel";
    if (!c.online) return "offline";
    if (c.load >= c.capacity) return "at_capacity";
    for (const auto& skill : skills) {
        if (!holds(c.skills, skill)) return "missing_skill";
    }
    if (holds(already_offered, c.user_id)) return "already_offered";
    return {};
}

bool before(Strategy strategy, const Candidate& a, const Candidate& b) {
    switch (strategy) {
        case Strategy::round_robin:
            return std::tie(a.last_assigned_at, a.user_id) < std::tie(b.last_assigned_at, b.user_id);
        case Strategy::weighted: {
            // Load per share: who is furthest below the own share comes first. Compared crosswise, without division.
            const auto left = static_cast<std::int64_t>(a.load) * std::max(b.weight, 1);
            const auto right = static_cast<std::int64_t>(b.load) * std::max(a.weight, 1);
            return std::tie(left, a.last_assigned_at, a.user_id) < std::tie(right, b.last_assigned_at, b.user_id);
        }
        case Strategy::least_loaded:
            break;
    }
    return std::tie(a.load, a.last_assigned_at, a.user_id) < std::tie(b.load, b.last_assigned_at, b.user_id);
}

const RoutingRule* first_fitting(const Enquiry& enquiry, const std::vector<RoutingRule>& rules,
                                 std::vector<Decision::Tried>& path) {
    for (const auto& rule : rules) {
        if (!rule.enabled) continue;
        const bool matched = fits(rule.conditions, enquiry);
        path.push_back({rule.id, rule.name, matched});
        if (matched) return &rule;
    }
    return nullptr;
}

const Team* team_with(const std::vector<Team>& teams, std::int64_t id) {
    for (const auto& team : teams) {
        if (team.id == id) return &team;
    }
    return nullptr;
}

const Candidate* person_in(const std::vector<Team>& teams, std::int64_t id) {
    for (const auto& team : teams) {
        for (const auto& member : team.members) {
            if (member.user_id == id) return &member;
        }
    }
    return nullptr;
}

class Choice {
public:
    Choice(std::int64_t channel_id, const std::vector<std::string>& skills, const std::vector<std::int64_t>& offered)
        : channel_id_(channel_id), skills_(skills), offered_(offered) {}

    bool able(const Candidate& candidate) {
        const auto why = passed_over(candidate, channel_id_, skills_, offered_);
        if (!holds(seen_, candidate.user_id)) {
            seen_.push_back(candidate.user_id);
            log_.push_back({candidate.user_id, candidate.name, candidate.load, candidate.capacity, why});
        }
        return why.empty();
    }
    std::vector<Decision::Considered> take_log() { return std::move(log_); }

private:
    std::int64_t channel_id_;
    const std::vector<std::string>& skills_;
    const std::vector<std::int64_t>& offered_;
    std::vector<std::int64_t> seen_;
    std::vector<Decision::Considered> log_;
};

}  // namespace

std::string_view name_of(Strategy strategy) noexcept {
    switch (strategy) {
        case Strategy::round_robin:
            return "round_robin";
        case Strategy::weighted:
            return "weighted";
        case Strategy::least_loaded:
            break;
    }
    return "least_loaded";
}

std::optional<Strategy> strategy_from(std::string_view name) noexcept {
    for (const auto strategy : {Strategy::least_loaded, Strategy::round_robin, Strategy::weighted}) {
        if (name_of(strategy) == name) return strategy;
    }
    return std::nullopt;
}

bool fits(const Conditions& c, const Enquiry& e) {
    if (!c.channels.empty() && !holds(c.channels, e.channel_id)) return false;
    if (!c.channel_kinds.empty() && !holds(c.channel_kinds, e.channel_kind)) return false;
    if (!c.sources.empty() && !any_equal(c.sources, e.source)) return false;
    if (!c.campaigns.empty() && !any_equal(c.campaigns, e.campaign)) return false;
    if (!c.languages.empty() && !any_equal(c.languages, e.language.substr(0, e.language.find('-')))) return false;
    if (!c.words.empty() && !any_word_in(c.words, e.text)) return false;
    if (!c.page_prefix.empty() && !e.landing_page.starts_with(c.page_prefix)) return false;
    for (const auto& [field, wanted] : c.contact_fields) {
        const auto found = e.contact_fields.find(field);
        if (found == e.contact_fields.end() || fold(found->second) != fold(wanted)) return false;
    }
    if (c.in_hours && *c.in_hours != e.in_hours) return false;
    return !c.returning || *c.returning == e.returning;
}

Decision route(const Enquiry& enquiry, const std::vector<RoutingRule>& rules, const std::vector<Team>& teams,
               const std::vector<std::int64_t>& already_offered) {
    Decision decision;
    const RoutingRule* rule = first_fitting(enquiry, rules, decision.rules);
    static const std::vector<std::string> kNone;
    Choice choice(enquiry.channel_id, rule ? rule->skills : kNone, already_offered);
    const auto take = [&](const Candidate& chosen, std::string reason) {
        decision.user_id = chosen.user_id;
        decision.reason = std::move(reason);
    };

    if (rule) {
        decision.rule_id = rule->id;
        decision.priority = rule->priority;
    }
    const Team* team = rule && rule->team_id ? team_with(teams, *rule->team_id) : nullptr;
    if (rule && rule->user_id) {
        const Candidate* named = person_in(teams, *rule->user_id);
        if (named && choice.able(*named)) take(*named, "direct");
    } else if (!team && !teams.empty()) {
        team = &teams.front();
    }
    if (team) decision.team_id = team->id;
    if (!decision.user_id && team) {
        if (enquiry.previous_owner) {
            const auto owner = std::ranges::find(team->members, *enquiry.previous_owner, &Candidate::user_id);
            if (owner != team->members.end() && choice.able(*owner)) take(*owner, "previous_owner");
        }
        const Candidate* best = nullptr;
        for (const auto& member : team->members) {
            if (choice.able(member) && (!best || before(team->strategy, member, *best))) best = &member;
        }
        if (!decision.user_id && best) take(*best, std::string(name_of(team->strategy)));
    }
    if (!decision.user_id) decision.reason = rule || team ? "queued_nobody_able" : "no_rule";
    decision.candidates = choice.take_log();
    return decision;
}

std::vector<QueueEntry> drain_order(std::vector<QueueEntry> queue) {
    std::sort(queue.begin(), queue.end(), [](const QueueEntry& a, const QueueEntry& b) {
        return std::tie(b.priority, a.waiting_since, a.conversation_id) <
               std::tie(a.priority, b.waiting_since, b.conversation_id);
    });
    return queue;
}

}  // namespace parley
