#pragma once

#include "server/flow/channels.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>

namespace parley {

/// Steps 1 to 3 of the walk: verify, parse, store; the answer leaves only after the commit is durable.
/// What of it belongs to other channels of the kind is stored with those.
boost::asio::awaitable<Response> take_in(Store& store, const Channels& channels, Clock& clock,
                                         std::shared_ptr<LiveChannel> channel, Request& request, std::string_view rest);

/// For connectors that fetch: the same store path.
class ChannelIntake final : public Intake {
public:
    ChannelIntake(Store& store, Clock& clock, IngestChannel channel)
        : store_(store), clock_(clock), channel_(std::move(channel)) {}
    boost::asio::awaitable<std::vector<UpdateOutcome>> take(std::string raw, std::vector<Update> updates) override;

private:
    Store& store_;
    Clock& clock_;
    IngestChannel channel_;
};

/// Reads stored raw updates again (quarantined ones, or all since a time) with today's connectors. Messages known
/// already stay as they are. One that breaks stops nothing: it stays in quarantine with the reason, and is told.
struct ReplayCount {
    int read = 0, understood = 0;
    int remaining = 0;  ///< not understood, or broken
    int broken = 0;
    std::vector<std::string> complaints;  ///< of the first that broke: which, and why
};
boost::asio::awaitable<ReplayCount> replay(Store& store, Channels& channels, bool quarantine_only, Millis since);

}  // namespace parley
