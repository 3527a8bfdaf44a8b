#pragma once

#include "connectors/connector.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <string_view>

namespace parley {

struct OutboxHead;

/// An operator puts an emoji on a message (empty: takes ours away). The customer's side follows in the order of the
/// conversation; until then it stands as asked for. It is no answer: waits go on.
void set_reaction(Transaction& transaction, MessageAddress address, std::int64_t user_id, const Capabilities& can,
                  std::string_view emoji);

/// What came of an act `react`. Refused for good: what the customer sees stands again, and a line of the thread says
/// why.
void settle_reaction(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome);

}  // namespace parley
