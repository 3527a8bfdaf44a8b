#pragma once

#include "server/base/clock.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parley {

/// A first message that was answered: when it was written, and how long that took.
struct FirstReply {
    Millis written_at = 0, took = 0;
};
inline constexpr std::size_t kHoursOfWeek = 168;
/// Seconds within which four of five were answered, by hour of the week (Monday 00:00 is 0); nothing for an hour with
/// fewer than `kFewestReplies`: they promise nothing.
using RepliesByHour = std::array<std::optional<std::int64_t>, kHoursOfWeek>;
inline constexpr std::size_t kFewestReplies = 20;

RepliesByHour replies_by_hour(const std::vector<FirstReply>& replies, std::string_view zone);
std::size_t hour_of_week(std::string_view zone, Millis at);

}  // namespace parley
