#pragma once

#include "db/connection.hpp"
#include "server/base/clock.hpp"
#include "server/domain/identity.hpp"

#include <cstdint>
#include <vector>

namespace parley {

/// Contacts that might be the same person as this one, the likeliest first, and why. Only people join them.
std::vector<Suggestion> same_person_as(db::Connection& db, std::int64_t contact_id, const Clock& clock);

}  // namespace parley
