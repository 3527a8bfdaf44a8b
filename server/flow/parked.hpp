#pragma once

#include "server/flow/ingest.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley {

// What speaks of a message that is not there yet. It waits in the table `parked_update`, so also over a restart, and
// is tied up by apply_parked when that message gets its name on the platform. What never comes is dropped: a change of
// a message after kParkedFor, an answer of the account's owner and the quote of a reply after kReferredFor. The reply
// itself is shown at once, and then stays without its quote; of the answer only the raw update is kept, since nothing
// says whose conversation it belongs to.

/// Meta tells of a comment for up to 36 hours (channels/instagram.md, 2).
inline constexpr Millis kReferredFor = 48LL * 3600 * 1000;

/// Is anything waiting in any channel?
bool anything_parked(Transaction& transaction);
/// A change (as apply_parked reads it) that waits for its message: as long as that waits itself, where it does.
UpdateOutcome park_change(IngestContext& context, const std::string& external_id, const Json& body);
/// A message of ours that only says what it answers. It is stored where that stands as soon as that is there.
UpdateOutcome park_message(IngestContext& context, const MessageReceived& message);
/// The message is stored; what it quotes is not.
void park_quote(IngestContext& context, const std::string& quoted, MessageAddress quoting);

/// What a message is by its files, and they, as members of what waits.
void write_files(Json& into, MessageKind kind, const std::vector<Media>& media);
void read_files(const Json& from, MessageKind& kind, std::vector<Media>& media);

/// Of what waited for a message, in their order.
void store_parked_message(Transaction& transaction, const IngestChannel& channel, const Json& body);
void quote_parked(Transaction& transaction, MessageAddress quoted, const Json& body);

}  // namespace parley
