#pragma once

#include "server/net/http.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

inline constexpr std::size_t kHeadLimit = 8 * 1024;
inline constexpr std::size_t kTargetLimit = 4 * 1024;
inline constexpr std::size_t kFieldLimit = 100;

/// What the gate made of a head: RELIABILITY_SECURITY appendix A. Plain Beast lets a second request through in several
/// of these cases, so nothing is parsed before this said yes.
struct Head {
    Request request;  ///< method, target, path, query, headers
    bool keep_alive = true;
    bool chunked = false;
    std::optional<std::uint64_t> content_length;
    bool expects_continue = false;
    bool upgrade = false;
    bool version_10 = false;
};

/// `block` is everything up to and with the empty line, as it came. Either the head, or the status of the refusal (the
/// connection is to be closed after it, and nothing behind the head may be looked at).
struct GateAnswer {
    std::optional<Head> head;
    int refusal = 0;
};
GateAnswer pass_gate(std::string_view block);

}  // namespace parley
