#include "server/domain/business_time.hpp"

#include "server/domain/zone.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr Millis kMinute = 60'000;
constexpr int kDayMinutes = 1440;

const std::vector<DayInterval>& intervals_of(const Calendar& calendar, std::int64_t day) {
    if (!calendar.exceptions.empty()) {
        const auto found = calendar.exceptions.find(day_text(day));
        if (found != calendar.exceptions.end()) return found->second;
    }
    return calendar.week[static_cast<std::size_t>(((day + 3) % 7 + 7) % 7)];  // the epoch was a Thursday
}

/// What the wall clock of one date shows as open, yesterday's nights included; in order, without overlaps.
std::vector<DayInterval> open_on(const Calendar& calendar, std::int64_t day) {
    std::vector<DayInterval> open;
    const auto add = [&](int from, int to) {
        from = std::max(from, 0);
        to = std::min(to, kDayMinutes);
        if (from < to) open.push_back({from, to});
    };
    for (const auto& one : intervals_of(calendar, day - 1))
        add(one.from_minute - kDayMinutes, one.to_minute - kDayMinutes);
    for (const auto& one : intervals_of(calendar, day)) add(one.from_minute, one.to_minute);
    std::sort(open.begin(), open.end(), [](auto a, auto b) { return a.from_minute < b.from_minute; });
    std::vector<DayInterval> joined;
    for (const auto& one : open) {
        if (!joined.empty() && one.from_minute <= joined.back().to_minute) {
            joined.back().to_minute = std::max(joined.back().to_minute, one.to_minute);
        } else {
            joined.push_back(one);
        }
    }
    return joined;
}

/// Calls visit(begin, end) for the open spans of [from, to) in order until it answers false. Inside a stretch without a
/// clock change local time is plain arithmetic, so the changes themselves need no special case.
template <class Visit>
void each_open(const Calendar& calendar, Millis from, Millis to, Visit visit) {
    while (from < to) {
        const auto stretch = zone_stretch(calendar.zone, from);
        const Millis end = std::min(to, stretch.to);
        while (from < end) {
            const auto day = day_number(from + stretch.offset);
            const Millis midnight = day * kDay - stretch.offset;
            for (const auto& open : open_on(calendar, day)) {
                const Millis begin_at = std::max(from, midnight + open.from_minute * kMinute);
                const Millis end_at = std::min(end, midnight + open.to_minute * kMinute);
                if (begin_at < end_at && !visit(begin_at, end_at)) return;
            }
            from = std::min(end, midnight + kDay);
        }
    }
}

/// Past this nothing opens any more: a day after the last exception when the week is empty.
Millis horizon(const Calendar& calendar, Millis from) {
    constexpr Millis kCentury = 36'525 * kDay;
    const auto works = [](const auto& day) { return !day.empty(); };
    if (std::any_of(calendar.week.begin(), calendar.week.end(), works)) return from + kCentury;
    const auto last = std::find_if(calendar.exceptions.rbegin(), calendar.exceptions.rend(),
                                   [&](const auto& one) { return works(one.second); });
    if (last == calendar.exceptions.rend()) return from;
    const auto midnight = from_rfc3339(last->first + "T00:00:00Z");
    return midnight ? std::min(from + kCentury, *midnight + 4 * kDay) : from;
}

}  // namespace

Millis business_between(const Calendar& calendar, Millis from, Millis to) {
    Millis sum = 0;
    each_open(calendar, from, std::min(to, horizon(calendar, from)), [&](Millis begin, Millis end) {
        sum += end - begin;
        return true;
    });
    return sum;
}

Millis add_business(const Calendar& calendar, Millis from, Millis amount) {
    if (amount <= 0) return from;
    Millis reached = kNever;
    each_open(calendar, from, horizon(calendar, from), [&](Millis begin, Millis end) {
        if (amount > end - begin) {
            amount -= end - begin;
            return true;
        }
        reached = begin + amount;
        return false;
    });
    return reached;
}

bool is_open(const Calendar& calendar, Millis at) {
    return business_between(calendar, at, at + 1) > 0;
}

std::optional<Millis> next_open(const Calendar& calendar, Millis at) {
    std::optional<Millis> found;
    each_open(calendar, at, horizon(calendar, at), [&](Millis begin, Millis) {
        found = begin;
        return false;
    });
    return found;
}

Calendar always_open() {
    Calendar calendar;
    for (auto& day : calendar.week) day = {{0, kDayMinutes}};
    return calendar;
}

}  // namespace parley
