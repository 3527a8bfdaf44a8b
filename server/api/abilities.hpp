#pragma once

#include "server/api/context.hpp"

#include <cstdint>
#include <map>

namespace parley {

/// What each channel can do, as it is now: taken along to the writer, which runs on a thread of its own, where channels
/// are not to be looked at.
class Abilities {
public:
    explicit Abilities(const ApiContext& context);
    /// Of one that is not connected nothing is known.
    Capabilities of(std::int64_t channel_id) const;

private:
    std::map<std::int64_t, Capabilities> by_channel_;
};

}  // namespace parley
