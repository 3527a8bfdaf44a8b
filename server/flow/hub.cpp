#include "server/flow/hub.hpp"

#include "server/base/log.hpp"
#include "server/store/event_view.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <mutex>
#include <utility>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostFrames = 1000;
constexpr std::size_t kMostBytes = 4 << 20;  // shared by all who have not read them yet
/// What one write to a socket may carry.
constexpr std::size_t kFrameBytes = 48 * 1024;

/// To an array that is being written: a frame, or those of an array.
void append_event_frames(std::string& array, std::string_view frames) {
    if (frames.starts_with('[')) frames = frames.substr(1, frames.size() - 2);
    if (array.size() > 1) array += ',';
    array += frames;
}

}  // namespace

/// Texts that every socket has written lend their room to later ones: memory of that size comes from the system anew
/// each time, a fault for every page of it. Any thread.
class Hub::Texts {
public:
    std::string take() {
        std::string text;
        {
            const std::lock_guard lock(mutex_);
            if (!free_.empty()) {
                text = std::move(free_.back());
                free_.pop_back();
            }
        }
        text.clear();
        text.reserve(kRoom);
        return text;
    }
    static std::shared_ptr<const std::string> lend(const std::shared_ptr<Texts>& texts, std::string text) {
        return {new std::string(std::move(text)), [texts](std::string* back) { texts->give(back); }};
    }

private:
    static constexpr std::size_t kRoom = kFrameBytes + 16 * 1024, kMostRoom = 2 * kRoom, kMostFree = 16;

    void give(std::string* back) {
        const std::unique_ptr<std::string> text(back);
        const std::lock_guard lock(mutex_);
        if (free_.size() < kMostFree && text->capacity() <= kMostRoom) free_.push_back(std::move(*text));
    }

    std::mutex mutex_;
    std::vector<std::string> free_;
};

/// What one commit brings, in as few texts as may be written at once: made here, once for all who look.
class Hub::Parts {
public:
    struct Part {
        std::int64_t last_seq;
        std::shared_ptr<const std::string> text;
    };
    explicit Parts(std::shared_ptr<Texts> texts) : texts_(std::move(texts)) {}

    void add(EventRenderer& renderer, const Event& event) {
        if (count_++ == 0)
            text_ = texts_->take();
        else
            text_ += ',';
        renderer.append_frame(text_, event);
        last_seq_ = event.seq;
        if (text_.size() >= kFrameBytes) close();
    }
    std::vector<Part> take() {
        close();
        return std::move(parts_);
    }

private:
    void close() {
        if (count_ == 0) return;
        if (count_ > 1) {
            text_.insert(text_.begin(), '[');
            text_ += ']';
        }
        parts_.push_back({last_seq_, Texts::lend(texts_, std::move(text_))});
        text_.clear();
        count_ = 0;
    }

    std::shared_ptr<Texts> texts_;
    std::vector<Part> parts_;
    std::string text_;
    std::int64_t last_seq_ = 0;
    int count_ = 0;
};

/// A timer serves as the condition "there is something"; when it fires by itself, there was nothing.
struct Subscription::Wake {
    explicit Wake(asio::any_io_executor executor) : timer(std::move(executor)) {}
    asio::steady_timer timer;
};

Subscription::Subscription(asio::any_io_executor executor, std::shared_ptr<std::uint64_t> fallen_behind)
    : wake_(std::make_unique<Wake>(std::move(executor))), fallen_behind_(std::move(fallen_behind)) {}
Subscription::~Subscription() = default;

void Subscription::push(std::int64_t seq, std::shared_ptr<const std::string> frame) {
    if (stopped_ || overflowed_) return;
    if (frame) bytes_ += frame->size();
    frames_.push_back({seq, std::move(frame)});
    if (frames_.size() > kMostFrames || bytes_ > kMostBytes) return fall_behind();
    wake_->timer.cancel();
}

void Subscription::fall_behind() {
    if (stopped_ || overflowed_) return;
    ++*fallen_behind_;
    overflowed_ = true;
    frames_.clear();
    bytes_ = 0;
    wake_->timer.cancel();
}

void Subscription::stop() {
    stopped_ = true;
    wake_->timer.cancel();
}

asio::awaitable<std::shared_ptr<const std::string>> Subscription::next(std::chrono::milliseconds quiet) {
    static const auto kNothingNew = std::make_shared<const std::string>("[]");
    wake_->timer.expires_after(quiet);
    for (;;) {
        while (!frames_.empty() && frames_.front().seq != 0 && frames_.front().seq <= skip_to_) {
            if (frames_.front().text) bytes_ -= frames_.front().text->size();
            frames_.pop_front();
        }
        if (!frames_.empty() && !frames_.front().text) fall_behind();
        if (stopped_ || overflowed_) co_return nullptr;
        if (!frames_.empty()) break;
        auto [cancelled] = co_await wake_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!cancelled && frames_.empty() && !stopped_ && !overflowed_) co_return kNothingNew;
    }
    if (frames_.size() == 1 || !frames_[1].text || frames_[0].text->size() + frames_[1].text->size() >= kFrameBytes) {
        auto first = std::move(frames_.front().text);
        bytes_ -= first->size();
        frames_.pop_front();
        co_return first;
    }
    auto joined = std::make_shared<std::string>("[");
    while (!frames_.empty() && frames_.front().text && joined->size() + frames_.front().text->size() < kFrameBytes) {
        append_event_frames(*joined, *frames_.front().text);
        bytes_ -= frames_.front().text->size();
        frames_.pop_front();
    }
    *joined += ']';
    co_return joined;
}

Hub::Hub(asio::any_io_executor executor, std::string public_url)
    : executor_(std::move(executor)), public_url_(std::move(public_url)), texts_(std::make_shared<Texts>()) {}
Hub::~Hub() = default;

std::shared_ptr<Subscription> Hub::subscribe() {
    auto subscription = std::make_shared<Subscription>(executor_, fallen_behind_);
    subscriptions_.push_back(subscription);
    watched_ = true;  // whoever subscribed now reads the log up to the last commit himself
    return subscription;
}

std::size_t Hub::listeners() {
    std::erase_if(subscriptions_, [](const auto& weak) { return weak.expired(); });
    watched_ = !subscriptions_.empty();
    return subscriptions_.size();
}

std::function<void()> Hub::render(db::Connection& db, const Committed& committed) {
    if (!watched_) {
        briefs_.clear();
        // Whoever begins to look before this is told may have read the log without it.
        return [this, seq = committed.events.back().seq] {
            asio::post(executor_, [this, seq] { deliver(seq, nullptr); });
        };
    }
    briefs_.heed(committed);
    Parts parts(texts_);
    try {
        EventRenderer renderer(db, public_url_, committed.at_hand.get(), briefs_);
        for (const auto& event : committed.events) parts.add(renderer, event);
    } catch (const std::exception& error) {
        briefs_.clear();  // what was being read when it failed is kept there empty
        // A hole would never be noticed: everybody comes back and reads the log from where they were.
        log_error("events could not be rendered: {}", error.what());
        return [this] {
            asio::post(executor_, [this] {
                for (const auto& weak : subscriptions_) {
                    if (const auto subscription = weak.lock()) subscription->fall_behind();
                }
            });
        };
    }
    return [this, ready = parts.take()] {
        asio::post(executor_, [this, ready] {
            if (listeners() == 0) return;
            for (const auto& part : ready) deliver(part.last_seq, part.text);
        });
    };
}

void Hub::publish_transient(std::string frame) {
    deliver(0, std::make_shared<const std::string>(std::move(frame)));
}

void Hub::deliver(std::int64_t seq, const std::shared_ptr<const std::string>& frame) {
    for (const auto& weak : subscriptions_) {
        if (const auto subscription = weak.lock()) subscription->push(seq, frame);
    }
}

void Hub::stop() {
    for (const auto& weak : subscriptions_) {
        if (const auto subscription = weak.lock()) subscription->stop();
    }
}

}  // namespace parley
