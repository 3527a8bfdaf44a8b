#include "server/store/merges.hpp"

#include "server/store/at_hand.hpp"
#include "server/store/conversation_rows.hpp"

namespace parley {
namespace {

Merge read_merge(const db::Rows& row) {
    Merge merge;
    merge.contact_id = row.integer(0);
    merge.into_id = row.integer(1);
    merge.n = row.integer(2);
    merge.at = row.integer(3);
    merge.by_user_id = row.maybe_integer(4);
    if (auto taken = stored_json(row.view(5)); taken.is_object()) merge.taken = std::move(taken);
    return merge;
}

}  // namespace

std::optional<Merge> merge_of(db::Connection& db, std::int64_t contact_id) {
    auto row = db.query(db::q::merge_get, contact_id);
    return row.next() ? std::optional(read_merge(row)) : std::nullopt;
}

std::vector<Merge> merges_into(db::Connection& db, std::int64_t contact_id) {
    std::vector<Merge> all;
    for (auto row = db.query(db::q::merges_into, contact_id); row.next();) all.push_back(read_merge(row));
    return all;
}

std::int64_t root_of(db::Connection& db, std::int64_t contact_id) {
    for (;;) {
        auto row = db.query(db::q::merge_get, contact_id);
        if (!row.next()) return contact_id;
        contact_id = row.integer(1);
    }
}

std::vector<Merge> merges_below(db::Connection& db, std::int64_t contact_id) {
    auto all = merges_into(db, contact_id);
    for (std::size_t i = 0; i < all.size(); ++i) {
        for (auto& merge : merges_into(db, all[i].contact_id)) all.push_back(std::move(merge));
    }
    return all;
}

std::vector<std::int64_t> family_of(db::Connection& db, std::int64_t contact_id) {
    std::vector<std::int64_t> all{contact_id};
    for (const auto& merge : merges_below(db, contact_id)) all.push_back(merge.contact_id);
    return all;
}

void join(Transaction& transaction, const Merge& merge) {
    auto& db = transaction.db();
    transaction.rows().all_changed();
    db.execute(db::q::merge_insert, merge.contact_id, merge.into_id, merge.n, merge.at, merge.by_user_id,
               dump(merge.taken));
    for (const auto query : {db::q::identities_hand_over, db::q::conversations_hand_over, db::q::leads_hand_over,
                             db::q::touches_hand_over, db::q::consents_hand_over})
        db.execute(query, merge.contact_id, merge.into_id);
    for (const auto id : {merge.contact_id, merge.into_id}) {
        transaction.at_hand().forget_leads_of(id);
        // Found by what either is called.
        db.execute(db::q::contact_text_stale_put, id);
    }
}

void part(Transaction& transaction, const Merge& merge) {
    auto& db = transaction.db();
    const auto root = root_of(db, merge.contact_id);
    transaction.rows().all_changed();
    db.execute(db::q::merge_delete, merge.contact_id);
    for (const auto id : family_of(db, merge.contact_id)) {
        for (const auto query : {db::q::identities_hand_back, db::q::conversations_hand_back, db::q::leads_hand_back,
                                 db::q::touches_hand_back, db::q::consents_hand_back})
            db.execute(query, root, id, merge.contact_id);
    }
    for (const auto id : {merge.contact_id, root}) {
        transaction.at_hand().forget_leads_of(id);
        // What joined a lead of the other meanwhile.
        db.execute(db::q::touches_leave_lead, id);
        db.execute(db::q::contact_text_stale_put, id);
    }
}

void save_taken(Transaction& transaction, const Merge& merge) {
    transaction.db().execute(db::q::merge_set_taken, merge.contact_id, dump(merge.taken));
}

}  // namespace parley
