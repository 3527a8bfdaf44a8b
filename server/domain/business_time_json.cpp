#include "server/domain/business_time.hpp"
#include "server/domain/zone.hpp"

#include <fmt/format.h>

namespace parley {
namespace {

constexpr std::size_t kMostIntervals = 24;

/// "09:30"; up to "48:00", hours past 24 being those of the next morning.
std::optional<int> minute_of(const Json& value) {
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t i : {0U, 1U, 3U, 4U}) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
    }
    const int minute = (text[3] - '0') * 10 + (text[4] - '0');
    const int total = ((text[0] - '0') * 10 + (text[1] - '0')) * 60 + minute;
    return minute < 60 && total <= 2880 ? std::optional(total) : std::nullopt;
}

std::vector<DayInterval> read_day(const Json& list, const std::string& field, Error& error) {
    std::vector<DayInterval> day;
    if (!list.is_array() || list.size() > kMostIntervals) {
        error.add_field(field, "must be a list of at most 24 intervals such as [\"09:00\",\"18:00\"]");
        return day;
    }
    for (const auto& pair : list) {
        const bool two = pair.is_array() && pair.size() == 2;
        const auto from = two ? minute_of(pair[0]) : std::nullopt;
        const auto to = two ? minute_of(pair[1]) : std::nullopt;
        if (from && to && *from < 1440 && *from < *to) {
            day.push_back({*from, *to});
        } else {
            error.add_field(field, "an interval is two times HH:MM, the first before 24:00 and before the second");
        }
    }
    return day;
}

/// A real date in the one spelling that local_day gives.
bool is_date(const std::string& text) {
    const auto midnight = text.size() == 10 ? from_rfc3339(text + "T00:00:00Z") : Result<Millis>(Error());
    return midnight && day_text(day_number(*midnight)) == text;
}

Json write_day(const std::vector<DayInterval>& day) {
    Json list = Json::array();
    const auto text = [](int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); };
    for (const auto& one : day) list.push_back(Json::array({text(one.from_minute), text(one.to_minute)}));
    return list;
}

}  // namespace

Result<Calendar> read_calendar(const Json& object) {
    if (!object.is_object()) return Error::field("calendar", "must be an object");
    Calendar calendar;
    Error error(Errc::invalid, "the calendar is wrong");
    calendar.zone = text_or(object, "zone");
    if (!known_zone(calendar.zone)) error.add_field("zone", "must be a time zone's name such as Europe/Warsaw");
    const Json* week = find(object, "week");
    if (!week || !week->is_array() || week->size() != 7) {
        error.add_field("week", "must be a list of seven days, Monday first");
    } else {
        for (std::size_t i = 0; i < 7; ++i) calendar.week[i] = read_day((*week)[i], fmt::format("week/{}", i), error);
    }
    const Json* exceptions = find(object, "exceptions");
    if (exceptions && !exceptions->is_null() && !exceptions->is_object()) {
        error.add_field("exceptions", "must be an object of dates");
    } else if (exceptions && exceptions->is_object()) {
        for (const auto& [date, day] : exceptions->items()) {
            if (!is_date(date)) error.add_field("exceptions/" + date, "must be a date YYYY-MM-DD");
            calendar.exceptions[date] = read_day(day, "exceptions/" + date, error);
        }
    }
    if (!error.fields().empty()) return error;
    return calendar;
}

Json write_calendar(const Calendar& calendar) {
    Json week = Json::array();
    for (const auto& day : calendar.week) week.push_back(write_day(day));
    Json exceptions = Json::object();
    for (const auto& [date, day] : calendar.exceptions) exceptions[date] = write_day(day);
    return {{"zone", calendar.zone}, {"week", std::move(week)}, {"exceptions", std::move(exceptions)}};
}

}  // namespace parley
