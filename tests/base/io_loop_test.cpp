#include "server/base/io_loop.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <unistd.h>

namespace parley {
namespace {

namespace asio = boost::asio;

/// A loop on a thread of its own, and whether that thread sleeps.
class RunningLoop {
public:
    RunningLoop() {
        run([this] { id_ = gettid(); });
    }
    ~RunningLoop() {
        guard_.reset();
        io_.stop();
        thread_.join();
    }
    void run(std::function<void()> what) {
        const auto done = std::make_shared<std::promise<void>>();
        asio::post(io_, [done, &what] {
            what();
            done->set_value();
        });
        done->get_future().wait();
    }
    /// As the system sees it: S while it waits in the kernel, R while it runs or would run.
    char state() const {
        std::ifstream file("/proc/self/task/" + std::to_string(id_) + "/stat");
        std::string text((std::istreambuf_iterator<char>(file)), {});
        return text.at(text.rfind(')') + 2);
    }
    /// Whether `state` came true; not for ever.
    static bool comes(const std::function<bool()>& state) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!state()) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::yield();
        }
        return true;
    }
    bool falls_asleep() const {
        return comes([this] { return state() == 'S'; });
    }
    bool stays_awake() const {
        for (int i = 0; i < 2000; ++i) {
            if (state() == 'S') return false;
        }
        return true;
    }
    IoLoop& loop() { return loop_; }

private:
    int id_ = 0;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard_{io_.get_executor()};
    IoLoop loop_{io_};
    std::thread thread_{[this] { loop_.run(); }};
};

TEST(IoLoop, EndsWhenNothingIsLeft) {
    asio::io_context io(1);
    IoLoop loop(io);
    std::string order;
    asio::post(io, [&] {
        order += "a";
        asio::post(io, [&] { order += "c"; });
    });
    asio::post(io, [&] { order += "b"; });
    loop.run();
    EXPECT_EQ(order, "abc");
}

TEST(IoLoop, StaysAwakeForWhatIsDueUntilItCame) {
    if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "with one processor it sleeps";
    RunningLoop running;
    EXPECT_TRUE(running.falls_asleep());
    running.loop().soon(std::chrono::hours(1));
    EXPECT_TRUE(RunningLoop::comes([&] { return running.state() == 'R'; }));
    EXPECT_TRUE(running.stays_awake());
    bool ran = false;
    running.run([&] {
        ran = true;
        running.loop().came();
    });
    EXPECT_TRUE(ran);
    EXPECT_TRUE(running.falls_asleep());
}

TEST(IoLoop, SleepsAgainWhenWhatWasDueDoesNotCome) {
    RunningLoop running;
    running.loop().soon(std::chrono::microseconds(500));
    EXPECT_TRUE(running.falls_asleep());
}

}  // namespace
}  // namespace parley
