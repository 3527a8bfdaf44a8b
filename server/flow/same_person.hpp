#pragma once

#include "db/connection.hpp"
#include "server/base/clock.hpp"
#include "server/domain/identity.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <vector>

namespace parley {

/// Contacts that might be the same person as this one, the likeliest first, and why. Only people join them. Whom
/// somebody called a different person is not among them.
std::vector<Suggestion> same_person_as(db::Connection& db, std::int64_t contact_id, const Clock& clock);

/// These two are different people, whatever they have in common; both are roots.
void keep_apart(Transaction& transaction, std::int64_t one, std::int64_t two, std::int64_t by_user_id);
void offer_again(Transaction& transaction, std::int64_t one, std::int64_t two);

}  // namespace parley
