#pragma once

#include "server/flow/channels.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace parley {

struct NewChannel {
    std::shared_ptr<LiveChannel> channel;
    Json made;             ///< secrets that were made, by name; told once
    ChannelHealth health;  ///< when it was asked for
};

/// A channel to be, its settings checked by name and completed.
struct ChannelPlan {
    std::string kind, name, key;
    Json settings;
    Json made;  ///< as in NewChannel
};
/// Throws Failure with field errors. `private_targets`: may the channel talk to private addresses?
ChannelPlan plan_channel(std::string_view kind, std::string name, const Json& given, bool private_targets);
/// Saves it; its id. `check`: start_channel is going to ask the platform.
std::int64_t insert_channel(Transaction& transaction, Secrets& secrets, const ChannelPlan& plan, bool check);
/// Loads what was saved and (with `check`) asks the platform and registers with it.
boost::asio::awaitable<NewChannel> start_channel(Store& store, Channels& channels, std::int64_t id, bool check);
/// All three; an unreachable platform is no reason not to save.
boost::asio::awaitable<NewChannel> add_channel(Store& store, Channels& channels, std::string kind, std::string name,
                                               Json settings, bool private_targets, bool check);
/// What an admin may change later; what is absent stays. Settings are merged over the old ones.
struct ChannelChange {
    std::optional<std::string> name;
    std::optional<bool> enabled;
    Json settings = Json::object();
};
/// Checks as add_channel does, saves and loads; a channel with other settings registers with its platform anew.
boost::asio::awaitable<void> change_channel(Store& store, Channels& channels, std::int64_t id, ChannelChange change);
boost::asio::awaitable<void> remove_channel(Store& store, Channels& channels, std::int64_t id);
/// Asks the platform and keeps the answer as the channel's state; a paused channel that is well again goes on.
boost::asio::awaitable<ChannelHealth> test_channel(Store& store, Channels& channels, std::int64_t id);

/// Platforms are told at each start where we are; where deliveries had stopped, what was said meanwhile is asked for.
boost::asio::awaitable<void> subscribe_channels(Store& store, Channels& channels);

/// The same for all that are switched on, now and then and unasked: what cannot be asked now stays as it was, and a
/// paused channel stays so until it is well.
boost::asio::awaitable<void> look_after_channels(Store& store, Channels& channels);

}  // namespace parley
