#pragma once

#include "server/base/json.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace parley {

/// A contact that was found to be the same person as another and is part of it until that is undone. Merged contacts
/// make trees; the one at the top, the root, has all identities, conversations, leads, touches and consents, each of
/// which remembers whose it was (`came_from`). So every merge can be undone at any time and in any order: what came
/// from the contact, or from those below it, goes to it.
struct Merge {
    std::int64_t contact_id = 0, into_id = 0;
    std::int64_t n = 0;  ///< larger is later
    Millis at = 0;
    std::optional<std::int64_t> by_user_id;
    Json taken = Json::object();  ///< facts that the other took over: `{"phone":{"before":FACT,"after":FACT}}`
};

std::optional<Merge> merge_of(db::Connection& db, std::int64_t contact_id);
/// Those at once below, in the order of merging.
std::vector<Merge> merges_into(db::Connection& db, std::int64_t contact_id);
/// Who has everything of this contact now: itself, when it was not merged.
std::int64_t root_of(db::Connection& db, std::int64_t contact_id);
/// All merges below, level by level.
std::vector<Merge> merges_below(db::Connection& db, std::int64_t contact_id);
/// The contact and all below it.
std::vector<std::int64_t> family_of(db::Connection& db, std::int64_t contact_id);

/// Everything of `merge.contact_id` goes to `merge.into_id`; both are roots.
void join(Transaction& transaction, const Merge& merge);
/// What came from the contact and those below it goes back to it; it is a root then.
void part(Transaction& transaction, const Merge& merge);
void save_taken(Transaction& transaction, const Merge& merge);

}  // namespace parley
