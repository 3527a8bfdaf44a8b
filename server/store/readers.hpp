#pragma once

#include "server/store/store.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace parley {

/// A few threads, each with a read-only connection of its own. Short reads only: a long one keeps the log from
/// being copied back.
class Readers {
public:
    struct Item {
        Store::Look look;
        std::function<void(std::exception_ptr)> done;  ///< called on the reader's thread
    };

    Readers(const db::Place& place, int count);
    ~Readers();
    void push(Item item);
    void stop();

private:
    void loop(db::Connection& connection);

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Item> queue_;
    bool stopping_ = false;
    std::vector<std::unique_ptr<db::Connection>> connections_;
    std::vector<std::thread> threads_;
};

}  // namespace parley
