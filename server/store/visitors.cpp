#include "server/store/visitors.hpp"

#include "server/base/secret.hpp"

namespace parley {
namespace {

void insert_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof, bool used) {
    transaction.db().execute(db::q::visitor_proof_insert, sha256_hex(proof), visitor_id, transaction.next_id(), used);
}

}  // namespace

bool visitor_is_stranger(db::Connection& db, std::string_view visitor_id) {
    return !db.query(db::q::visitor_get, visitor_id).next();
}

bool visitor_has_proof(db::Connection& db, std::string_view visitor_id, std::string_view token) {
    const auto hash = sha256_hex(token);
    auto row = db.query(db::q::visitor_proof_get, hash);
    return row.next() && row.view(0) == visitor_id;
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
    insert_proof(transaction, visitor_id, token, false);
    insert_proof(transaction, visitor_id, ticket, false);
}

void add_visitor_proof(Transaction& transaction, std::string_view visitor_id, std::string_view proof) {
    insert_proof(transaction, visitor_id, proof, false);
    transaction.db().execute(db::q::visitor_proofs_prune, visitor_id);
}

TicketUse use_visitor_ticket(Transaction& transaction, std::string_view visitor_id, std::int64_t channel_id,
                             std::string_view ticket) {
    auto& db = transaction.db();
    if (visitor_is_stranger(db, visitor_id)) {
        db.execute(db::q::visitor_insert, visitor_id, channel_id, transaction.now());
        insert_proof(transaction, visitor_id, ticket, true);
        return TicketUse::taken;
    }
    const auto hash = sha256_hex(ticket);
    bool used = false;
    {
        auto row = db.query(db::q::visitor_proof_get, hash);
        if (!row.next() || row.view(0) != visitor_id) return TicketUse::unknown;
        used = row.integer(1) != 0;
    }
    if (used) {
        db.execute(db::q::visitor_proofs_revoke, visitor_id);
        return TicketUse::reused;
    }
    db.execute(db::q::visitor_proof_use, hash);
    return TicketUse::taken;
}

}  // namespace parley
