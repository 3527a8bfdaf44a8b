#pragma once

#include "server/domain/reply_clock.hpp"
#include "server/store/conversations.hpp"

namespace parley {

/// Moves the conversation's reply clock by one entry and keeps the rows of `wait` in step. `message_id` is the message
/// that may open a wait. The caller saves the conversation.
void advance_clock(Transaction& transaction, Conversation& conversation, const ClockEntry& entry,
                   std::int64_t message_id = 0);

/// The conversation is opened again: a customer whom the closing left without an answer waits on, if it was lately and
/// nobody of ours has written since. True when one does. The caller saves the conversation.
bool resume_wait(Transaction& transaction, Conversation& conversation);

}  // namespace parley
