#include "server/domain/main_cause.hpp"

#include <algorithm>
#include <cstdlib>

namespace parley {

namespace {

/// Fewer spans than this say little, with or without a group.
constexpr std::size_t kFew = 20;
/// What people would call the same.
constexpr Millis kSame = 1000;
constexpr double kSamePart = 0.02;
/// A group explains the change when at most this part of it is left without the group.
constexpr double kLeft = 0.5;

/// The median of `all` without `part`, nearest rank; both in order. Nothing when too few are left.
std::optional<Millis> median_without(const std::vector<Millis>& all, const std::vector<Millis>& part) {
    if (all.size() < part.size() + kFew) return std::nullopt;
    const std::size_t wanted = (all.size() - part.size() + 1) / 2;
    std::size_t kept = 0, skipped = 0;
    for (const Millis span : all) {
        if (skipped < part.size() && part[skipped] == span)
            ++skipped;
        else if (++kept == wanted)
            return span;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::size_t> main_cause(Compared whole, std::vector<Compared> groups) {
    std::sort(whole.now.begin(), whole.now.end());
    std::sort(whole.before.begin(), whole.before.end());
    const auto now = median_without(whole.now, {}), before = median_without(whole.before, {});
    if (!now || !before) return std::nullopt;
    const Millis change = *now - *before;
    const auto most = static_cast<double>(std::max(*now, *before));
    if (std::abs(change) < kSame || static_cast<double>(std::abs(change)) < kSamePart * most) return std::nullopt;

    std::optional<std::size_t> cause;
    double least = kLeft;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto& group = groups[i];
        std::sort(group.now.begin(), group.now.end());
        std::sort(group.before.begin(), group.before.end());
        const auto rest = median_without(whole.now, group.now),
                   rest_before = median_without(whole.before, group.before);
        if (!rest || !rest_before) continue;
        // Gone the other way counts as gone: nothing is left of the change.
        const double left = std::max(0.0, static_cast<double>(*rest - *rest_before) / static_cast<double>(change));
        const bool narrower = cause && left == least && group.now.size() < groups[*cause].now.size();
        if (left > kLeft || !(left < least || (!cause && left == least) || narrower)) continue;
        least = left;
        cause = i;
    }
    return cause;
}

}  // namespace parley
