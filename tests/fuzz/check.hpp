#pragma once

#include "connectors/update.hpp"

#include <vector>

namespace parley::fuzz {

/// What holds of every update, whatever bytes it was read from: ingest, the store and the browser rely on it. Ends the
/// process with a word on what is wrong.
void check(const std::vector<Update>& updates);

}  // namespace parley::fuzz
