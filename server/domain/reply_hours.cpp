#include "server/domain/reply_hours.hpp"

#include "server/domain/zone.hpp"

#include <algorithm>

namespace parley {

std::size_t hour_of_week(std::string_view zone, Millis at) {
    const Millis local = at + zone_stretch(zone, at).offset;
    const auto day = day_number(local);
    // The epoch was a Thursday.
    const auto weekday = ((day + 3) % 7 + 7) % 7;
    return static_cast<std::size_t>(weekday * 24 + (local - day * kDay) / 3'600'000);
}

RepliesByHour replies_by_hour(const std::vector<FirstReply>& replies, std::string_view zone) {
    std::array<std::vector<Millis>, kHoursOfWeek> taken;
    for (const auto& reply : replies) taken[hour_of_week(zone, reply.written_at)].push_back(reply.took);
    RepliesByHour hours;
    for (std::size_t i = 0; i < kHoursOfWeek; ++i) {
        auto& times = taken[i];
        if (times.size() < kFewestReplies) continue;
        // Nearest rank: the fourth of five, the sixteenth of twenty.
        const auto rank = (times.size() * 4 + 4) / 5;
        const auto place = times.begin() + static_cast<std::ptrdiff_t>(rank - 1);
        std::nth_element(times.begin(), place, times.end());
        hours[i] = (*place + 999) / 1000;
    }
    return hours;
}

}  // namespace parley
