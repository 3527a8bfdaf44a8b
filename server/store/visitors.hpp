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
/// What he and the company said so far, if he has spoken.
std::optional<Conversation> conversation_of_visitor(db::Connection& db, std::string_view visitor_id);
void bind_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t conversation_id);

/// From now on his proofs count by their rows. Both are those the stranger already holds.
void make_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                  std::string_view token, std::string_view ticket);
/// Gives one more token or ticket; the oldest are forgotten. `given_for`: the ticket it was exchanged for.
void add_visitor_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof,
                       std::string_view given_for = {});

enum class TokenState {
    unknown,  ///< revoked, forgotten, or not his
    good,
    unused,  ///< good, and nobody knows yet that the answer it came in arrived: call use_visitor_token
};
/// How the token of a known visitor stands.
TokenState visitor_token(db::Connection& db, std::string_view visitor_id, std::string_view token);
/// The same where it may be written. False when the token is unknown.
bool use_visitor_token(Transaction& transaction, std::string_view visitor_id, std::string_view token);

enum class TicketUse {
    taken,
    stolen,   ///< two have it: all proofs of the visitor are revoked
    unknown,  ///< revoked or forgotten
};
/// A used ticket is good again for so long after its first use: a browser's tabs share one storage, and what one of
/// them has kept may reach the other late.
constexpr Millis kTicketGrace = 2LL * 60 * 1000;
/// A ticket that was read by its signature; of a visitor nobody has seen yet it makes a known one. It works once. Shown
/// again it is good within the grace, and for as long as nothing it was exchanged for has been used, since the answer
/// may have been lost; what that answer carried is void then. Any other second use means that two have it.
TicketUse use_visitor_ticket(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                             std::string_view ticket);

}  // namespace parley
