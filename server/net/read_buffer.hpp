#pragma once

#include <boost/asio/buffer.hpp>

#include <cstring>
#include <memory>
#include <string_view>

namespace parley {

/// Bytes that came and were not used yet. Small while a connection idles, grows to what a head may need.
class ReadBuffer {
public:
    std::string_view view() const noexcept { return {data_.get() + begin_, end_ - begin_}; }
    bool empty() const noexcept { return begin_ == end_; }

    void consume(std::size_t count) noexcept {
        begin_ += count;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    /// Room for at least one byte; what view() gave before is void afterwards.
    boost::asio::mutable_buffer prepare() {
        if (empty() && capacity_ > kSmall) release();
        if (begin_ > 0) {
            std::memmove(data_.get(), data_.get() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (end_ == capacity_) grow();
        return {data_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t count) noexcept { end_ += count; }

private:
    static constexpr std::size_t kSmall = 2048;

    void release() {
        data_.reset();
        capacity_ = begin_ = end_ = 0;
    }
    void grow() {
        const std::size_t wanted = capacity_ == 0 ? kSmall : capacity_ * 2;
        std::unique_ptr<char[]> bigger(new char[wanted]);
        if (end_ > 0) std::memcpy(bigger.get(), data_.get(), end_);
        data_ = std::move(bigger);
        capacity_ = wanted;
    }

    std::unique_ptr<char[]> data_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace parley
