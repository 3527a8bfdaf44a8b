#pragma once

#include "server/store/people.hpp"

#include <cstdint>

namespace parley {

/// Moves a lead to another stage: the lead, its history and a line in the thread. Throws Failure when there is no such
/// stage. The caller announces the lead, once for all that it changes.
void move_lead(Transaction& transaction, const Lead& lead, std::int64_t stage_id, std::int64_t by_user_id);
void announce_lead(Transaction& transaction, const Lead& lead);

}  // namespace parley
