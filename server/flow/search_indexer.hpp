#pragma once

#include "server/store/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace parley {

/// Keeps the search index behind the event log: a moment after each commit, in small steps of the writer, which it
/// leaves to others while they queue. Goes on where it stopped after a restart. I/O thread.
class SearchIndexer {
public:
    SearchIndexer(boost::asio::any_io_executor executor, Store& store);
    ~SearchIndexer();
    boost::asio::awaitable<void> run();
    /// Something was committed.
    void wake();
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace parley
