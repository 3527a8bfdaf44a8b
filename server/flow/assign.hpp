#pragma once

#include "server/domain/business_time.hpp"
#include "server/domain/routing.hpp"
#include "server/store/conversations.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Rules and teams as the transaction sees them.
struct RoutingTables {
    std::vector<RoutingRule> rules;
    std::vector<Team> teams;
    std::optional<Calendar> calendar;  ///< business hours; none: always open
};
RoutingTables load_routing(db::Connection& db);
bool in_hours(const RoutingTables& tables, Millis at);
/// What the rules say of an enquiry that comes at `at`.
Decision decide(const RoutingTables& tables, Enquiry enquiry, Millis at,
                const std::vector<std::int64_t>& already_offered = {});

/// Decides who gets the conversation, in the caller's transaction: assigns, or puts it into the queue. Writes the
/// decision log and the line of the thread; saves nothing of `conversation` itself.
void assign_by_rules(Transaction& transaction, Conversation& conversation, const Enquiry& enquiry,
                     const std::vector<std::int64_t>& already_offered = {});

/// By hand, or when somebody answers an unassigned conversation (`reason` manual or claimed). Nobody: `user_id` empty.
void assign_to(Transaction& transaction, Conversation& conversation, std::optional<std::int64_t> user_id,
               std::string_view reason, std::optional<std::int64_t> by_user_id);

/// Somebody became able (came online, closed a conversation, got more capacity): the longest waiting are handed out.
void drain_queue(Transaction& transaction);

/// The operator's open conversations count for his load; call when one opens, closes or changes hands.
void add_load(Transaction& transaction, std::optional<std::int64_t> user_id, int delta);

/// A wait that nobody ended in time is offered to the next (job `reoffer`).
void reoffer(Transaction& transaction, std::int64_t conversation_id);

/// What the rules may know of a conversation that is already there.
Enquiry enquiry_of(db::Connection& db, const Conversation& conversation);
/// The same of what is at hand already. `text`: the first words of the contact.
Enquiry enquiry_of(const Conversation& conversation, std::string_view channel_kind, const Contact& contact,
                   const std::vector<Touch>& touches, std::string_view text);

}  // namespace parley
