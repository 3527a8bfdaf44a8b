#pragma once

#include "server/domain/routing.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace parley {

/// Does everything that fits `narrow` fit `wide` as well? False where that cannot be told for sure. `kinds`: of the
/// channels there are, by id.
bool covers(const Conditions& wide, const Conditions& narrow, const std::map<std::int64_t, std::string>& kinds);

/// Rules that nothing can reach, and the earlier rule that takes all of theirs. In the order they are tried.
std::map<std::int64_t, std::int64_t> taken_by(const std::vector<RoutingRule>& rules,
                                              const std::map<std::int64_t, std::string>& kinds);

}  // namespace parley
