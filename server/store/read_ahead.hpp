#pragma once

#include "server/store/directory.hpp"

#include <cstdint>
#include <span>

namespace parley {

/// What the views of many conversations ask for, read for all of them at once and left in `names`, so that a list takes
/// a dozen questions however long it is. One by one they were most of the time of a list on PostgreSQL, where each is a
/// way there and back.
void read_ahead(Directory& names, std::span<const std::int64_t> conversation_ids);

}  // namespace parley
