#include "server/domain/zone.hpp"

#include "server/domain/business_time.hpp"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/tztrans.h>

#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <mutex>

namespace parley {
namespace {

constexpr Millis kFar = std::numeric_limits<Millis>::max() / 4;

/// Looked up once; null for names that ICU does not know. Entries are never removed, so the pointer stays good.
const icu::BasicTimeZone* zone_named(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::unique_ptr<icu::TimeZone>, std::less<>> known;
    if (name.empty() || name.size() > 64) return nullptr;
    const std::scoped_lock lock(mutex);
    auto found = known.find(name);
    if (found == known.end()) {
        const auto id =
            icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<std::int32_t>(name.size())));
        std::unique_ptr<icu::TimeZone> made(icu::TimeZone::createTimeZone(id));
        if (!made || *made == icu::TimeZone::getUnknown()) return nullptr;
        found = known.emplace(std::string(name), std::move(made)).first;
    }
    return dynamic_cast<const icu::BasicTimeZone*>(found->second.get());
}

}  // namespace

bool known_zone(std::string_view zone) {
    return zone_named(zone) != nullptr;
}

ZoneStretch zone_stretch(std::string_view zone, Millis at) {
    ZoneStretch stretch{-kFar, kFar, 0};
    const auto* rules = zone_named(zone);
    if (!rules) return stretch;
    const auto date = static_cast<UDate>(at);
    std::int32_t raw = 0, daylight = 0;
    UErrorCode status = U_ZERO_ERROR;
    rules->getOffset(date, false, raw, daylight, status);
    if (U_FAILURE(status)) return stretch;
    stretch.offset = raw + daylight;
    icu::TimeZoneTransition change;
    if (rules->getPreviousTransition(date, true, change)) stretch.from = static_cast<Millis>(change.getTime());
    if (rules->getNextTransition(date, false, change)) stretch.to = static_cast<Millis>(change.getTime());
    return stretch;
}

std::string day_text(std::int64_t day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string local_day(std::string_view zone, Millis at) {
    return day_text(day_number(at + zone_stretch(zone, at).offset));
}

Millis local_midnight(std::string_view zone, Millis at) {
    auto stretch = zone_stretch(zone, at);
    const auto day = day_number(at + stretch.offset);
    for (;;) {
        const Millis midnight = day * kDay - stretch.offset;
        if (midnight >= stretch.from) return midnight;
        const auto earlier = zone_stretch(zone, stretch.from - 1);
        if (day_number(stretch.from - 1 + earlier.offset) < day) return stretch.from;  // the clocks skipped midnight
        stretch = earlier;
    }
}

}  // namespace parley
