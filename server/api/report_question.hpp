#pragma once

#include "db/connection.hpp"
#include "server/api/auth.hpp"
#include "server/store/conversations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace parley {

/// What a report is asked for.
struct Period {
    Millis from = 0, to = 0;
    std::string zone;
    std::optional<std::int64_t> channel, user, team;
    std::string source;
    bool business = false;  ///< which clock is asked for
};
/// Throws Failure naming the parameter. Managers and admins see everybody's figures, an operator his own.
Period read_period(const Request& request, Millis now, const Caller& caller);

/// The waits that belong to the question. A team is its people: what they answered, what they have,
/// and what waits for the team without anybody having it.
class Sieve {
public:
    Sieve(db::Connection& db, const Period& period);
    bool passes(std::int64_t channel, std::optional<std::int64_t> user, std::int64_t conversation) const;
    bool passes_open(const InboxEntry& entry) const;

private:
    std::optional<std::int64_t> channel_, user_, team_;
    std::unordered_set<std::int64_t> people_;
    std::optional<std::unordered_set<std::int64_t>> of_source_;
};

}  // namespace parley
