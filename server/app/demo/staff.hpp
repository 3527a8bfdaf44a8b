#pragma once

#include "server/app/demo/dice.hpp"
#include "server/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::sample {

/// One who answers: how quickly, in which languages, and when at work.
struct Worker {
    std::int64_t user_id = 0;
    std::vector<std::string> languages;
    double seconds = 120;  ///< an answer takes about so long when there is little to do
    struct Shift {
        Millis from = 0, to = 0;
    };
    std::vector<Shift> shifts;  ///< in order

    bool at_work(Millis at) const;
    /// `at` itself when at work then.
    std::optional<Millis> next_at_work(Millis at) const;
};

/// Early and late shifts, a few on Saturdays, now and then a day off; to a day after `now`.
void plan_shifts(Dice& dice, std::vector<Worker>& workers, Millis from, Millis now);

}  // namespace parley::sample
