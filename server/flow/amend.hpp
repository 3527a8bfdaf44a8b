#pragma once

#include "connectors/connector.hpp"
#include "server/store/attachments.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <string_view>

namespace parley {

struct OutboxHead;

/// Who changes what was sent, and what the channel can do about the customer's copy of it.
struct Amender {
    std::int64_t user_id = 0;
    bool manages = false;  ///< managers and admins may also change what others wrote
    Capabilities can;
};

/// What a message said until it was given other words stands in `content.before` [{text, until}], oldest first, with
/// what was set apart in it. `gone`: files of then that it has no more.
void keep_words(Json& content, const Message& was, Millis until, const std::vector<Attachment>& gone = {});

/// Other words for what an operator sent or noted. What has not left yet just goes out with the new words; otherwise
/// the customer's copy follows, in the order of the conversation. The earlier words stay in content.before [{text,
/// until}].
void edit_message(Transaction& transaction, MessageAddress address, const Amender& by, std::string_view text);

/// Takes back what an operator sent or noted, on the customer's side too where it has arrived there; under a post also
/// what others wrote.
void delete_message(Transaction& transaction, MessageAddress address, const Amender& by);

/// The platform would not: what the customer still sees is shown again, and a line of the thread says why.
void undo_amend(Transaction& transaction, const OutboxHead& head, const SendOutcome& outcome);

}  // namespace parley
