#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/store/settings.hpp"

#include <algorithm>
#include <array>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::string_view kSkipped = "guide_skipped";
/// From nothing to the first answered message. Only the first, which is over when anybody can ask, cannot be skipped.
constexpr std::array<std::string_view, 6> kSteps{"account", "company", "channel", "team", "hours", "answer"};

Json skipped_steps(db::Connection& db) {
    auto row = db.query(db::q::setting_get, kSkipped);
    if (!row.next()) return Json::array();
    auto list = stored_json(row.view(0));
    return list.is_array() ? list : Json::array();
}

bool any(db::Rows rows) {
    return rows.next();
}

/// Seen from what is there, never from who clicked what: a step that was done elsewhere is done here.
bool is_done(db::Connection& db, std::string_view step) {
    if (step == "company") return !read_settings(db).company.empty();
    if (step == "channel") return any(db.query(db::q::guide_channel));
    if (step == "team") return any(db.query(db::q::guide_team));
    if (step == "hours") return any(db.query(db::q::setting_get, "calendar"));
    if (step == "answer") return any(db.query(db::q::guide_answer));
    return true;
}

Json view_guide(db::Connection& db, const std::string& public_url) {
    const auto skipped = skipped_steps(db);
    Json steps = Json::array();
    int left = 0;
    for (const auto step : kSteps) {
        const bool done = is_done(db, step);
        const bool passed = !done && std::find(skipped.begin(), skipped.end(), Json(step)) != skipped.end();
        if (!done && !passed) ++left;
        steps.push_back({{"step", step}, {"state", done ? "done" : passed ? "skipped" : "open"}});
    }
    return {{"steps", std::move(steps)},
            {"left", left},
            {"public_url", public_url},
            {"secure", public_url.starts_with("https://")}};
}

}  // namespace

void add_guide_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/guide", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    auto guide = co_await context.store.read(
                        [&](db::Connection& db) { return view_guide(db, context.settings.public_url); });
                    co_return Response::json(200, dump(guide));
                }});
    router.add({Method::patch, "/api/v1/guide", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    const auto body = read_body(request, {"skipped"});
                    Json skipped = Json::array();
                    if (const Json* given = find(body, "skipped"); given && given->is_array()) {
                        for (const auto& step : *given) {
                            const auto known =
                                step.is_string() ? std::ranges::find(kSteps, step.get<std::string>()) : kSteps.end();
                            if (known == kSteps.end() || known == kSteps.begin())
                                throw Failure(Error::field("skipped", "names a step that cannot be skipped"));
                            skipped.push_back(step);
                        }
                    }
                    auto guide = co_await context.store.write([&](Transaction& transaction) {
                        transaction.db().execute(db::q::setting_put, kSkipped, dump(skipped));
                        return view_guide(transaction.db(), context.settings.public_url);
                    });
                    co_return Response::json(200, dump(guide));
                }});
}

}  // namespace parley
