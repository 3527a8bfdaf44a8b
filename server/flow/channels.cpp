#include "server/flow/channels.hpp"

#include "connectors/registry.hpp"
#include "server/base/log.hpp"
#include "server/store/conversations.hpp"

namespace parley {

namespace {

using Bases = std::map<std::string, std::string, std::less<>>;

/// Whoever runs the server said where the platform is, so it may be in the house.
void take_base(ChannelConfig& config, const Bases& bases) {
    const auto base = bases.find(config.kind);
    if (base == bases.end() || !text_or(config.settings, "api_base").empty()) return;
    config.settings["api_base"] = base->second;
    config.settings["private_targets"] = "yes";
}

}  // namespace

Capabilities capabilities_for(Transaction& transaction, const std::map<std::int64_t, Capabilities>& can,
                              std::int64_t conversation_id) {
    const auto c = require_conversation(transaction.db(), conversation_id);
    const auto of = can.find(c.channel_id);
    return of == can.end() ? Capabilities() : of->second;
}

std::string hook_path(std::string_view kind, std::string_view key) {
    const auto* known = find_kind(kind);
    if (known && known->hook_path != "/hooks/") return std::string(known->hook_path) + std::string(key);
    return "/hooks/" + std::string(kind) + "/" + std::string(key);
}

namespace {

/// A row of `channel` as a connector takes it. Nothing when the kind is not known to this build.
std::shared_ptr<LiveChannel> make_channel(const db::Rows& row, const Secrets& secrets, const ConnectorHouse& house,
                                          const std::string& public_url, const Bases& bases) {
    auto channel = std::make_shared<LiveChannel>();
    channel->config.id = row.integer(0);
    channel->config.kind = row.text(1);
    channel->config.name = row.text(2);
    channel->config.key = row.text(3);
    channel->config.settings = stored_json(row.view(4));
    channel->enabled = row.integer(5) != 0;
    channel->state = row.text(6);
    const auto* kind = find_kind(channel->config.kind);
    if (!kind) {
        log_warning("channel {} is of the unknown kind {}", channel->config.id, channel->config.kind);
        return nullptr;
    }
    std::vector<std::string> lost;
    channel->config.settings = secrets.open(*kind, channel->config.id, std::move(channel->config.settings), lost);
    if (!public_url.empty())
        channel->config.hook_url = public_url + hook_path(channel->config.kind, channel->config.key);
    auto config = channel->config;  // what is kept stays as it was given
    take_base(config, bases);
    channel->connector = kind->make(std::move(config), house);
    channel->ingest = {channel->config.id, channel->config.kind, channel->config.name, channel->connector->realm(),
                       channel->connector->capabilities().avatars};
    return channel;
}

}  // namespace

Channels::Channels(Store& store, Secrets& secrets, ConnectorHouse house, std::string public_url,
                   std::vector<std::string> bases)
    : store_(store), secrets_(secrets), house_(std::move(house)), public_url_(std::move(public_url)) {
    for (const auto& base : bases) {
        const auto equals = base.find('=');
        if (equals != std::string::npos) bases_[base.substr(0, equals)] = base.substr(equals + 1);
    }
}

boost::asio::awaitable<void> Channels::load() {
    using List = std::vector<std::shared_ptr<LiveChannel>>;
    auto list = co_await store_.read([this](db::Connection& db) {
        List out;
        for (auto row = db.query(db::q::channels_all); row.next();) {
            if (auto channel = make_channel(row, secrets_, house_, public_url_, bases_))
                out.push_back(std::move(channel));
        }
        return out;
    });
    channels_.clear();
    keys_.clear();
    for (auto& channel : list) {
        keys_[channel->config.kind + "/" + channel->config.key] = channel->config.id;
        channels_[channel->config.id] = std::move(channel);
    }
}

std::unique_ptr<Connector> Channels::trial(std::string kind, std::string key, Json settings) const {
    const auto* known = find_kind(kind);
    if (!known) return nullptr;
    ChannelConfig config;
    config.kind = std::move(kind);
    config.key = std::move(key);
    config.settings = std::move(settings);
    if (!public_url_.empty()) config.hook_url = public_url_ + hook_path(config.kind, config.key);
    take_base(config, bases_);
    return known->make(std::move(config), house_);
}

std::shared_ptr<LiveChannel> Channels::by_key(std::string_view kind, std::string_view key) const {
    const auto found = keys_.find(std::string(kind) + "/" + std::string(key));
    return found == keys_.end() ? nullptr : by_id(found->second);
}

std::map<std::int64_t, Capabilities> Channels::capabilities() const {
    std::map<std::int64_t, Capabilities> can;
    for (const auto& [id, channel] : channels_) can.emplace(id, channel->connector->capabilities());
    return can;
}

std::shared_ptr<LiveChannel> Channels::by_id(std::int64_t id) const {
    const auto found = channels_.find(id);
    return found == channels_.end() ? nullptr : found->second;
}

}  // namespace parley
