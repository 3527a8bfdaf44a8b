#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace boost::asio {
class io_context;
}

namespace parley {

/// Runs the I/O thread. It sleeps while there is nothing to do, save when something is due in a moment: a sleeping
/// processor takes some thirty microseconds to wake up, which is a tenth of the way from a customer to an operator.
class IoLoop {
public:
    explicit IoLoop(boost::asio::io_context& io);

    /// From any thread: work will come to this loop within `at_most`; until then, or until `came`, it stays awake.
    /// For fractions of a millisecond, as it keeps a processor busy. Does nothing where there is only one.
    void soon(std::chrono::microseconds at_most);
    /// What was due is there.
    void came() { awake_until_.store(0, std::memory_order_relaxed); }

    /// As io_context::run.
    void run();

private:
    boost::asio::io_context& io_;
    const bool may_wait_awake_;
    std::atomic<std::int64_t> awake_until_ = 0;  ///< nanoseconds of the steady clock
};

}  // namespace parley
