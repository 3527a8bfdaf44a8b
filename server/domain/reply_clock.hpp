#pragma once

#include "server/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace parley {

/// An interval in which a customer has written and no human has answered. All reply-speed figures come from waits.
struct OpenWait {
    Millis opened_at = 0;  ///< the platform's time of the first unanswered message, never later than it was received
    Millis received_at = 0;
    bool first = false;  ///< no human had ever answered in this conversation
    bool operator==(const OpenWait&) const = default;
};

enum class ClockEntryKind {
    contact_message,
    human_message,  ///< from an operator, to the customer
    bot_message,    ///< bots and automatic replies answer nobody's wait
    note,
    owner_echo,  ///< typed by the account's owner on another device: a human answer unless automatic
    no_reply_needed,
    conversation_closed,
    handed_to_human,  ///< a bot gives up: the human wait begins here
};

struct ClockEntry {
    ClockEntryKind kind = ClockEntryKind::note;
    Millis at = 0;             ///< contact messages: the platform's time; everything else: stored time
    Millis received_at = 0;    ///< 0: the same as `at`
    std::int64_t user_id = 0;  ///< who did it; 0 when nobody of ours
    bool automatic = false;
    bool late = false;  ///< an answer stored after others of later times: whoever has written since `at` waits on
};

enum class WaitEnd : std::int64_t { answered = 0, no_reply_needed = 1, closed = 2 };

struct EndedWait {
    Millis opened_at = 0, received_at = 0, ended_at = 0;
    WaitEnd how = WaitEnd::answered;
    std::int64_t ended_by = 0;
    bool first = false;
};

struct ReplyClock {
    std::optional<OpenWait> open;
    bool answered_before = false;  ///< some human wrote to the customer already (also when we began)
    bool contact_wrote = false;
    bool operator==(const ReplyClock&) const = default;
};

/// Moves the clock by one entry; the wait it ended, if any. Entries come in the order they were stored.
std::optional<EndedWait> advance(ReplyClock& clock, const ClockEntry& entry);

/// Whoever opens a conversation again so soon takes its closing back.
inline constexpr Millis kChangeOfMind = 10 * 60'000;
/// The wait that the closing ended goes on, as if it had never ended; the history is one without that closing.
bool take_back(ReplyClock& clock, const EndedWait& ended, Millis now);

/// The same from the whole history: what reports may be recomputed from.
std::vector<EndedWait> recompute(const std::vector<ClockEntry>& entries);

}  // namespace parley
