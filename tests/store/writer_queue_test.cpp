#include "server/store/writer_queue.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

namespace parley {
namespace {

WriterItem item(int number, std::vector<int>* into = nullptr) {
    return {[](Transaction&) {}, true, [number, into](std::exception_ptr) { into->push_back(number); }, nullptr};
}

/// Takes one at a time, as the writer does while steps come one by one, and calls each back.
class OneByOne {
public:
    explicit OneByOne(WriterQueue& queue) : thread_([this, &queue] { take_all(queue); }) {}
    ~OneByOne() { thread_.join(); }
    void await(int count) const {
        while (taken_ < count) std::this_thread::yield();
    }

private:
    void take_all(WriterQueue& queue) {
        std::vector<WriterItem> batch;
        while (queue.wait() == WriterQueue::Woken::work) {
            queue.take(1, batch);
            for (auto& each : batch) each.done(nullptr);
            taken_ += static_cast<int>(batch.size());
        }
    }
    std::atomic<int> taken_ = 0;
    std::thread thread_;
};

TEST(WriterQueue, TakesNoMoreThanItHolds) {
    WriterQueue queue(2);
    EXPECT_TRUE(queue.push(item(1)));
    EXPECT_TRUE(queue.push(item(2)));
    EXPECT_FALSE(queue.push(item(3)));
    std::vector<WriterItem> batch;
    queue.take(1, batch);
    EXPECT_EQ(queue.size(), 1u);
    EXPECT_TRUE(queue.push(item(3)));
}

TEST(WriterQueue, TakesWhatThereIsWhenMoreIsAskedFor) {
    WriterQueue queue(5);
    queue.push(item(1));
    queue.push(item(2));
    std::vector<WriterItem> batch;
    queue.take(8, batch);
    EXPECT_EQ(batch.size(), 2u);
}

TEST(WriterQueue, GivesOutWhatItHasBeforeItEnds) {
    WriterQueue queue(5);
    queue.push(item(1));
    queue.end();
    EXPECT_FALSE(queue.push(item(2)));
    EXPECT_EQ(queue.wait(), WriterQueue::Woken::work);
    std::vector<WriterItem> batch;
    queue.take(1, batch);
    EXPECT_EQ(queue.wait(), WriterQueue::Woken::ended);
}

TEST(WriterQueue, GivesOutWhatItHasWhenItIsShut) {
    WriterQueue queue(5);
    queue.push(item(1));
    queue.shut();
    EXPECT_FALSE(queue.push(item(2)));
    EXPECT_EQ(queue.wait(), WriterQueue::Woken::work);
    std::vector<WriterItem> batch;
    queue.take(1, batch);
    EXPECT_EQ(queue.wait(std::chrono::milliseconds(0)), WriterQueue::Woken::idle) << "shut is not ended";
}

/// Expected and pushed, expected in vain, pushed unexpected: nothing is left lying by a writer who sleeps.
TEST(WriterQueue, LosesNothingByWhatIsExpected) {
    constexpr int kAll = 6000;
    WriterQueue queue(kAll);
    std::vector<int> called;
    {
        OneByOne writer(queue);
        for (int i = 0; i < kAll; ++i) {
            if (i % 3 != 0) queue.expect();
            if (i % 7 == 0) queue.expect();
            EXPECT_TRUE(queue.push(item(i, &called)));
            if (i % 5 != 0) writer.await(i + 1);  // else the next is pushed behind it
            if (i % 11 == 0) queue.expect();
        }
        writer.await(kAll);
        queue.expect();
        queue.end();
    }
    ASSERT_EQ(called.size(), static_cast<std::size_t>(kAll));
    for (int i = 0; i < kAll; ++i) EXPECT_EQ(called[static_cast<std::size_t>(i)], i);
}

}  // namespace
}  // namespace parley
