#pragma once

#include "server/base/clock.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

inline constexpr Millis kDay = 86'400'000;

/// A stretch of time [from, to) in which a zone's distance from UTC does not change.
struct ZoneStretch {
    Millis from = 0, to = 0;
    Millis offset = 0;  ///< local = UTC + offset
};
/// The stretch that `at` lies in. Unknown zones are UTC. Any thread.
ZoneStretch zone_stretch(std::string_view zone, Millis at);

/// Days since 1970-01-01 of a local time, also before the epoch.
constexpr std::int64_t day_number(Millis local) noexcept {
    return local >= 0 ? local / kDay : -((kDay - 1 - local) / kDay);
}
std::string day_text(std::int64_t day);

}  // namespace parley
