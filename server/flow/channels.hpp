#pragma once

#include "connectors/connector.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/secrets.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace parley {

/// A channel that is loaded: its row, its connector, and what ingest needs of it.
struct LiveChannel {
    ChannelConfig config;
    IngestChannel ingest;
    std::shared_ptr<Connector> connector;
    bool enabled = true;
    std::string state;
};

/// The channels as they are now. I/O thread only; load() again after a row changed.
class Channels {
public:
    /// `bases`: "KIND=URL", where a kind's platform is reached by channels that name no other.
    Channels(Store& store, Secrets& secrets, ConnectorHouse house, std::string public_url,
             std::vector<std::string> bases = {});
    Secrets& secrets() const { return secrets_; }
    boost::asio::awaitable<void> load();
    std::shared_ptr<LiveChannel> by_key(std::string_view kind, std::string_view key) const;
    std::shared_ptr<LiveChannel> by_id(std::int64_t id) const;
    const std::map<std::int64_t, std::shared_ptr<LiveChannel>>& all() const { return channels_; }
    /// What each can do, for the writer: it runs on a thread of its own, where channels are not to be looked at.
    std::map<std::int64_t, Capabilities> capabilities() const;
    /// A connector of a channel that is not stored: to ask the platform whether its settings are right.
    std::unique_ptr<Connector> trial(std::string kind, std::string key, Json settings) const;

private:
    Store& store_;
    Secrets& secrets_;
    ConnectorHouse house_;
    std::string public_url_;
    std::map<std::string, std::string, std::less<>> bases_;
    std::map<std::int64_t, std::shared_ptr<LiveChannel>> channels_;
    std::map<std::string, std::int64_t, std::less<>> keys_;
};

/// Of the conversation's channel; of one that is not connected nothing is known. Throws Failure not_found.
Capabilities capabilities_for(Transaction& transaction, const std::map<std::int64_t, Capabilities>& can,
                              std::int64_t conversation_id);
std::string hook_path(std::string_view kind, std::string_view key);

}  // namespace parley
