#include "connectors/registry.hpp"
#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/flow/channel_setup.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

/// Which secrets there are, not what they are.
Json secrets_set(const ConnectorKind& kind, const Json& settings) {
    Json names = Json::array();
    for (const auto& setting : kind.settings) {
        if (setting.secret && settings.contains(setting.name)) names.push_back(setting.name);
    }
    return names;
}

/// Admins see what a channel is set to, but for its secrets.
asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto items = co_await context.store.read([&](db::Connection& db) {
        std::map<std::int64_t, Millis> received;
        for (auto row = db.query(db::q::channels_received_lately); row.next();)
            received[row.integer(0)] = row.integer(1);
        std::vector<std::pair<std::int64_t, Json>> all;
        for (auto row = db.query(db::q::channels_all); row.next();)
            all.emplace_back(row.integer(0), stored_json(row.view(4)));
        Json items = Json::array();
        for (const auto& [id, settings] : all) {
            auto channel = view_channel(db, id, context.settings.public_url);
            const auto at = received.find(id);
            channel["last_received_at"] = at == received.end() ? Json(nullptr) : Json(to_rfc3339(at->second));
            const auto* kind = find_kind(text_or(channel, "kind"));
            if (caller.role == Role::admin && kind) channel["settings"] = without_secrets(*kind, settings);
            if (caller.role == Role::admin && kind) channel["secrets"] = secrets_set(*kind, settings);
            items.push_back(std::move(channel));
        }
        return items;
    });
    for (auto& channel : items) {
        const auto seen = context.sites_seen.find(integer_of(channel, "id").value_or(0));
        channel["seen"] = seen == context.sites_seen.end()
                              ? Json(nullptr)
                              : Json{{"at", to_rfc3339(seen->second.at)}, {"site", seen->second.site}};
    }
    auto body = dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    co_return Response::json(200, std::move(body));
}

/// `steps`: what was looked at, in order, up to the first that is wrong.
Json view_health(const ChannelHealth& health) {
    Json steps = Json::array();
    for (const auto& step : health.steps)
        steps.push_back({{"name", step.name}, {"ok", step.ok}, {"detail", step.detail}});
    return {{"ok", health.ok}, {"reachable", health.reachable}, {"detail", health.detail}, {"steps", std::move(steps)}};
}

/// Are the settings right? Asks the platform; stores nothing.
asio::awaitable<Response> check(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto body = read_body(request, {"kind", "settings"});
    const Json* settings = find(body, "settings");
    const auto plan = plan_channel(text_or(body, "kind"), "check", settings ? *settings : Json::object(), false);
    const std::string account(find_kind(plan.kind)->account);
    const auto wanted = text_or(plan.settings, account);
    for (const auto& [id, channel] : context.channels.all()) {
        if (wanted.empty() || channel->config.kind != plan.kind || text_or(channel->config.settings, account) != wanted)
            continue;
        throw Failure(Error::field(account, "is connected already, as \"" + channel->config.name + "\""));
    }
    const auto connector = context.channels.trial(plan.kind, plan.key, plan.settings);
    const auto health = co_await connector->check();
    auto found = view_health(health);
    found["name"] = health.name ? Json(*health.name) : Json(nullptr);
    co_return Response::json(200, dump(found));
}

asio::awaitable<Response> add(ApiContext& context, Request& request) {
    const auto caller = co_await allowed(context, request, Role::admin);
    const auto body = read_body(request, {"kind", "name", "settings"});
    const Json* settings = find(body, "settings");
    const auto plan =
        plan_channel(text_or(body, "kind"), text_or(body, "name"), settings ? *settings : Json::object(), false);
    std::int64_t id = 0;
    const auto view = [&](db::Connection& db) {
        auto channel = view_channel(db, id, context.settings.public_url);
        channel["made"] = plan.made;  // told by this answer only
        return Response::json(201, dump(channel));
    };
    auto response = co_await once(context, request, caller, [&](Transaction& transaction) {
        id = insert_channel(transaction, context.channels.secrets(), plan, true);
        return view(transaction.db());
    });
    if (id == 0) co_return response;  // a repeat
    co_await start_channel(context.store, context.channels, id, true);
    co_return co_await settled(context, request, caller, view);
}

asio::awaitable<Response> patch(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto id = path_id(request);
    const auto body = read_body(request, {"name", "enabled", "settings"});
    ChannelChange change;
    change.name = text_field(body, "name", 200);
    if (const Json* enabled = find(body, "enabled")) {
        if (!enabled->is_boolean()) throw Failure(Error::field("enabled", "must be true or false"));
        change.enabled = enabled->get<bool>();
    }
    if (const Json* settings = find(body, "settings")) {
        if (!settings->is_object()) throw Failure(Error::field("settings", "must be an object"));
        change.settings = *settings;
    }
    co_await change_channel(context.store, context.channels, id, std::move(change));
    auto view = co_await context.store.read(
        [&](db::Connection& db) { return view_channel(db, id, context.settings.public_url); });
    co_return Response::json(200, dump(view));
}

asio::awaitable<Response> test(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto health = co_await test_channel(context.store, context.channels, path_id(request));
    co_return Response::json(200, dump(view_health(health)));
}

}  // namespace

void add_channel_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/channels", [&context](Request& request) { return list(context, request); }});
    router.add(
        {Method::post, "/api/v1/channels/check", [&context](Request& request) { return check(context, request); }});
    router.add({Method::post, "/api/v1/channels", [&context](Request& request) { return add(context, request); }});
    router.add(
        {Method::patch, "/api/v1/channels/{id}", [&context](Request& request) { return patch(context, request); }});
    router.add(
        {Method::post, "/api/v1/channels/{id}/test", [&context](Request& request) { return test(context, request); }});
    router.add({Method::del, "/api/v1/channels/{id}", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await allowed(context, request, Role::admin);
                    co_await remove_channel(context.store, context.channels, path_id(request));
                    co_return Response::empty(204);
                }});
}

}  // namespace parley
