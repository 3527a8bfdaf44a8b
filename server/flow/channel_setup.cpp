#include "server/flow/channel_setup.hpp"

#include "connectors/registry.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/flow/back_fill.hpp"
#include "server/flow/platform_templates.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

/// Views tell until when an answer goes, and know no settings.
void keep_window(Transaction& transaction, std::int64_t id, std::string_view kind, const Json& settings) {
    const auto* known = find_kind(kind);
    std::optional<ReplyWindow> window;
    if (known && known->reply_window) window = known->reply_window(settings);
    transaction.db().execute(db::q::channel_set_window, id, window ? std::optional(window->plain) : std::nullopt,
                             window ? std::optional(window->whole) : std::nullopt);
}

void check_name(std::string_view name) {
    if (trim(name).empty() || count_code_points(name) > 200)
        throw Failure(Error::field("name", "must be 1 to 200 characters"));
}

/// The step that it came to.
std::string_view code_of(const ChannelHealth& health) {
    if (health.ok) return {};
    const auto wrong =
        std::find_if(health.steps.begin(), health.steps.end(), [](const auto& step) { return !step.ok; });
    return wrong == health.steps.end() ? std::string_view() : wrong->name;
}

/// Of a channel that is well: did everything reach us since the last look?
void judge_receiving(Transaction& transaction, const LiveChannel& channel, const ChannelHealth& health) {
    if (!channel.connector->capabilities().back_fills) return;
    const bool was_ill = channel.state == "paused" || channel.state == "degraded";
    if (was_ill || health.resubscribed) want_back_fill(transaction, channel.config.id);
    note_receiving(transaction, channel.config.id);
}

asio::awaitable<void> keep_health(Store& store, LiveChannel& channel, const ChannelHealth& health,
                                  const std::string& state) {
    const auto id = channel.config.id;
    co_await store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::channel_set_state, id, state, code_of(health), health.detail);
        if (health.ok) transaction.db().execute(db::q::outbox_wake_channel, id, transaction.now());
        if (health.ok) judge_receiving(transaction, channel, health);
        if (health.ok && channel.connector->capabilities().templates) {
            transaction.db().execute(db::q::job_insert, transaction.next_id(), "templates", id, transaction.now(),
                                     transaction.now());
            transaction.signal("jobs");
        }
        transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(id) + "}");
        transaction.signal("channels");
    });
    channel.state = state;
}

asio::awaitable<void> look_after(Store& store, LiveChannel& channel) {
    const auto id = channel.config.id;
    const auto health = co_await channel.connector->check();
    if (!health.reachable) co_return;
    const auto state = health.ok ? "ok" : channel.state == "paused" ? "paused" : "degraded";
    const bool known = co_await store.read([&](db::Connection& db) {
        auto row = db.query(db::q::channel_get, id);
        return !row.next() || (row.view(6) == state && row.view(7) == health.detail);
    });
    if (!known) {
        log_info("channel {} is {}: {}", id, state, health.detail);
        co_await keep_health(store, channel, health, state);
    } else if (health.ok && channel.connector->capabilities().back_fills) {
        co_await store.write([&](Transaction& transaction) { judge_receiving(transaction, channel, health); });
    }
}

}  // namespace

ChannelPlan plan_channel(std::string_view kind_name, std::string name, const Json& given, bool private_targets) {
    const auto* kind = find_kind(kind_name);
    if (!kind) {
        std::string known;
        for (const auto& one : connector_kinds()) known += " " + std::string(one.kind);
        throw Failure(
            Error::field("kind", "there is no channel kind \"" + std::string(kind_name) + "\"; known:" + known));
    }
    check_name(name);
    auto settings = complete_settings(*kind, given);
    if (!settings) throw Failure(settings.error());
    ChannelPlan plan{std::string(kind->kind), std::move(name), {}, std::move(*settings), Json::object()};
    plan.key = std::string(kind->key_prefix) + random_hex(kind->key_prefix.empty() ? 32 : 10);
    for (const auto& setting : kind->settings) {
        const std::string one(setting.name);
        if (setting.secret && !given.contains(one) && plan.settings.contains(one)) plan.made[one] = plan.settings[one];
    }
    if (private_targets) plan.settings["private_targets"] = "yes";
    return plan;
}

std::int64_t insert_channel(Transaction& transaction, Secrets& secrets, const ChannelPlan& plan, bool check) {
    const auto id = transaction.next_id();
    const auto settings = secrets.seal(*find_kind(plan.kind), id, plan.settings);
    transaction.db().execute(db::q::channel_insert, id, plan.kind, plan.name, plan.key, dump(settings),
                             transaction.now());
    keep_window(transaction, id, plan.kind, plan.settings);
    transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(id) + "}");
    // A check ends with this signal too, once the platform is asked; without one the channel begins now.
    if (!check) transaction.signal("channels");
    return id;
}

asio::awaitable<NewChannel> start_channel(Store& store, Channels& channels, std::int64_t id, bool check) {
    co_await channels.load();
    NewChannel added;
    added.channel = channels.by_id(id);
    if (!check) co_return added;
    added.health = co_await test_channel(store, channels, id);
    if (added.health.ok) {
        const auto hooked = co_await added.channel->connector->subscribe();
        if (!hooked) {
            added.health.ok = false;
            added.health.detail = "the webhook could not be registered: " + hooked.error().detail();
        }
    }
    co_return added;
}

asio::awaitable<NewChannel> add_channel(Store& store, Channels& channels, std::string kind, std::string name,
                                        Json given, bool private_targets, bool check) {
    auto plan = plan_channel(kind, std::move(name), given, private_targets);
    const auto id = co_await store.write(
        [&](Transaction& transaction) { return insert_channel(transaction, channels.secrets(), plan, check); });
    auto added = co_await start_channel(store, channels, id, check);
    added.made = std::move(plan.made);
    co_return added;
}

asio::awaitable<void> change_channel(Store& store, Channels& channels, std::int64_t id, ChannelChange change) {
    const auto channel = channels.by_id(id);
    if (!channel) throw Failure(Error(Errc::not_found, "there is no channel " + std::to_string(id)));
    const auto name = change.name.value_or(channel->config.name);
    check_name(name);
    auto settings = channel->config.settings;
    if (!change.settings.empty()) {
        // Whether a channel may talk to private addresses is the command line's to say.
        auto given = settings;
        const auto targets = given.find("private_targets");
        const Json kept = targets == given.end() ? Json(nullptr) : *targets;
        given.erase("private_targets");
        given.merge_patch(change.settings);
        auto completed = complete_settings(*find_kind(channel->config.kind), std::move(given));
        if (!completed) throw Failure(completed.error());
        settings = std::move(*completed);
        if (kept.is_null())
            settings.erase("private_targets");
        else
            settings["private_targets"] = kept;
    }
    const bool enabled = change.enabled.value_or(channel->enabled);
    co_await store.write([&](Transaction& transaction) {
        const auto sealed = channels.secrets().seal(*find_kind(channel->config.kind), id, settings);
        transaction.db().execute(db::q::channel_update, id, name, enabled, dump(sealed));
        keep_window(transaction, id, channel->config.kind, settings);
        transaction.emit("channel.updated", std::nullopt, "{\"channel_id\":" + std::to_string(id) + "}");
        transaction.signal("channels");
    });
    co_await channels.load();
    if (const auto now = channels.by_id(id); now && enabled && settings != channel->config.settings)
        co_await now->connector->subscribe();
}

asio::awaitable<void> remove_channel(Store& store, Channels& channels, std::int64_t id) {
    co_await store.write([&](Transaction& transaction) {
        if (transaction.db().execute(db::q::channel_delete, id) == 0)
            throw Failure(Error(Errc::not_found, "there is no channel " + std::to_string(id)));
        forget_templates(transaction, id);
        forget_back_fill(transaction, id);
        transaction.emit("settings.updated", std::nullopt, "{}");
        transaction.signal("channels");  // or it would go on fetching
    });
    co_await channels.load();
}

asio::awaitable<ChannelHealth> test_channel(Store& store, Channels& channels, std::int64_t id) {
    auto channel = channels.by_id(id);
    if (!channel) throw Failure(Error(Errc::not_found, "there is no channel " + std::to_string(id)));
    auto health = co_await channel->connector->check();
    co_await keep_health(store, *channel, health, health.ok ? "ok" : "degraded");
    co_return health;
}

asio::awaitable<void> look_after_channels(Store& store, Channels& channels) {
    // Those that there are now: a look takes a while.
    const auto all = channels.all();
    for (const auto& [id, channel] : all) {
        if (channel->enabled) co_await look_after(store, *channel);
    }
}

asio::awaitable<void> subscribe_channels(Store& store, Channels& channels) {
    const auto all = channels.all();
    for (const auto& [id, channel] : all) {
        if (channel->enabled && channel->connector->capabilities().back_fills) {
            co_await look_after(store, *channel);
            continue;
        }
        const auto hooked = co_await channel->connector->subscribe();
        if (!hooked) log_warning("channel {}: {}", id, hooked.error().detail());
    }
}

}  // namespace parley
