#pragma once

#include "server/base/clock.hpp"
#include "server/base/error.hpp"
#include "server/base/json.hpp"
#include "server/base/json_text.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley {

/// Somebody who could take a conversation, as things stand now.
struct Candidate {
    std::int64_t user_id = 0;
    std::string name;
    bool online = false, active = true;
    int load = 0, capacity = 0;  ///< open conversations over all channels
    std::vector<std::string> skills;
    Millis last_assigned_at = 0;
    int weight = 1;
    std::vector<std::int64_t> channels;  ///< the only ones this person may answer on; empty is all
};

enum class Strategy { least_loaded, round_robin, weighted };
std::string_view name_of(Strategy strategy) noexcept;
std::optional<Strategy> strategy_from(std::string_view name) noexcept;

struct Team {
    std::int64_t id = 0;
    std::string name;
    Strategy strategy = Strategy::least_loaded;
    int reoffer_seconds = 0;  ///< no reply for so long: offered to the next; 0 never
    std::vector<Candidate> members;
};

/// Every condition that is not empty must hold; within one, any value fits. `words` are sought without regard to case
/// and diacritics at the beginnings of the text's words; an empty one never fits.
struct Conditions {
    std::vector<std::int64_t> channels;
    std::vector<std::string> channel_kinds, sources, campaigns, languages, words;
    std::string page_prefix;
    std::map<std::string, std::string> contact_fields;
    std::optional<bool> in_hours, returning;
};

struct RoutingRule {
    std::int64_t id = 0;
    int position = 0;
    std::string name;
    bool enabled = true;
    Conditions conditions;
    std::optional<std::int64_t> team_id, user_id;
    int priority = 0;
    std::vector<std::string> skills;
};

/// What is known of a new enquiry.
struct Enquiry {
    std::int64_t channel_id = 0;
    std::string channel_kind, source, campaign, language, text, landing_page;
    bool in_hours = true, returning = false;
    std::map<std::string, std::string> contact_fields;
    std::optional<std::int64_t> previous_owner;
};

struct Decision {
    std::optional<std::int64_t> user_id, team_id, rule_id;
    int priority = 0;
    /// previous_owner, least_loaded, round_robin, weighted, direct, queued_nobody_able, no_rule
    std::string reason;

    // How it came about.
    struct Tried {
        std::int64_t rule_id;
        std::string name;
        bool matched;
    };
    struct Considered {
        std::int64_t user_id;
        std::string name;
        int load, capacity;
        std::string_view passed_over;  ///< disabled, wrong_channel, offline, at_capacity, ...; empty when able
    };
    std::vector<Tried> rules;
    std::vector<Considered> candidates;
    std::string strategy;  ///< what chose, where the reason tells the occasion instead
};
/// {"rules":[{id,name,matched}], "candidates":[{user_id,name,load,capacity,passed_over}], "chosen":id|null, "strategy"}
JsonText decision_log(const Decision& decision);

/// The first rule that fits decides on a team or a person; without one, the first team. Then the previous owner if
/// able, else the team's strategy. Able = active, may answer on the channel, online, below capacity, has the skills,
/// not offered already. Ties: lower load, then longest without a new one, then lower id. Pure: the same input gives the
/// same answer.
Decision route(const Enquiry& enquiry, const std::vector<RoutingRule>& rules, const std::vector<Team>& teams,
               const std::vector<std::int64_t>& already_offered = {});

bool fits(const Conditions& conditions, const Enquiry& enquiry);

struct QueueEntry {
    std::int64_t conversation_id = 0;
    Millis waiting_since = 0;
    int priority = 0;
};
/// Higher priority first, then the longest wait; nobody overtakes.
std::vector<QueueEntry> drain_order(std::vector<QueueEntry> queue);

Result<Conditions> read_conditions(const Json& object);
Json write_conditions(const Conditions& conditions);

}  // namespace parley
