#include "server/api/widget/rates.hpp"

#include "server/base/error.hpp"

namespace parley::widget {
namespace {

constexpr std::size_t kMost = 20'000;

}  // namespace

void Rates::take(const std::string& who, Millis now) {
    if (buckets_.size() >= kMost) {
        // A full bucket knows nothing; if strangers filled the table faster than that, all begin anew.
        std::erase_if(buckets_, [&](const auto& one) { return one.second.ready_at(now, burst_) == now; });
        if (buckets_.size() >= kMost) buckets_.clear();
    }
    auto [place, fresh] = buckets_.try_emplace(who);
    if (fresh) place->second = {rate_, burst_, burst_, now};
    if (place->second.take(now)) return;
    const auto wait = place->second.ready_at(now) - now;
    throw Failure(Error(Errc::rate_limited, "rate_limited", "too many " + what_ + " at once: wait a little and go on")
                      .retry_after(static_cast<int>(wait / 1000) + 1));
}

}  // namespace parley::widget
