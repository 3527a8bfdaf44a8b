#pragma once

#include "server/flow/channels.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace parley {

/// What is done later, from rows of `job`: media fetched after its message is visible, conversations woken, waits
/// offered to the next. One at a time is enough for all but media, which runs beside. I/O thread.
class Jobs {
public:
    Jobs(boost::asio::any_io_executor executor, Store& store, Channels& channels, Clock& clock);
    ~Jobs();
    boost::asio::awaitable<void> run();
    void wake();
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace parley
