#pragma once

#include "connectors/connector.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <string>

namespace parley {

/// A row of the outbox at the head of its conversation's lane.
struct OutboxHead {
    std::int64_t id = 0, conversation_id = 0, message_id = 0, channel_id = 0;
    std::string act;
    int attempt = 0;
    Millis due_at = 0, created_at = 0;
    std::int64_t sequence = 0;
    std::string reaction{};  ///< what an act `react` told the platform
};

/// A person had the message sent again while this row was under way: a newer row waits behind it in the lane, and what
/// comes of this one says nothing of the message any more, unless it arrived after all.
bool is_replaced(db::Connection& db, const OutboxHead& head);

/// A later row of the same act about the same message waits in the lane.
bool has_later(db::Connection& db, const OutboxHead& head);

/// What came of a send becomes the state of the message and of its row (RELIABILITY_SECURITY appendix D). News of the
/// message that overtook this are kept: states only move forward. `random01` spreads the retries.
void settle(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome, const Capabilities& can,
            double random01);

}  // namespace parley
