#pragma once

#include "server/base/clock.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace parley {

/// Spans of a period and of the one before it.
struct Compared {
    std::vector<Millis> now, before;
};

/// The group that most of a change of the median came from: the one without which least of it would be left.
/// Nothing where the median hardly moved, where too little is known, and where no group explains half of it.
/// Each group is a part of `whole`; groups may overlap.
std::optional<std::size_t> main_cause(Compared whole, std::vector<Compared> groups);

}  // namespace parley
