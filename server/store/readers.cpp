#include "server/store/readers.hpp"

namespace parley {

Readers::Readers(const db::Place& place, int count) {
    for (int i = 0; i < count; ++i) connections_.push_back(db::open_reader(place));
    for (auto& connection : connections_) {
        threads_.emplace_back([this, &connection] { loop(*connection); });
    }
}

Readers::~Readers() {
    stop();
}

void Readers::push(Item item) {
    {
        const std::lock_guard lock(mutex_);
        queue_.push_back(std::move(item));
    }
    ready_.notify_one();
}

void Readers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) thread.join();
    }
}

void Readers::loop(db::Connection& connection) {
    for (;;) {
        Item item;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            item = std::move(queue_.front());
            queue_.pop_front();
        }
        std::exception_ptr error;
        try {
            connection.begin_read();
            item.look(connection);
        } catch (...) {
            error = std::current_exception();
        }
        // What was seen is copied out by now. Nobody needs to wait for the end of the transaction, a way there and back
        // to a server.
        item.done(error);
        connection.rollback();
    }
}

}  // namespace parley
