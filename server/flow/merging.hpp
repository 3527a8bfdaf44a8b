#pragma once

#include "server/store/merges.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace parley {

/// A fact that the contacts to be merged do not share. Names: name, phone, email, language, attributes/NAME.
struct FieldChoice {
    std::string field;
    Json own, other;          ///< null where there is none
    bool other_wins = false;  ///< when nobody chooses: what is missing is taken, and what is proven before what is not
};
/// What `own` would take over of `other`, or could.
std::vector<FieldChoice> weigh_fields(const Contact& own, const Contact& other);

/// `other` becomes part of `own`; answers the contact that has everything now. Where either is part of another one
/// already that one is meant, so that merges crossing each other end in one contact. `other_wins`: by field, against
/// what weigh_fields says; a Failure for a field that is not there.
std::int64_t merge_contacts(Transaction& transaction, std::int64_t own, std::int64_t other,
                            const std::map<std::string, bool>& other_wins, std::int64_t by_user_id);
/// The contact is one of its own again: with what came from it, what came to it since, and those merged into it. What
/// the other took from it and still has is given back. Nothing happens to one that is on its own.
void unmerge_contact(Transaction& transaction, std::int64_t contact_id, std::int64_t by_user_id);

/// Stores what a channel told of a contact that is part of another: there it fills what is missing, and follows what
/// was taken over.
void learned_of_merged(Transaction& transaction, const Contact& before, const Contact& after);

}  // namespace parley
