#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/domain/business_time.hpp"
#include "server/domain/percentile.hpp"
#include "server/domain/reply_clock.hpp"
#include "server/store/views.hpp"

#include <map>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr Millis kDayLength = 24LL * 3600 * 1000;

struct Period {
    Millis from = 0, to = 0;
    std::string zone;
    std::optional<std::int64_t> channel, user;
};

Period read_period(const Request& request, Millis now) {
    Period period;
    period.zone = request.parameter("tz").value_or("UTC");
    if (!known_zone(period.zone)) throw Failure(Error::field("tz", "is not a known time zone such as Europe/Warsaw"));
    const auto days = number_parameter(request, "days");
    if (days && (*days < 1 || *days > 366)) throw Failure(Error::field("days", "is 1 to 366"));
    period.to = now + 1;
    period.from = local_midnight(period.zone, now) - (days.value_or(1) - 1) * kDayLength;
    const auto read = [&](const char* name, Millis& into) {
        const auto text = request.parameter(name);
        if (!text) return;
        const auto time = from_rfc3339(*text);
        if (!time) throw Failure(Error::field(name, "must be an RFC 3339 time"));
        into = *time;
    };
    read("from", period.from);
    read("to", period.to);
    if (period.from >= period.to) throw Failure(Error::field("from", "must lie before to"));
    period.channel = number_parameter(request, "channel");
    period.user = number_parameter(request, "user");
    return period;
}

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

Json write_figures(const Figures& f) {
    Json buckets = Json::array();
    for (std::size_t i = 0; i < f.buckets.size(); ++i) {
        buckets.push_back({{"le_seconds", i < kBucketBorders.size() ? Json(kBucketBorders[i] / 1000) : Json(nullptr)},
                           {"count", f.buckets[i]}});
    }
    const auto known = [&](Millis value) { return f.count > 0 ? Json(value) : Json(nullptr); };
    return {{"count", f.count},       {"p50_ms", known(f.p50)},   {"p90_ms", known(f.p90)},
            {"p95_ms", known(f.p95)}, {"mean_ms", known(f.mean)}, {"buckets", std::move(buckets)},
            {"never", f.never}};
}

void write_group(Json& into, const Group& group) {
    into["first_response"] = write_figures(figures(group.first, group.first_never));
    into["response"] = write_figures(figures(group.all, group.all_never));
    into["waiting"] = group.waiting;
}

struct Report {
    Group whole, before;
    std::map<std::int64_t, Group> by_user, by_channel;
    std::map<std::string, Group> by_day;
    Millis longest = 0;
};

void read_ended(db::Connection& db, const Period& period, Report& report) {
    const Millis length = period.to - period.from;
    for (auto row = db.query(db::q::waits_ended_between, period.from - length, period.to); row.next();) {
        const auto channel = row.integer(0);
        const auto user = row.maybe_integer(1);
        if ((period.channel && channel != *period.channel) || (period.user && user != period.user)) continue;
        const bool first = row.integer(2) != 0;
        const Millis took = row.integer(3);
        // "No reply needed" is an end of its own: neither an answer nor a failure.
        const auto how = static_cast<WaitEnd>(row.integer(5));
        if (how == WaitEnd::no_reply_needed) continue;
        const bool answered = how == WaitEnd::answered;
        const Millis ended = row.integer(6);
        if (ended < period.from) {
            report.before.add(first, answered, took);
            continue;
        }
        report.whole.add(first, answered, took);
        report.by_channel[channel].add(first, answered, took);
        if (user) report.by_user[*user].add(first, answered, took);
        report.by_day[local_day(period.zone, ended)].add(first, answered, took);
    }
}

void read_open(db::Connection& db, const Period& period, Millis now, Report& report) {
    struct Open {
        std::int64_t conversation, channel;
        Millis opened;
    };
    std::vector<Open> open;
    for (auto row = db.query(db::q::waits_open_all); row.next();)
        open.push_back({row.integer(1), row.integer(2), row.integer(4)});
    for (const auto& wait : open) {
        const auto c = conversation_by_id(db, wait.conversation);
        if (!c || (period.channel && wait.channel != *period.channel) || (period.user && c->assignee_id != period.user))
            continue;
        ++report.whole.waiting;
        ++report.by_channel[wait.channel].waiting;
        if (c->assignee_id) ++report.by_user[*c->assignee_id].waiting;
        report.longest = std::max(report.longest, now - wait.opened);
    }
}

Json write_report(db::Connection& db, const Period& period, const Report& report) {
    Json out{{"from", to_rfc3339(period.from)},
             {"to", to_rfc3339(period.to)},
             {"tz", period.zone},
             {"definition",
              {{"first_response",
                "from the first unanswered message of a customer to the first human answer, in conversations no human "
                "had answered before"},
               {"response",
                "from the first unanswered message of a customer to the human answer, every time; bots, notes and "
                "automatic replies do not count"},
               {"waiting", "customers who wrote and have no human answer now"}}}};
    write_group(out, report.whole);
    out["waiting"] = {{"count", report.whole.waiting}, {"longest_seconds", report.longest / 1000}};
    write_group(out["previous"], report.before);
    out["previous"].erase("waiting");
    auto& users = out["by_operator"] = Json::array();
    for (const auto& [id, group] : report.by_user) {
        Json row{{"user", view_user_brief(db, id)}};
        write_group(row, group);
        users.push_back(std::move(row));
    }
    auto& channels = out["by_channel"] = Json::array();
    for (const auto& [id, group] : report.by_channel) {
        const auto channel = view_channel(db, id, {});
        Json row{{"channel", {{"id", id}, {"kind", text_or(channel, "kind")}, {"name", text_or(channel, "name")}}}};
        write_group(row, group);
        channels.push_back(std::move(row));
    }
    auto& days = out["by_day"] = Json::array();
    for (const auto& [day, group] : report.by_day) {
        Json row{{"day", day}};
        write_group(row, group);
        row.erase("waiting");
        days.push_back(std::move(row));
    }
    return out;
}

asio::awaitable<Response> response_report(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const Millis now = context.clock.now();
    const auto period = read_period(request, now);
    auto body = co_await context.store.read([&](db::Connection& db) {
        Report report;
        read_ended(db, period, report);
        read_open(db, period, now, report);
        return dump(write_report(db, period, report));
    });
    co_return Response::json(200, std::move(body));
}

/// The rows behind a number: the same filters, and which figure.
asio::awaitable<Response> behind(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto period = read_period(request, context.clock.now());
    const auto figure = request.parameter("figure").value_or("response");
    const auto bucket = number_parameter(request, "bucket");
    const auto limit = list_limit(request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        struct Row {
            std::int64_t conversation;
            Millis opened, ended;
            std::optional<std::int64_t> by;
            Millis took;
        };
        std::vector<Row> rows;
        if (figure == "waiting") {
            for (auto row = db.query(db::q::waits_open_all); row.next() && rows.size() < limit;) {
                if (!period.channel || row.integer(2) == *period.channel)
                    rows.push_back({row.integer(1), row.integer(4), 0, std::nullopt, 0});
            }
        } else {
            for (auto row = db.query(db::q::wait_rows_ended_between, period.from, period.to);
                 row.next() && rows.size() < limit;) {
                const auto by = row.maybe_integer(6);
                if (static_cast<WaitEnd>(row.integer(7)) != WaitEnd::answered) continue;
                if (figure == "first_response" && row.integer(3) == 0) continue;
                if ((period.channel && row.integer(2) != *period.channel) || (period.user && by != period.user))
                    continue;
                if (bucket && bucket_of(row.integer(8)) != static_cast<std::size_t>(*bucket)) continue;
                rows.push_back({row.integer(1), row.integer(4), row.integer(5), by, row.integer(8)});
            }
        }
        Json items = Json::array();
        for (const auto& row : rows) {
            items.push_back({{"conversation", view_conversation(db, row.conversation)},
                             {"wait",
                              {{"opened_at", to_rfc3339(row.opened)},
                               {"ended_at", row.ended ? Json(to_rfc3339(row.ended)) : Json(nullptr)},
                               {"response_ms", row.ended ? Json(row.took) : Json(nullptr)},
                               {"answered_by", view_user_brief(db, row.by)}}}});
        }
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> waiting_report(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto waiting = context.inbox.waiting();
    auto body = co_await context.store.read([&](db::Connection& db) {
        Json items = Json::array();
        std::map<std::int64_t, std::int64_t> of_user;
        for (const auto& entry : waiting) {
            if (entry.assignee_id) ++of_user[*entry.assignee_id];
            if (items.size() < 200) items.push_back(view_conversation(db, entry.id));
        }
        std::vector<std::int64_t> users;
        for (auto row = db.query(db::q::users_all); row.next();) {
            if (row.integer(5) != 0) users.push_back(row.integer(0));
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
        return dump({{"items", std::move(items)}, {"operators", std::move(operators)}});
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
