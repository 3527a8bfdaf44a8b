#pragma once

#include "server/base/clock.hpp"

#include <optional>
#include <string_view>

namespace parley {

/// How long after a contact's message, by the platform's time of it, the platform takes an answer.
struct ReplyWindow {
    Millis plain = 0;  ///< any answer
    Millis whole = 0;  ///< the same, or longer for what a person writes
};

/// Nothing where the platform always takes one. `thread` is the conversation's key on the channel. A bot that answers
/// for somebody's Telegram account (its threads begin with the business connection) may do so for 24 hours, as may
/// everybody on WhatsApp, Messenger and Instagram; a template goes at any time, and so does an answer under a post.
/// `extended`: the channel has Meta's Human Agent feature.
constexpr std::optional<ReplyWindow> reply_window(std::string_view channel_kind, std::string_view thread,
                                                  bool extended) {
    constexpr Millis kDay = Millis{24} * 3600 * 1000;
    if (channel_kind == "whatsapp") return ReplyWindow{kDay, kDay};
    if (channel_kind == "messenger" || channel_kind == "instagram") {
        if (thread.starts_with("post:")) return std::nullopt;
        return ReplyWindow{kDay, extended ? 7 * kDay : kDay};
    }
    if (channel_kind == "telegram" && !thread.empty() && thread.front() != ':') return ReplyWindow{kDay, kDay};
    return std::nullopt;
}

}  // namespace parley
