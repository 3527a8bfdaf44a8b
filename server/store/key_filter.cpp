#include "server/store/key_filter.hpp"

namespace parley {
namespace {

/// How many bits a key sets, each told by nine bits of its hash.
constexpr int kBits = 6;

}  // namespace

void KeyFilter::add(std::uint64_t hash) {
    auto& block = blocks_[block_of(hash)];
    for (int i = 0; i < kBits; ++i, hash >>= 9) block.words[hash >> 6 & 7] |= std::uint64_t{1} << (hash & 63);
    ++added_;
}

bool KeyFilter::may_hold(std::uint64_t hash) const {
    const auto& block = blocks_[block_of(hash)];
    for (int i = 0; i < kBits; ++i, hash >>= 9) {
        if ((block.words[hash >> 6 & 7] >> (hash & 63) & 1) == 0) return false;
    }
    return true;
}

}  // namespace parley
