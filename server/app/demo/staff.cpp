#include "server/app/demo/staff.hpp"

#include "server/app/demo/company.hpp"
#include "server/domain/business_time.hpp"

namespace parley::sample {

bool Worker::at_work(Millis at) const {
    return next_at_work(at) == at;
}

std::optional<Millis> Worker::next_at_work(Millis at) const {
    for (const auto& shift : shifts) {
        if (at < shift.to) return std::max(at, shift.from);
    }
    return std::nullopt;
}

void plan_shifts(Dice& dice, std::vector<Worker>& workers, Millis from, Millis now) {
    constexpr Millis kMinute = 60'000, kHour = 60 * kMinute, kDay = 24 * kHour;
    for (Millis day = local_midnight(kSampleZone, from); day < now + kDay;
         day = local_midnight(kSampleZone, day + kDay + kDay / 2)) {
        // Noon lies in the same date everywhere near the zone; the epoch was a Thursday.
        const auto weekday = (day + kDay / 2) / kDay % 7;
        const bool saturday = weekday == 2, sunday = weekday == 3;
        for (std::size_t i = 0; i < workers.size(); ++i) {
            const bool off = dice.chance(0.07), late = i % 2 == 1, comes_saturday = i % 3 == 0;
            const Millis delay = dice.between(0, 12) * kMinute;
            if (sunday || off || (saturday && !comes_saturday)) continue;
            const auto start = saturday ? 10 : late ? 11 : 9, end = saturday ? 16 : late ? 19 : 17;
            workers[i].shifts.push_back({day + start * kHour + delay, day + end * kHour + delay / 3});
        }
    }
}

}  // namespace parley::sample
