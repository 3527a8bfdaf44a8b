#include "server/store/visitors.hpp"

#include "server/base/secret.hpp"

namespace parley {
namespace {

void insert_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof,
                  std::string_view given_for = {}) {
    std::optional<std::string> ticket;
    if (!given_for.empty()) ticket = sha256_hex(given_for);
    transaction.db().execute(db::q::visitor_proof_insert, sha256_hex(proof), visitor_id, transaction.next_id(), ticket);
}

struct Standing {
    bool used = false, exchanged = false;
    Millis used_at = 0;
};

/// Nothing when the proof is not one of his.
std::optional<Standing> standing_of(db::Connection& db, std::string_view visitor_id, std::string_view hash) {
    auto row = db.query(db::q::visitor_proof_get, hash);
    if (!row.next() || row.view(0) != visitor_id) return std::nullopt;
    return Standing{row.integer(1) != 0, row.integer(2) != 0, row.integer(3)};
}

/// Something was given for the ticket, and nobody has used any of it.
bool answer_may_be_lost(db::Connection& db, std::string_view visitor_id, std::string_view ticket_hash) {
    auto row = db.query(db::q::visitor_successors, visitor_id, ticket_hash);
    return row.next() && row.integer(0) > 0 && row.integer(1) == 0;
}

}  // namespace

bool visitor_is_stranger(db::Connection& db, std::string_view visitor_id) {
    return !db.query(db::q::visitor_get, visitor_id).next();
}

std::optional<Conversation> conversation_of_visitor(db::Connection& db, std::string_view visitor_id) {
    auto row = db.query(db::q::visitor_get, visitor_id);
    const auto id = row.next() ? row.maybe_integer(1) : std::nullopt;
    return id ? conversation_by_id(db, *id) : std::nullopt;
}

void bind_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t conversation_id) {
    transaction.db().execute(db::q::visitor_set_conversation, visitor_id, conversation_id);
}

void make_visitor(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                  std::string_view token, std::string_view ticket) {
    transaction.db().execute(db::q::visitor_insert, visitor_id, channel_id, transaction.now());
    insert_proof(transaction, visitor_id, token);
    insert_proof(transaction, visitor_id, ticket);
}

void add_visitor_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof,
                       std::string_view given_for) {
    insert_proof(transaction, visitor_id, proof, given_for);
    transaction.db().execute(db::q::visitor_proofs_prune, visitor_id);
}

TokenState visitor_token(db::Connection& db, std::string_view visitor_id, std::string_view token) {
    const auto now = standing_of(db, visitor_id, sha256_hex(token));
    if (!now) return TokenState::unknown;
    return now->exchanged && !now->used ? TokenState::unused : TokenState::good;
}

bool use_visitor_token(Transaction& transaction, std::string_view visitor_id, std::string_view token) {
    const auto state = visitor_token(transaction.db(), visitor_id, token);
    if (state == TokenState::unused) transaction.db().execute(db::q::visitor_token_use, sha256_hex(token));
    return state != TokenState::unknown;
}

TicketUse use_visitor_ticket(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                             std::string_view ticket) {
    auto& db = transaction.db();
    if (visitor_is_stranger(db, visitor_id)) {
        db.execute(db::q::visitor_insert, visitor_id, channel_id, transaction.now());
        insert_proof(transaction, visitor_id, ticket);
    }
    const auto hash = sha256_hex(ticket);
    const auto was = standing_of(db, visitor_id, hash);
    if (!was) return TicketUse::unknown;
    auto first_use = transaction.now();
    if (was->used && transaction.now() - was->used_at <= kTicketGrace) {
        first_use = was->used_at;
    } else if (was->used) {
        if (!answer_may_be_lost(db, visitor_id, hash)) {
            db.execute(db::q::visitor_proofs_revoke, visitor_id);
            return TicketUse::stolen;
        }
        db.execute(db::q::visitor_successors_drop, visitor_id, hash);
    }
    db.execute(db::q::visitor_ticket_use, hash, transaction.next_id(), first_use);
    return TicketUse::taken;
}

}  // namespace parley
