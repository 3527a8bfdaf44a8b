#include "server/store/settings.hpp"

#include "server/base/text.hpp"

#include <charconv>

namespace parley {
namespace {

constexpr std::int64_t kLongestTarget = 30LL * 24 * 3600;

std::optional<std::string> stored(db::Connection& db, std::string_view name) {
    auto row = db.query(db::q::setting_get, name);
    if (!row.next()) return std::nullopt;
    return row.text(0);
}

}  // namespace

std::optional<Calendar> business_calendar(db::Connection& db) {
    const auto text = stored(db, "calendar");
    if (!text || text->empty()) return std::nullopt;
    auto calendar = read_calendar(stored_json(*text));
    if (!calendar) return std::nullopt;
    return std::move(*calendar);
}

std::int64_t target_seconds(db::Connection& db) {
    std::int64_t seconds = Settings{}.target_seconds;
    if (const auto text = stored(db, "target_seconds"))
        std::from_chars(text->data(), text->data() + text->size(), seconds);
    return seconds;
}

Millis business_time(db::Connection& db, Millis from, Millis to) {
    const auto calendar = business_calendar(db);
    return calendar ? business_between(*calendar, from, to) : std::max<Millis>(to - from, 0);
}

Settings read_settings(db::Connection& db) {
    return {stored(db, "company").value_or(""), target_seconds(db), business_calendar(db)};
}

Json view_settings(const Settings& settings) {
    return {{"company", settings.company},
            {"target_seconds", settings.target_seconds},
            {"calendar", settings.calendar ? write_calendar(*settings.calendar) : Json(nullptr)}};
}

void change_settings(Transaction& transaction, const Json& body) {
    auto& db = transaction.db();
    if (const Json* company = find(body, "company")) {
        const auto name = company->is_string() ? clean(company->get_ref<const std::string&>()) : std::string();
        if (trim(name).empty() || count_code_points(name) > 200)
            throw Failure(Error::field("company", "must be 1 to 200 characters"));
        db.execute(db::q::setting_put, "company", trim(name));
    }
    if (body.contains("target_seconds")) {
        const auto seconds = integer_of(body, "target_seconds");
        if (!seconds || *seconds < 1 || *seconds > kLongestTarget)
            throw Failure(Error::field("target_seconds", "is 1 second to 30 days (2592000)"));
        db.execute(db::q::setting_put, "target_seconds", std::to_string(*seconds));
    }
    if (const auto calendar = body.find("calendar"); calendar != body.end()) {
        std::string text;
        if (!calendar->is_null()) {
            const auto read = read_calendar(*calendar);
            if (!read) throw Failure(read.error());
            text = dump(write_calendar(*read));
        }
        db.execute(db::q::setting_put, "calendar", text);
    }
    transaction.emit("settings.updated", std::nullopt, "{}");
}

}  // namespace parley
