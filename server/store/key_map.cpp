#include "server/store/key_map.hpp"

#include "server/base/secret.hpp"

#include <sodium.h>

#include <algorithm>

namespace parley {

KeyHasher::KeyHasher() : secret_(random_bytes(crypto_shorthash_KEYBYTES)) {}

HashedKey KeyHasher::operator()(std::string_view text) const {
    HashedKey key{text};
    static_assert(sizeof key.hash == crypto_shorthash_BYTES);
    crypto_shorthash(reinterpret_cast<unsigned char*>(&key.hash), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), reinterpret_cast<const unsigned char*>(secret_.data()));
    return key;
}

KeyMap::Entry* KeyMap::find(const HashedKey& key) {
    const auto found = entries_.find(key);
    return found == entries_.end() ? nullptr : &*found;
}

KeyMap::Entry& KeyMap::insert(const HashedKey& key, KeyTarget target) {
    if (!bytes_) bytes_ = std::make_unique<std::pmr::monotonic_buffer_resource>();
    auto* const own = static_cast<char*>(bytes_->allocate(std::max<std::size_t>(key.text.size(), 1), 1));
    std::copy(key.text.begin(), key.text.end(), own);
    return *entries_.emplace(HashedKey{{own, key.text.size()}, key.hash}, target).first;
}

void KeyMap::clear() {
    entries_.clear();
    bytes_.reset();
}

void KeyMap::swap(KeyMap& other) noexcept {
    entries_.swap(other.entries_);
    bytes_.swap(other.bytes_);
}

}  // namespace parley
