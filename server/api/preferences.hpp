#pragma once

#include "server/base/json.hpp"
#include "server/store/store.hpp"

#include <cstdint>

namespace parley {

/// How this person likes the app: `{"density","quiet_hours"}`, whole.
Json view_preferences(db::Connection& db, std::int64_t user_id);

}  // namespace parley
