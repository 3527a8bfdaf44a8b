#pragma once

#include "connectors/connector.hpp"
#include "server/domain/rate_limit.hpp"
#include "server/flow/settle.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>

namespace parley {

/// How fast channels, and each of their conversations, go: what a platform is known to take, and what it said of late.
///
/// A platform that asks to wait may mean the chat or all of the account, and some do not say which (Telegram). When so
/// many chats in a row were refused, and none was taken in between, it is all of it. A message that is taken shows
/// otherwise. After such a wait the channel goes one by one until the first is taken.
///
/// Times are monotonic.
class Pace {
public:
    /// Refused one after another, so many chats mean the account.
    static constexpr std::size_t kMeanAll = 3;

    /// May this one go now? Otherwise when to look again. When it may, it counts in the channel's rate.
    std::optional<Millis> held_until(const OutboxHead& head, const Capabilities& can, Millis now);
    void begins(const OutboxHead& head) { ++in_flight_[head.channel_id]; }
    /// It leaves: known only now is the thread, by which it counts in the conversation's rate.
    void leaves(const OutboxHead& head, const Capabilities& can, std::string_view thread, Millis now);
    void answered(const OutboxHead& head, const SendOutcome& outcome, Millis now);
    void ends(const OutboxHead& head) { --in_flight_[head.channel_id]; }

private:
    struct Strain {
        std::set<std::int64_t> refused;  ///< conversations, since the last that was taken
        Millis until = 0;                ///< nothing goes before
        bool told = false;               ///< by the platform, so that what was on its way already shows nothing
        bool careful = false;            ///< one by one
    };

    std::map<std::int64_t, TokenBucket> channels_, conversations_;
    std::map<std::int64_t, int> in_flight_;    ///< of channels
    std::map<std::int64_t, Strain> strained_;  ///< channels
};

}  // namespace parley
