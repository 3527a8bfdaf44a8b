#pragma once

#include "server/base/clock.hpp"

#include <optional>

namespace parley {

/// For how long the platform takes an answer after what opened the window (a message, by the platform's time of it; see
/// `opens_window` of updates). A template goes at any time.
struct ReplyWindow {
    Millis plain = 0;  ///< any answer
    Millis whole = 0;  ///< the same, or longer for what a person writes
};

inline constexpr ReplyWindow kOneDay{24LL * 3600 * 1000, 24LL * 3600 * 1000};

/// When it ends, in the same two ways. Nothing: the platform always takes an answer.
constexpr std::optional<ReplyWindow> window_ends(const std::optional<ReplyWindow>& window,
                                                 std::optional<Millis> opened_at) {
    if (!window || !opened_at) return std::nullopt;
    return ReplyWindow{*opened_at + window->plain, *opened_at + window->whole};
}

}  // namespace parley
