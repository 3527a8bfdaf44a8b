#include "server/api/abilities.hpp"

namespace parley {

Abilities::Abilities(const ApiContext& context) {
    for (const auto& [id, channel] : context.channels.all())
        by_channel_.emplace(id, channel->connector->capabilities());
}

Capabilities Abilities::of(std::int64_t channel_id) const {
    const auto found = by_channel_.find(channel_id);
    return found == by_channel_.end() ? Capabilities() : found->second;
}

}  // namespace parley
