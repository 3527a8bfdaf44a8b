#pragma once

#include "connectors/connector.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

namespace parley {

struct OutboxHead;

/// A comment of somebody else's under a post, in which whoever runs the account may decide what is seen there.
bool is_theirs_to_read(const Conversation& c, const Message& message, const Capabilities& can);

/// Hides such a comment from all but its writer and those who run the account, or shows it again. It is so for us at
/// once (`content.hidden`); the platform follows in the order of the conversation.
void hide_comment(Transaction& transaction, MessageAddress address, const Capabilities& can, bool hidden);
/// Takes it away for everybody.
void remove_comment(Transaction& transaction, const Conversation& c, const Message& message);

/// It was done at the platform itself.
void show_as_hidden(Transaction& transaction, const Message& message, bool hidden);
/// The platform would not: it is as before, and a line of the thread says why.
void undo_hiding(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome);

}  // namespace parley
