#pragma once

#include "server/base/json.hpp"
#include "server/domain/business_time.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parley {

/// What the installation as a whole is set to.
struct Settings {
    std::string company;
    std::int64_t target_seconds = 300;  ///< an answer should come within this time
    std::optional<Calendar> calendar;   ///< business hours; none: always open
};

Settings read_settings(db::Connection& db);
/// `{"company","target_seconds","calendar"}`.
Json view_settings(const Settings& settings);
/// Takes over the members that are there. Throws Failure that names what is wrong.
void change_settings(Transaction& transaction, const Json& body);

/// The hours alone, for routing.
std::optional<Calendar> business_calendar(db::Connection& db);
/// Alone, since every conversation that waits shows it.
std::int64_t target_seconds(db::Connection& db);
/// How much of [from, to) was business time; all of it without a calendar.
Millis business_time(db::Connection& db, Millis from, Millis to);

}  // namespace parley
