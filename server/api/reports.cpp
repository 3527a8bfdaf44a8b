#include "server/api/body.hpp"
#include "server/api/report_question.hpp"
#include "server/api/routes.hpp"
#include "server/domain/business_time.hpp"
#include "server/domain/main_cause.hpp"
#include "server/domain/percentile.hpp"
#include "server/domain/reply_clock.hpp"
#include "server/domain/zone.hpp"
#include "server/store/read_ahead.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"

#include <algorithm>
#include <map>

namespace parley {

namespace asio = boost::asio;

namespace {

/// Waits of one group: first responses apart from later ones; those that ended without an answer are "never".
struct Group {
    std::vector<Millis> first, all;
    std::int64_t first_never = 0, all_never = 0;
    std::int64_t waiting = 0;

    void add(bool is_first, bool answered, Millis took) {
        if (answered) {
            all.push_back(took);
            if (is_first) first.push_back(took);
        } else {
            ++all_never;
            first_never += is_first ? 1 : 0;
        }
    }
};

/// As the buckets have it, what took just as long as the border is slower.
bool in_target(Millis took, Millis target) {
    return took < target;
}

Json write_figures(const std::vector<Millis>& answered, std::int64_t never, Millis target) {
    const Figures f = figures(answered, never);
    const auto quick =
        std::count_if(answered.begin(), answered.end(), [&](Millis took) { return in_target(took, target); });
    Json buckets = Json::array();
    for (std::size_t i = 0; i < f.buckets.size(); ++i) {
        buckets.push_back({{"le_seconds", i < kBucketBorders.size() ? Json(kBucketBorders[i] / 1000) : Json(nullptr)},
                           {"count", f.buckets[i]}});
    }
    const auto known = [&](Millis value) { return f.count > 0 ? Json(value) : Json(nullptr); };
    return {{"count", f.count},       {"p50_ms", known(f.p50)},   {"p90_ms", known(f.p90)},
            {"p95_ms", known(f.p95)}, {"mean_ms", known(f.mean)}, {"buckets", std::move(buckets)},
            {"in_target", quick},     {"never", f.never}};
}

void write_group(Json& into, const Group& group, Millis target) {
    into["first_response"] = write_figures(group.first, group.first_never, target);
    into["response"] = write_figures(group.all, group.all_never, target);
    into["waiting"] = group.waiting;
}

/// When a customer wrote: Monday is 0. Told by the company's clock, wherever the reader sits.
struct WeekHour {
    int weekday = 0, hour = 0;
    auto operator<=>(const WeekHour&) const = default;
};

WeekHour week_hour(std::string_view zone, Millis at) {
    const Millis local = at + zone_stretch(zone, at).offset;
    const auto day = day_number(local);
    // The epoch was a Thursday.
    return {static_cast<int>((day + 3) % 7), static_cast<int>((local - day * kDay) / 3'600'000)};
}

/// What a change of the median is looked for in.
struct Slice {
    enum class By { channel, operator_, hour } by = By::channel;
    std::int64_t id = 0;  ///< of the channel or the person; the hour of the day
    auto operator<=>(const Slice&) const = default;
};

std::string company_zone(db::Connection& db, const Period& period) {
    const auto calendar = read_settings(db).calendar;
    return calendar ? calendar->zone : period.zone;
}

struct Report {
    Group whole, before;
    std::map<std::int64_t, Group> by_user, by_channel;
    std::map<std::string, Group> by_day;
    std::map<WeekHour, Group> by_hour;
    std::map<Slice, Compared> slices;  ///< first replies alone
    Millis longest = 0;

    void add_to_slices(std::int64_t channel, std::optional<std::int64_t> user, int hour, bool now, Millis took) {
        const auto add = [&](Slice slice) {
            auto& compared = slices[slice];
            (now ? compared.now : compared.before).push_back(took);
        };
        add({Slice::By::channel, channel});
        if (user) add({Slice::By::operator_, *user});
        add({Slice::By::hour, hour});
    }
};

void read_ended(db::Connection& db, const Period& period, const Sieve& sieve, Report& report) {
    const Millis length = period.to - period.from;
    const auto zone = company_zone(db, period);
    const auto query = period.business ? db::q::waits_ended_between_business : db::q::waits_ended_between;
    for (auto row = db.query(query, period.from - length, period.to); row.next();) {
        const auto channel = row.integer(0);
        const auto user = row.maybe_integer(1);
        if (!sieve.passes(channel, user, row.integer(4))) continue;
        const bool first = row.integer(2) != 0;
        const Millis took = row.integer(3);
        // "No reply needed" is an end of its own: neither an answer nor a failure.
        const auto how = static_cast<WaitEnd>(row.integer(5));
        if (how == WaitEnd::no_reply_needed) continue;
        const bool answered = how == WaitEnd::answered;
        const Millis ended = row.integer(6);
        const auto written = first ? week_hour(zone, row.integer(7)) : WeekHour{};
        if (first && answered) report.add_to_slices(channel, user, written.hour, ended >= period.from, took);
        if (ended < period.from) {
            report.before.add(first, answered, took);
            continue;
        }
        report.whole.add(first, answered, took);
        report.by_channel[channel].add(first, answered, took);
        if (user) report.by_user[*user].add(first, answered, took);
        report.by_day[local_day(period.zone, ended)].add(first, answered, took);
        if (first) report.by_hour[written].add(first, answered, took);
    }
}

void read_open(db::Connection& db, const Sieve& sieve, Millis now, Report& report) {
    struct Open {
        std::int64_t conversation, channel;
        Millis opened;
    };
    std::vector<Open> open;
    for (auto row = db.query(db::q::waits_open_all); row.next();)
        open.push_back({row.integer(1), row.integer(2), row.integer(4)});
    for (const auto& wait : open) {
        const auto c = conversation_by_id(db, wait.conversation);
        if (!c || !sieve.passes_open(inbox_entry(*c))) continue;
        ++report.whole.waiting;
        ++report.by_channel[wait.channel].waiting;
        if (c->assignee_id) ++report.by_user[*c->assignee_id].waiting;
        report.longest = std::max(report.longest, now - wait.opened);
    }
}

/// First replies by the hour in which the customer wrote; only hours that have any.
Json write_hours(const std::map<WeekHour, Group>& by_hour) {
    Json cells = Json::array();
    for (const auto& [at, group] : by_hour) {
        const auto f = figures(group.first, group.first_never);
        cells.push_back({{"weekday", at.weekday},
                         {"hour", at.hour},
                         {"count", f.count},
                         {"p50_ms", f.count > 0 ? Json(f.p50) : Json(nullptr)},
                         {"never", f.never}});
    }
    return cells;
}

/// Where most of the change since the period before comes from, for the report's sentence.
Json write_cause(db::Connection& db, const Report& report) {
    std::vector<Slice> names;
    std::vector<Compared> groups;
    for (const auto& [slice, compared] : report.slices) {
        names.push_back(slice);
        groups.push_back(compared);
    }
    const auto cause = main_cause({report.whole.first, report.before.first}, std::move(groups));
    if (!cause) return nullptr;
    const auto [by, id] = names[*cause];
    switch (by) {
        case Slice::By::channel:
            return {
                {"by", "channel"}, {"id", id}, {"name", text_or(view_channel(db, id, {}), "name")}, {"hour", nullptr}};
        case Slice::By::operator_:
            return {{"by", "operator"}, {"id", id}, {"name", view_user_brief(db, id)["name"]}, {"hour", nullptr}};
        case Slice::By::hour:
            break;
    }
    return {{"by", "hour"}, {"id", nullptr}, {"name", nullptr}, {"hour", id}};
}

Json write_report(db::Connection& db, const Period& period, const Report& report) {
    const Millis target = target_seconds(db) * 1000;
    Json out{{"from", to_rfc3339(period.from)},
             {"to", to_rfc3339(period.to)},
             {"tz", period.zone},
             {"clock", period.business ? "business" : "calendar"},
             {"target_seconds", target / 1000},
             {"definition",
              {{"first_response", "to_first_human_answer"},
               {"response", "to_human_answer"},
               {"waiting", "without_human_answer"}}}};
    write_group(out, report.whole, target);
    out["waiting"] = {{"count", report.whole.waiting}, {"longest_seconds", report.longest / 1000}};
    write_group(out["previous"], report.before, target);
    out["previous"].erase("waiting");
    out["cause"] = write_cause(db, report);
    auto& users = out["by_operator"] = Json::array();
    for (const auto& [id, group] : report.by_user) {
        Json row{{"user", view_user_brief(db, id)}};
        write_group(row, group, target);
        users.push_back(std::move(row));
    }
    auto& channels = out["by_channel"] = Json::array();
    for (const auto& [id, group] : report.by_channel) {
        const auto channel = view_channel(db, id, {});
        Json row{{"channel", {{"id", id}, {"kind", text_or(channel, "kind")}, {"name", text_or(channel, "name")}}}};
        write_group(row, group, target);
        channels.push_back(std::move(row));
    }
    auto& days = out["by_day"] = Json::array();
    for (const auto& [day, group] : report.by_day) {
        Json row{{"day", day}};
        write_group(row, group, target);
        row.erase("waiting");
        days.push_back(std::move(row));
    }
    out["by_hour"] = {{"tz", company_zone(db, period)}, {"cells", write_hours(report.by_hour)}};
    return out;
}

asio::awaitable<Response> response_report(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const Millis now = context.clock.now();
    const auto period = read_period(request, now, caller);
    auto body = co_await context.store.read([&](db::Connection& db) {
        Report report;
        const Sieve sieve(db, period);
        read_ended(db, period, sieve, report);
        read_open(db, sieve, now, report);
        return dump(write_report(db, period, report));
    });
    co_return Response::json(200, std::move(body));
}

/// Which rows are behind a number.
struct Figure {
    enum class Kind { first_response, response, waiting } kind = Kind::response;
    std::optional<std::size_t> bucket;
    std::optional<Millis> within;
    std::optional<WeekHour> written;  ///< the hour of the week in which the customer wrote
    bool never = false;

    static Figure read(const Request& request) {
        Figure figure;
        const auto name = request.parameter("figure").value_or("response");
        if (name == "first_response")
            figure.kind = Kind::first_response;
        else if (name == "waiting")
            figure.kind = Kind::waiting;
        else if (name != "response")
            throw Failure(Error::field("figure", "is first_response, response or waiting"));
        const auto whole = [&](const char* name, std::int64_t most) {
            const auto number = number_parameter(request, name);
            if (number && (*number < 0 || *number > most))
                throw Failure(Error::field(name, "is a number from 0 to " + std::to_string(most)));
            return number;
        };
        if (const auto seconds = whole("within", 366LL * 24 * 3600)) figure.within = *seconds * 1000;
        const auto weekday = whole("weekday", 6), hour = whole("hour", 23);
        if (weekday.has_value() != hour.has_value())
            throw Failure(Error::field("hour", "is given together with weekday"));
        if (weekday) figure.written = WeekHour{static_cast<int>(*weekday), static_cast<int>(*hour)};
        figure.never = request.parameter("bucket") == "never";
        if (figure.never) return figure;
        const auto bucket = number_parameter(request, "bucket");
        if (bucket && (*bucket < 0 || *bucket > static_cast<std::int64_t>(kBucketBorders.size())))
            throw Failure(Error::field("bucket", "is the number of a bucket, 0 to 6, or never"));
        if (bucket) figure.bucket = static_cast<std::size_t>(*bucket);
        return figure;
    }
};

struct WaitRow {
    std::int64_t id, conversation;
    Millis opened, ended;
    std::optional<std::int64_t> by;
    std::optional<Millis> took;  ///< nothing while nobody answered
};

std::vector<WaitRow> open_waits(db::Connection& db, const Period& period) {
    const Sieve sieve(db, period);
    std::vector<WaitRow> rows;
    for (auto row = db.query(db::q::waits_open_all); row.next();)
        rows.push_back({row.integer(0), row.integer(1), row.integer(4), 0, std::nullopt, std::nullopt});
    std::erase_if(rows, [&](const WaitRow& row) {
        const auto c = conversation_by_id(db, row.conversation);
        return !c || !sieve.passes_open(inbox_entry(*c));
    });
    return rows;
}

/// The same rows that `read_ended` counts; the slowest first.
std::vector<WaitRow> ended_waits(db::Connection& db, const Period& period, const Figure& figure) {
    std::vector<WaitRow> rows;
    const Sieve sieve(db, period);
    const auto zone = company_zone(db, period);
    for (auto row = db.query(db::q::wait_rows_ended_between, period.from, period.to); row.next();) {
        const auto by = row.maybe_integer(6);
        const auto how = static_cast<WaitEnd>(row.integer(7));
        const Millis took = row.integer(period.business ? 9 : 8);
        if (how != (figure.never ? WaitEnd::closed : WaitEnd::answered)) continue;
        if (figure.kind == Figure::Kind::first_response && row.integer(3) == 0) continue;
        if (!sieve.passes(row.integer(2), by, row.integer(1))) continue;
        if (figure.bucket && bucket_of(took) != *figure.bucket) continue;
        if (figure.within && !in_target(took, *figure.within)) continue;
        if (figure.written && week_hour(zone, row.integer(4)) != *figure.written) continue;
        rows.push_back({row.integer(0), row.integer(1), row.integer(4), row.integer(5), by,
                        figure.never ? std::nullopt : std::optional(took)});
    }
    std::sort(rows.begin(), rows.end(),
              [](const WaitRow& a, const WaitRow& b) { return std::pair(b.took, a.id) < std::pair(a.took, b.id); });
    return rows;
}

JsonText view_wait(Directory& names, const WaitRow& row) {
    const auto wait =
        json_object({{"id", row.id},
                     {"opened_at", to_rfc3339(row.opened)},
                     {"ended_at", row.ended ? std::optional(to_rfc3339(row.ended)) : std::nullopt},
                     {"response_ms", row.took},
                     {"answered_by",
                      row.took && row.by ? json_object({{"id", row.by}, {"name", names.user(*row.by)}}) : JsonText{}}});
    return json_object({{"conversation", view_conversation(names, row.conversation)}, {"wait", wait}});
}

asio::awaitable<Response> behind(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto period = read_period(request, context.clock.now(), caller);
    const auto figure = Figure::read(request);
    const auto limit = list_limit(request);
    const auto from =
        static_cast<std::size_t>(std::max<std::int64_t>(number_parameter(request, "cursor").value_or(0), 0));
    auto body = co_await context.store.read([&](db::Connection& db) {
        const auto rows =
            figure.kind == Figure::Kind::waiting ? open_waits(db, period) : ended_waits(db, period, figure);
        Directory names(db);
        JsonList items;
        const auto to = std::min(rows.size(), from + limit);
        std::vector<std::int64_t> shown;
        for (auto i = from; i < to; ++i) shown.push_back(rows[i].conversation);
        read_ahead(names, shown);
        for (auto i = from; i < to; ++i) items.push_back(view_wait(names, rows[i]));
        const auto next = to < rows.size() ? std::optional(std::to_string(to)) : std::nullopt;
        return json_object({{"items", items.text()}, {"next_cursor", next}}).text;
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> waiting_report(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto period = read_period(request, context.clock.now(), caller);
    auto waiting = context.inbox.waiting();
    const bool own_only = caller.role == Role::operator_;
    auto body = co_await context.store.read([&](db::Connection& db) {
        const Sieve sieve(db, period);
        std::erase_if(waiting, [&](const InboxEntry& entry) { return !sieve.passes_open(entry); });
        Directory names(db);
        JsonList items;
        std::map<std::int64_t, std::int64_t> of_user;
        std::vector<std::int64_t> shown;
        for (const auto& entry : waiting) {
            if (entry.assignee_id) ++of_user[*entry.assignee_id];
            if (shown.size() < 200) shown.push_back(entry.id);
        }
        read_ahead(names, shown);
        for (const auto id : shown) items.push_back(view_conversation(names, id));
        std::vector<std::int64_t> users;
        for (auto row = db.query(db::q::users_all); row.next();) {
            if (row.integer(5) != 0 && (!own_only || row.integer(0) == caller.user_id)) users.push_back(row.integer(0));
        }
        Json operators = Json::array();
        for (const auto id : users) {
            const auto user = view_user(db, id);
            operators.push_back({{"user", {{"id", id}, {"name", user["name"]}}},
                                 {"load", user["load"]},
                                 {"capacity", user["capacity"]},
                                 {"presence", user["presence"]},
                                 {"waiting", of_user[id]}});
        }
        return json_object({{"items", items.text()}, {"operators", JsonText{dump(operators)}}}).text;
    });
    co_return Response::json(200, std::move(body));
}

}  // namespace

void add_report_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/reports/response",
                [&context](Request& request) { return response_report(context, request); }});
    router.add({Method::get, "/api/v1/reports/response/conversations",
                [&context](Request& request) { return behind(context, request); }});
    router.add({Method::get, "/api/v1/reports/waiting",
                [&context](Request& request) { return waiting_report(context, request); }});
}

}  // namespace parley
