#include "server/flow/pace.hpp"

namespace parley {
namespace {

constexpr Millis kLookAgain = 1000;
/// Who was written to so long ago that nothing is left of it is forgotten when there are so many.
constexpr std::size_t kMostRemembered = 4096;

}  // namespace

std::optional<Millis> Pace::held_until(const OutboxHead& head, const Capabilities& can, Millis now) {
    const auto strain = strained_.find(head.channel_id);
    const bool strained = strain != strained_.end();
    if (strained && strain->second.until > now) return strain->second.until;
    const int most = strained && strain->second.careful ? 1 : can.parallel;
    if (in_flight_[head.channel_id] >= most) return now + kLookAgain;
    if (const auto own = conversations_.find(head.conversation_id); own != conversations_.end()) {
        if (const auto ready = own->second.ready_at(now); ready > now) return ready;
    }
    auto [bucket, fresh] = channels_.try_emplace(head.channel_id);
    const double burst = std::max(1.0, can.per_second);
    if (fresh) bucket->second = {can.per_second, burst, burst, now};
    if (!bucket->second.take(now)) return bucket->second.ready_at(now);
    return std::nullopt;
}

void Pace::leaves(const OutboxHead& head, const Capabilities& can, std::string_view thread, Millis now) {
    if (!can.thread_pace) return;
    const auto pace = can.thread_pace(thread);
    if (conversations_.size() >= kMostRemembered)
        std::erase_if(conversations_,
                      [&](const auto& one) { return one.second.ready_at(now, one.second.burst) <= now; });
    const TokenBucket full{pace.per_second, pace.burst, pace.burst, now};
    conversations_.try_emplace(head.conversation_id, full).first->second.take(now);
}

void Pace::answered(const OutboxHead& head, const SendOutcome& outcome, Millis now) {
    // A mark of reading may be settled without a call.
    if (head.act != "send") return;
    if (outcome.kind == SendOutcome::Kind::sent) {
        const auto strain = strained_.find(head.channel_id);
        if (strain == strained_.end() || (strain->second.told && strain->second.until > now)) return;
        strained_.erase(strain);
        return;
    }
    if (outcome.kind != SendOutcome::Kind::rate_limited || outcome.this_thread) return;
    auto& strain = strained_[head.channel_id];
    strain.refused.insert(head.conversation_id);
    if (!outcome.whole_channel && strain.refused.size() < kMeanAll) return;
    strain.until = std::max(strain.until, now + outcome.wait.count());
    strain.told = strain.told || outcome.whole_channel;
    strain.careful = true;
}

}  // namespace parley
