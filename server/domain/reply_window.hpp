#pragma once

#include "server/base/clock.hpp"

#include <optional>
#include <string_view>

namespace parley {

/// How long after a contact's message the platform takes an answer; nothing where it always does. `thread` is the
/// conversation's key on the channel. A bot that answers for somebody's Telegram account (its threads begin with the
/// business connection) may do so for 24 hours, as may everybody on WhatsApp; a template
/// goes at any time.
constexpr std::optional<Millis> reply_window(std::string_view channel_kind, std::string_view thread) {
    if (channel_kind == "whatsapp") return Millis{24} * 3600 * 1000;
    if (channel_kind == "telegram" && !thread.empty() && thread.front() != ':') return Millis{24} * 3600 * 1000;
    return std::nullopt;
}

}  // namespace parley
