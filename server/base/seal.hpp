#pragma once

#include "server/base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley {

/// Secrets as they lie on the disk: XChaCha20-Poly1305 (RELIABILITY_SECURITY section 4). What is sealed opens only with
/// the same key, and only in its own place.
class Sealer {
public:
    static constexpr std::size_t kKeyBytes = 32;
    /// Takes kKeyBytes of key.
    explicit Sealer(std::string key);

    /// Which key it is, without telling it: part of what is sealed, and of errors.
    const std::string& id() const noexcept { return id_; }
    /// Text. `place` says where it is kept: table, row and column.
    std::string seal(std::string_view plain, std::string_view place) const;
    /// Nothing when it was sealed with another key, belongs to another place, or was changed.
    std::optional<std::string> open(std::string_view sealed, std::string_view place) const;

private:
    std::string key_, id_;
};

}  // namespace parley
