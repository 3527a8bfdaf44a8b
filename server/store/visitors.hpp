#pragma once

#include "server/store/conversations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// Visitors of sites, from their first word on. Of tokens and tickets only hashes are kept.

/// Nobody of that id has written or come back by ticket yet: its token proves itself.
bool visitor_is_stranger(db::Connection& db, std::string_view visitor_id);
/// True when the visitor is known and this token is one of his.
bool visitor_has_proof(db::Connection& db, std::string_view visitor_id, std::string_view token);

/// What he and the company said so far, if he has spoken.
std::optional<Conversation> conversation_of_visitor(db::Connection& db, std::string_view visitor_id);
void bind_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t conversation_id);

/// From now on his proofs count by their rows. Both are those the stranger already holds.
void make_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                  std::string_view token, std::string_view ticket);
/// Gives one more token or ticket; the oldest are forgotten.
void add_visitor_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof);

enum class TicketUse {
    taken,    ///< it was good, and is used up now
    reused,   ///< somebody had used it: all proofs of the visitor are revoked
    unknown,  ///< revoked or forgotten
};
/// A ticket that was read by its signature; of a visitor nobody has seen yet it makes a known one.
TicketUse use_visitor_ticket(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                             std::string_view ticket);

}  // namespace parley
