#include "server/domain/reply_clock.hpp"

#include <algorithm>

namespace parley {
namespace {

void open_wait(ReplyClock& clock, const ClockEntry& entry) {
    if (clock.open) return;
    // Of the two times only one may be known; zero is not a time.
    const Millis received = entry.received_at > 0 ? entry.received_at : entry.at;
    const Millis said = entry.at > 0 ? entry.at : received;
    clock.open = OpenWait{std::min(said, received), received, !clock.answered_before};
}

std::optional<EndedWait> end_wait(ReplyClock& clock, const ClockEntry& entry, WaitEnd how) {
    if (!clock.open) return std::nullopt;
    EndedWait ended{clock.open->opened_at, clock.open->received_at, std::max(entry.at, clock.open->opened_at), how,
                    entry.user_id,         clock.open->first};
    clock.open.reset();
    return ended;
}

std::optional<EndedWait> answer(ReplyClock& clock, const ClockEntry& entry) {
    if (entry.late && clock.open && entry.at < clock.open->opened_at) {
        clock.answered_before = true;
        return std::nullopt;
    }
    auto ended = end_wait(clock, entry, WaitEnd::answered);
    clock.answered_before = true;
    return ended;
}

}  // namespace

std::optional<EndedWait> advance(ReplyClock& clock, const ClockEntry& entry) {
    switch (entry.kind) {
        case ClockEntryKind::contact_message:
            if (entry.automatic) return std::nullopt;
            clock.contact_wrote = true;
            open_wait(clock, entry);
            return std::nullopt;
        case ClockEntryKind::handed_to_human:
            open_wait(clock, entry);
            return std::nullopt;
        case ClockEntryKind::human_message:
        case ClockEntryKind::owner_echo:
            if (entry.automatic) return std::nullopt;
            return answer(clock, entry);
        case ClockEntryKind::no_reply_needed:
            return end_wait(clock, entry, WaitEnd::no_reply_needed);
        case ClockEntryKind::conversation_closed:
            return end_wait(clock, entry, WaitEnd::closed);
        case ClockEntryKind::bot_message:
        case ClockEntryKind::note:
            break;
    }
    return std::nullopt;
}

bool take_back(ReplyClock& clock, const EndedWait& ended, Millis now) {
    if (clock.open || ended.how != WaitEnd::closed || now - ended.ended_at > kChangeOfMind) return false;
    clock.open = OpenWait{ended.opened_at, ended.received_at, ended.first};
    return true;
}

std::vector<EndedWait> recompute(const std::vector<ClockEntry>& entries) {
    ReplyClock clock;
    std::vector<EndedWait> all;
    for (const auto& entry : entries) {
        if (auto ended = advance(clock, entry)) all.push_back(*ended);
    }
    return all;
}

}  // namespace parley
