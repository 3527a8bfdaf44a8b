#pragma once

#include "server/base/clock.hpp"
#include "server/domain/rate_limit.hpp"

#include <string>
#include <string_view>
#include <unordered_map>

namespace parley::widget {

/// How often one of many may do something. Those who have been quiet long enough are forgotten.
class Rates {
public:
    /// `what`: for the refusal, "messages".
    Rates(double per_second, double burst, std::string_view what) : rate_(per_second), burst_(burst), what_(what) {}
    /// Throws Failure rate_limited with the seconds to wait.
    void take(const std::string& who, Millis now);

private:
    double rate_, burst_;
    std::string what_;
    std::unordered_map<std::string, TokenBucket> buckets_;
};

}  // namespace parley::widget
