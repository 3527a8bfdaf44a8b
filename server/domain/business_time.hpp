#pragma once

#include "server/base/clock.hpp"
#include "server/base/error.hpp"
#include "server/base/json.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Minutes of the local day on the wall clock, half open. 0 <= from < 1440, from < to <= 2880; past 1440 is over
/// midnight.
struct DayInterval {
    int from_minute = 0;
    int to_minute = 0;
};

/// When we work. An instant is open when the wall clock of `zone` shows it inside an interval of that date, or of the
/// date before for those over midnight. So an hour the clocks skip is not worked and one they repeat is worked twice.
struct Calendar {
    std::string zone = "UTC";                      ///< IANA name; an unknown one counts as UTC
    std::array<std::vector<DayInterval>, 7> week;  ///< Monday first
    std::map<std::string, std::vector<DayInterval>>
        exceptions;  ///< by YYYY-MM-DD, instead of the week; empty is closed
};

/// What add_business answers when the calendar never opens for long enough.
inline constexpr Millis kNever = 253'402'300'799'999;

/// Open milliseconds in [from, to); 0 when `to` is not after `from`.
Millis business_between(const Calendar& calendar, Millis from, Millis to);
/// The earliest instant with `amount` open milliseconds since `from`; `from` itself for nothing to add.
Millis add_business(const Calendar& calendar, Millis from, Millis amount);
bool is_open(const Calendar& calendar, Millis at);
/// `at` itself when open then; nothing when it never opens again.
std::optional<Millis> next_open(const Calendar& calendar, Millis at);
Calendar always_open();

/// {"zone":"Europe/Warsaw","week":[[["09:00","18:00"]],... Monday first, 7],"exceptions":{"2026-12-25":[]}}
Result<Calendar> read_calendar(const Json& object);
Json write_calendar(const Calendar& calendar);

/// The first instant of the local date that `at` falls on.
Millis local_midnight(std::string_view zone, Millis at);
std::string local_day(std::string_view zone, Millis at);  ///< YYYY-MM-DD
bool known_zone(std::string_view zone);

}  // namespace parley
