#include "server/api/preferences.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"

#include <algorithm>
#include <charconv>

namespace parley {

namespace asio = boost::asio;

namespace {

/// "22:00": minutes of the day.
std::optional<int> clock_time(const std::string& text) {
    int hour = 0, minute = 0;
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto number = [&](std::size_t at, int& into) {
        const auto read = std::from_chars(text.data() + at, text.data() + at + 2, into);
        return read.ec == std::errc() && read.ptr == text.data() + at + 2;
    };
    if (!number(0, hour) || !number(3, minute) || hour < 0 || hour > 23 || minute < 0 || minute > 59)
        return std::nullopt;
    return hour * 60 + minute;
}

Json wanted_density(const Json& value) {
    if (value == "comfortable" || value == "compact") return value;
    throw Failure(Error::field("density", "is comfortable or compact"));
}

/// Null: none. Over midnight where `from` is later than `to`.
Json wanted_quiet_hours(const Json& value) {
    if (value.is_null()) return value;
    const auto from = text_or(value, "from"), to = text_or(value, "to");
    if (!value.is_object() || value.size() != 2 || !clock_time(from) || !clock_time(to) || from == to)
        throw Failure(
            Error::field("quiet_hours", "is null or two times of the day: {\"from\":\"22:00\",\"to\":\"07:00\"}"));
    return {{"from", from}, {"to", to}};
}

/// What the report of response was last narrowed to, as the page's own address has it.
Json wanted_report(const Json& value) {
    constexpr std::size_t kMost = 300;
    if (value.is_string() && value.get_ref<const std::string&>().size() <= kMost) return value;
    throw Failure(
        Error::field("report", "is the question of the report's address: \"days=30&team=4\", at most 300 bytes"));
}

}  // namespace

Json view_preferences(db::Connection& db, std::int64_t user_id) {
    Json all{{"density", "comfortable"}, {"quiet_hours", nullptr}, {"report", ""}};
    for (auto row = db.query(db::q::preferences_of, user_id); row.next();) {
        if (const auto name = row.text(0); all.contains(name)) all[name] = stored_json(row.text(1));
    }
    return all;
}

void add_preference_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/me/preferences", [&context](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    auto body = co_await context.store.read(
                        [&](db::Connection& db) { return dump(view_preferences(db, caller.user_id)); });
                    co_return Response::json(200, std::move(body));
                }});
    router.add({Method::patch, "/api/v1/me/preferences", [&context](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    const auto body = read_body(request, {"density", "quiet_hours", "report"});
                    Json wanted = Json::object();
                    if (const Json* value = find(body, "density")) wanted["density"] = wanted_density(*value);
                    if (const Json* value = find(body, "quiet_hours"))
                        wanted["quiet_hours"] = wanted_quiet_hours(*value);
                    if (const Json* value = find(body, "report")) wanted["report"] = wanted_report(*value);
                    auto answer = co_await context.store.write([&](Transaction& transaction) {
                        for (const auto& [name, value] : wanted.items())
                            transaction.db().execute(db::q::preference_put, caller.user_id, name, dump(value));
                        return dump(view_preferences(transaction.db(), caller.user_id));
                    });
                    co_return Response::json(200, std::move(answer));
                }});
}

}  // namespace parley
