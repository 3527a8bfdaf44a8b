#include "server/api/frames.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr double kFramesPerSecond = 20;

}  // namespace

FrameReader::FrameReader(std::shared_ptr<WebSocket> socket, const Clock& clock)
    : socket_(std::move(socket)),
      clock_(clock),
      pace_{kFramesPerSecond, kFramesPerSecond, kFramesPerSecond, clock.elapsed()} {}

asio::awaitable<std::optional<Json>> FrameReader::next() {
    const auto text = co_await socket_->read();
    if (!text) co_return std::nullopt;
    if (!pace_.take(clock_.elapsed())) {
        co_await socket_->close(1008, "at most 20 frames a second");
        co_return std::nullopt;
    }
    auto frame = read_json(*text, {64 * 1024, 8});
    if (!frame || !frame->is_object()) {
        co_await socket_->close(1008, "frames are JSON objects");
        co_return std::nullopt;
    }
    co_return std::move(*frame);
}

asio::awaitable<void> pass_on(std::shared_ptr<Subscription> stream, std::shared_ptr<WebSocket> socket) {
    for (bool open = true; open;) {
        auto frame = co_await stream->next();
        if (!frame) break;
        open = co_await socket->write(std::move(frame));
    }
    if (stream->overflowed()) co_await socket->close(1013, "too slow; come back with your last seq");
    socket->abort();
}

}  // namespace parley
