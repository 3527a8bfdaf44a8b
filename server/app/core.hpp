#pragma once

#include "server/app/config.hpp"
#include "server/flow/channels.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace parley {

/// What every command needs: clock, store, the way out, channels. The server builds on it; command-line tools use it
/// alone.
struct Core {
    Core(boost::asio::any_io_executor executor, const Config& config);
    ~Core();

    Config config;
    boost::asio::any_io_executor executor;
    std::unique_ptr<Clock> clock;
    Store store;
    /// Set by the server: what shows an act on a website visitor's open pages.
    std::function<void(const Outgoing&)> show_visitor;
    std::unique_ptr<Http> http;
    Secrets secrets;
    Channels channels;
    /// Where this server answers: the public URL, or else the address it listens on. For people, not for platforms.
    std::string base_url;
};

/// A fresh database gets what an inbox cannot do without: a pipeline with its stages and a first team.
boost::asio::awaitable<void> furnish(Store& store);

}  // namespace parley
