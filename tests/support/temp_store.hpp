#pragma once

#include "server/base/clock.hpp"
#include "server/base/secret.hpp"
#include "server/store/store.hpp"
#include "tests/support/scratch_schema.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace parley::test {

/// A clock that moves only when told; sleeping is not part of these tests.
class ManualClock final : public Clock {
public:
    Millis now() const override { return now_; }
    Millis elapsed() const override { return now_; }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds) override { co_return; }
    void advance(Millis by) { now_ += by; }

private:
    Millis now_ = 1'800'000'000'000;
};

/// A real store in a folder of its own, removed afterwards; with PARLEY_TEST_POSTGRES, an address, in a schema of its
/// own there.
class TempStore {
public:
    explicit TempStore(StoreOptions options = {})
        : folder_(std::filesystem::temp_directory_path() / ("parley-test-" + random_hex(12))) {
        options.folder = folder_.string();
        if (const char* address = std::getenv("PARLEY_TEST_POSTGRES")) options.database = scratch_.make(address);
        store_.emplace(io_.get_executor(), options, clock);
    }
    TempStore(const TempStore&) = delete;
    TempStore& operator=(const TempStore&) = delete;
    ~TempStore() {
        store_->stop();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    Store& store() { return *store_; }
    std::string folder() const { return folder_.string(); }

    template <class T>
    T run(boost::asio::awaitable<T> work) {
        std::optional<T> result;
        std::exception_ptr error;
        boost::asio::co_spawn(io_, std::move(work), [&](std::exception_ptr thrown, T value) {
            error = thrown;
            if (!thrown) result.emplace(std::move(value));
            io_.stop();
        });
        turn();
        if (error) std::rethrow_exception(error);
        return std::move(*result);
    }
    void run(boost::asio::awaitable<void> work) {
        std::exception_ptr error;
        boost::asio::co_spawn(io_, std::move(work), [&](std::exception_ptr thrown) {
            error = thrown;
            io_.stop();
        });
        turn();
        if (error) std::rethrow_exception(error);
    }
    boost::asio::io_context& io() { return io_; }

    ManualClock clock;

private:
    /// Until the work said it is done: the writer posts back from its thread, so the context may run dry in between.
    void turn() {
        io_.restart();
        const auto guard = boost::asio::make_work_guard(io_);
        io_.run();
    }

    boost::asio::io_context io_{1};
    std::filesystem::path folder_;
    ScratchSchema scratch_;
    std::optional<Store> store_;
};

}  // namespace parley::test
