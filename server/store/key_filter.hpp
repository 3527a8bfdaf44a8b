#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace parley {

/// Tells of a key, by its hash, that it was surely never added, at the price of one line of memory: a Bloom filter in
/// blocks of 512 bits. Up to its capacity it is wrong about one in some 500 of those that were not.
class KeyFilter {
public:
    /// 2 bytes for each of `capacity` keys, a multiple of 32.
    explicit KeyFilter(std::size_t capacity) : blocks_(capacity / kKeysABlock) {}

    void add(std::uint64_t hash);
    bool may_hold(std::uint64_t hash) const;
    std::size_t capacity() const { return blocks_.size() * kKeysABlock; }
    bool full() const { return added_ >= capacity(); }

private:
    static constexpr std::size_t kKeysABlock = 32;
    struct alignas(64) Block {
        std::array<std::uint64_t, 8> words{};
    };
    std::size_t block_of(std::uint64_t hash) const { return (hash >> 32) * blocks_.size() >> 32; }

    std::vector<Block> blocks_;
    std::size_t added_ = 0;
};

}  // namespace parley
