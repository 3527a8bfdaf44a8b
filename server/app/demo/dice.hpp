#pragma once

#include <cmath>
#include <cstdint>
#include <random>
#include <span>

namespace parley::sample {

/// Chance with a seed: the same one throws the same, on every machine (the standard's distributions promise less).
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    std::uint64_t bits() { return engine_(); }
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }
    std::int64_t between(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    double unit() { return static_cast<double>(engine_() >> 11) * 0x1.0p-53; }
    bool chance(double part) { return unit() < part; }
    /// Around `median`, mostly within a factor of e^spread: how long people take for things.
    double about(double median, double spread) {
        double normal = -6;
        for (int i = 0; i < 12; ++i) normal += unit();
        return median * std::exp(spread * normal);
    }
    template <class T>
    const T& one_of(std::span<const T> all) {
        return all[below(all.size())];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace parley::sample
