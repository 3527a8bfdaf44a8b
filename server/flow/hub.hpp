#pragma once

#include "server/store/briefs.hpp"
#include "server/store/store.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace parley {

/// One operator's view of the stream: frames in order, bounded. I/O thread only.
class Subscription {
public:
    Subscription(boost::asio::any_io_executor executor, std::shared_ptr<std::uint64_t> fallen_behind);
    ~Subscription();

    /// How long a reader hears nothing at most. A browser is not told of a line that was cut without a word: its pages
    /// give one up that is silent for more than twice this (web/shared/ws.ts).
    static constexpr std::chrono::milliseconds kQuiet{25'000};
    /// The next text to write: one event, an array of what came at once or gathered while the socket was busy, or an
    /// empty one when nothing came for that long. Null once this reader fell too far behind (close 1013; it comes back
    /// with its seq) or was stopped.
    boost::asio::awaitable<std::shared_ptr<const std::string>> next(std::chrono::milliseconds quiet = kQuiet);
    /// One event, or an array of them, `seq` that of the last. Null: these were not rendered, so that whoever needs
    /// them falls behind.
    void push(std::int64_t seq, std::shared_ptr<const std::string> frame);
    /// Events up to here were already replayed: they are not given again.
    void skip_to(std::int64_t seq) { skip_to_ = seq; }
    /// Its place in the stream is lost; the socket closes with 1013 and comes back with its seq.
    void fall_behind();
    void stop();
    bool overflowed() const { return overflowed_; }

private:
    struct Frame {
        std::int64_t seq;  ///< the last one in it; 0: not of the log
        std::shared_ptr<const std::string> text;
    };
    struct Wake;
    std::unique_ptr<Wake> wake_;
    std::shared_ptr<std::uint64_t> fallen_behind_;  ///< counts for all
    std::deque<Frame> frames_;
    std::size_t bytes_ = 0;
    std::int64_t skip_to_ = 0;
    bool stopped_ = false, overflowed_ = false;
};

/// Committed events to sockets. Events are rendered once for all, on the writer's thread right after their commit (its
/// pages are warm), and told when that is durable; nothing is rendered while nobody looks.
class Hub {
public:
    Hub(boost::asio::any_io_executor executor, std::string public_url);
    ~Hub();

    /// The store's digest: what it returns tells everybody.
    std::function<void()> render(db::Connection& db, const Committed& committed);
    /// Not stored, no seq: typing, presence, viewing.
    void publish_transient(std::string frame);
    std::shared_ptr<Subscription> subscribe();
    std::size_t listeners();
    /// Sockets that had to come back because they read too slowly, since the start.
    std::uint64_t fallen_behind() const { return *fallen_behind_; }
    void stop();

private:
    class Texts;
    class Parts;
    void deliver(std::int64_t seq, const std::shared_ptr<const std::string>& frame);

    boost::asio::any_io_executor executor_;
    std::string public_url_;
    Briefs briefs_;  ///< the digest's thread only
    std::shared_ptr<Texts> texts_;
    std::vector<std::weak_ptr<Subscription>> subscriptions_;
    std::atomic<bool> watched_ = false;
    std::shared_ptr<std::uint64_t> fallen_behind_ = std::make_shared<std::uint64_t>(0);
};

}  // namespace parley
