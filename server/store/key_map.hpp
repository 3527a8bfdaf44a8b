#pragma once

#include "server/store/external_keys.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <memory_resource>
#include <string>
#include <string_view>

namespace parley {

/// A key with its hash, which is made once for all the maps it is looked for in. The bytes are somebody else's.
struct HashedKey {
    std::string_view text;
    std::uint64_t hash = 0;

    bool operator==(const HashedKey& other) const noexcept { return hash == other.hash && text == other.text; }
};

/// Names come from outside: without a secret in the hash, somebody could send such as all fall into one place.
class KeyHasher {
public:
    KeyHasher();
    /// SipHash-2-4. `text` must outlive the key.
    HashedKey operator()(std::string_view text) const;

private:
    std::string secret_;
};

/// Keys in memory and where they lead. A key's bytes are kept at one place until the map is cleared, also when the key
/// is erased: whoever remembers a key that stands in here need not copy it.
class KeyMap {
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(const HashedKey& key) const noexcept { return key.hash; }
    };
    using Entries = boost::unordered_flat_map<HashedKey, KeyTarget, Hash>;

public:
    using Entry = Entries::value_type;

    std::size_t size() const { return entries_.size(); }
    bool empty() const { return entries_.empty(); }
    /// Null when it is not here. Good until the next is inserted.
    Entry* find(const HashedKey& key);
    /// One that is not here yet. Good until the next is inserted.
    Entry& insert(const HashedKey& key, KeyTarget target);
    void erase(const HashedKey& key) { entries_.erase(key); }
    void clear();
    void swap(KeyMap& other) noexcept;

    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }

private:
    Entries entries_;
    std::unique_ptr<std::pmr::monotonic_buffer_resource> bytes_;
};

}  // namespace parley
