#pragma once

#include "server/flow/channels.hpp"
#include "server/flow/file_links.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>

namespace parley {

/// Step 6 of the walk: takes outbox rows in conversation order (a lane each: one stuck chat never delays another),
/// within the platform's rate, and stores what came of each. A row is leased before the connector is called, so that a
/// crash in between is seen at the next start and treated as "written, then cut". I/O thread.
class Delivery {
public:
    Delivery(boost::asio::any_io_executor executor, Store& store, Channels& channels, Clock& clock,
             const FileLinks& links);
    ~Delivery();

    boost::asio::awaitable<void> run();
    /// There is something new to send, or a channel is back.
    void wake();
    /// Nothing new is sent from now on.
    void stop();
    /// After stop(): waits until what is under way has been settled, at most this long.
    boost::asio::awaitable<void> finish(std::chrono::milliseconds grace);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace parley
