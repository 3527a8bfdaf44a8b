#include "server/api/auth.hpp"
#include "server/api/routes.hpp"

#include <fstream>
#include <sys/resource.h>
#include <unistd.h>

namespace parley {

namespace asio = boost::asio;

namespace {

/// Behind a proxy on the same machine every stranger seems to call from here, so that alone opens nothing unless the
/// setting says that there is no such proxy.
asio::awaitable<void> check_metrics(ApiContext& context, const Request& request) {
    const bool local = request.peer == "127.0.0.1" || request.peer == "::1";
    if (local && context.settings.local_metrics) co_return;
    bool admin = true;
    try {
        co_await allowed(context, request, Role::admin);
    } catch (const Failure&) {
        admin = false;
    }
    if (!admin) throw Failure(Error(Errc::not_found, "there is nothing here"));
}

/// The Prometheus text format, a figure a line.
class Figures {
public:
    template <class Value>
    void add(std::string_view name, std::string_view type, std::string_view help, Value value,
             std::string_view labels = "") {
        if (name != last_) {
            text_ += "# HELP " + std::string(name) + " " + std::string(help) + "\n# TYPE " + std::string(name) + " " +
                     std::string(type) + "\n";
            last_ = name;
        }
        text_ += std::string(name) + std::string(labels) + " " + std::to_string(value) + "\n";
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_, last_;
};

void add_process(Figures& figures) {
    long pages = 0, resident = 0;
    std::ifstream("/proc/self/statm") >> pages >> resident;
    figures.add("process_resident_memory_bytes", "gauge", "Memory in use.", resident * ::sysconf(_SC_PAGESIZE));
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    figures.add("process_cpu_seconds_total", "counter", "Processor time.",
                seconds(usage.ru_utime) + seconds(usage.ru_stime));
}

struct Backlog {
    std::int64_t quarantined = 0, outbox = 0;
    std::optional<Millis> outbox_since;
};

Backlog backlog(db::Connection& db) {
    Backlog found;
    if (auto row = db.query(db::q::quarantine_count); row.next()) found.quarantined = row.integer(0);
    if (auto row = db.query(db::q::outbox_count); row.next()) {
        found.outbox = row.integer(0);
        found.outbox_since = row.maybe_integer(1);
    }
    return found;
}

double seconds_since(const ApiContext& context, std::optional<Millis> at) {
    return at ? static_cast<double>(std::max<Millis>(context.clock.now() - *at, 0)) / 1000 : 0;
}

asio::awaitable<Response> metrics(ApiContext& context, Request& request) {
    co_await check_metrics(context, request);
    const auto stored = context.store.counts();
    const auto http = context.http_counts();
    const auto waits = context.inbox.waiting();
    const auto behind = co_await context.store.read([](db::Connection& db) { return backlog(db); });
    Figures out;
    out.add("parley_info", "gauge", "The version that runs.", 1, "{version=\"" PARLEY_VERSION "\"}");
    out.add("parley_http_requests_total", "counter", "Requests that came.", http.requests);
    out.add("parley_http_refused_total", "counter", "Refused before a handler saw them: bad HTTP, too large, too many.",
            http.refused);
    out.add("parley_http_connections", "gauge", "Open connections, sockets among them.", http.connections);
    out.add("parley_operator_sockets", "gauge", "Operators' live streams.", context.hub.listeners());
    out.add("parley_sockets_fallen_behind_total", "counter", "Streams that read too slowly and had to come back.",
            context.hub.fallen_behind());
    out.add("parley_commits_total", "counter", "Groups committed.", stored.commits);
    out.add("parley_failed_commits_total", "counter", "Groups that could not be: the disk is full or broken.",
            stored.failed_commits);
    out.add("parley_committed_steps_total", "counter", "Writes committed.", stored.steps);
    out.add("parley_checkpoints_total", "counter", "Times the log was copied back.", stored.checkpoints);
    out.add("parley_writes_waiting", "gauge", "Writes that wait for their commit.", stored.queued);
    out.add("parley_last_event_seq", "gauge", "Number of the newest event.", context.store.last_seq());
    out.add("parley_quarantined_updates", "gauge", "Updates that were not understood.", behind.quarantined);
    out.add("parley_outbox_rows", "gauge", "Sends that are not finished.", behind.outbox);
    out.add("parley_outbox_oldest_seconds", "gauge", "Age of the oldest of them.",
            seconds_since(context, behind.outbox_since));
    out.add("parley_customers_waiting", "gauge", "Conversations whose customer waits for an answer.", waits.size());
    out.add("parley_longest_wait_seconds", "gauge", "How long the longest of them waits.",
            seconds_since(context, waits.empty() ? std::nullopt : std::optional(waits.front().wait_opened_at)));
    for (const auto& [id, channel] : context.channels.all()) {
        out.add("parley_channel_up", "gauge", "1 while the channel is enabled and neither paused nor degraded.",
                channel->enabled && channel->state != "paused" && channel->state != "degraded" ? 1 : 0,
                "{channel=\"" + std::to_string(id) + "\",kind=\"" + channel->config.kind + "\"}");
    }
    add_process(out);
    auto response = Response::text(200, out.take());
    response.headers.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    co_return response;
}

}  // namespace

void add_health_routes(Router& router, ApiContext& context) {
    const Handler alive = [](Request&) -> asio::awaitable<Response> {
        co_return Response::json(200, "{\"status\":\"ok\"}");
    };
    router.add({Method::get, "/healthz", alive});
    router.add({Method::post, "/healthz", alive});
    // Ready means: a commit goes through now. One that writes nothing would not even look at the disk.
    router.add({Method::get, "/readyz", [&context](Request&) -> asio::awaitable<Response> {
                    co_await context.store.write([](Transaction& transaction) {
                        transaction.db().execute(db::q::setting_put, "last_probe", std::to_string(transaction.now()));
                    });
                    co_return Response::json(200, "{\"status\":\"ready\"}");
                }});
    router.add({Method::get, "/metrics", [&context](Request& request) { return metrics(context, request); }});
}

}  // namespace parley
