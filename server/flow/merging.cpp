#include "server/flow/merging.hpp"

#include "server/store/changes.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/views.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace parley {
namespace {

constexpr std::string_view kAttribute = "attributes/";

// A fact is kept as [value or null, proven, written by hand].

Json fact_of(const std::optional<std::string>& value, bool proven, bool by_hand) {
    return Json::array({value && !value->empty() ? Json(*value) : Json(), proven, by_hand});
}
const Json& value_of(const Json& fact) {
    return fact.at(0);
}
bool is_empty(const Json& fact) {
    return value_of(fact).is_null();
}
bool is_proven(const Json& fact) {
    return fact.at(1).get<bool>();
}
bool is_by_hand(const Json& fact) {
    return fact.at(2).get<bool>();
}

Json fact(const Contact& c, std::string_view field) {
    const auto by_hand = [&c](ByHand bit) { return (c.by_hand & bit) != 0; };
    if (field == "name") return fact_of(c.name, false, by_hand(kNameByHand));
    if (field == "phone") return fact_of(c.phone, c.phone_verified, by_hand(kPhoneByHand));
    if (field == "email") return fact_of(c.email, c.email_verified, by_hand(kEmailByHand));
    if (field == "language") return fact_of(c.language, false, by_hand(kLanguageByHand));
    const auto* found = find(c.attributes, field.substr(kAttribute.size()));
    return Json::array({found ? *found : Json(), false, false});
}

void set_fact(Contact& c, std::string_view field, const Json& fact) {
    const auto& value = value_of(fact);
    const auto text = value.is_string() ? std::optional(value.get<std::string>()) : std::nullopt;
    const auto mark = [&](ByHand bit) { c.by_hand = is_by_hand(fact) ? c.by_hand | bit : c.by_hand & ~bit; };
    if (field == "name") {
        c.name = text.value_or("");
        mark(kNameByHand);
    } else if (field == "phone") {
        c.phone = text;
        c.phone_verified = is_proven(fact);
        mark(kPhoneByHand);
    } else if (field == "email") {
        c.email = text;
        c.email_verified = is_proven(fact);
        mark(kEmailByHand);
    } else if (field == "language") {
        c.language = text;
        mark(kLanguageByHand);
    } else if (value.is_null()) {
        c.attributes.erase(std::string(field.substr(kAttribute.size())));
    } else {
        c.attributes[std::string(field.substr(kAttribute.size()))] = value;
    }
}

std::vector<std::string> fields_of(const Contact& c) {
    std::vector<std::string> fields{"name", "phone", "email", "language"};
    for (const auto& [name, value] : c.attributes.items()) fields.push_back(std::string(kAttribute) + name);
    return fields;
}

/// What one has after it took the other's: chosen between two, it is what a person decided.
Json taken_fact(std::string_view field, const Json& own, Json other) {
    const bool chosen = !is_empty(own) && value_of(own) != value_of(other);
    if (chosen && !field.starts_with(kAttribute)) other[2] = true;
    return other;
}

Contact require_contact(db::Connection& db, std::int64_t id) {
    auto found = contact_by_id(db, id);
    if (!found) throw Failure(Error(Errc::not_found, "there is no such contact"));
    return std::move(*found);
}

void announce_contact(Transaction& transaction, std::int64_t id) {
    transaction.emit("contact.updated", std::nullopt, "{\"contact_id\":" + std::to_string(id) + "}");
}

std::vector<std::int64_t> conversations_of(db::Connection& db, std::int64_t contact_id) {
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::conversations_of_contact, contact_id); row.next();) ids.push_back(row.integer(0));
    return ids;
}

/// Where people look first: the one in which something happened last.
std::optional<std::int64_t> liveliest(db::Connection& db, const std::vector<std::int64_t>& ids) {
    std::optional<Conversation> found;
    for (const auto id : ids) {
        auto c = conversation_by_id(db, id);
        if (c && (!found || c->last_activity_at > found->last_activity_at)) found = std::move(c);
    }
    return found ? std::optional(found->id) : std::nullopt;
}

Json brief(const Contact& c) {
    return {{"id", c.id}, {"name", c.name}};
}

/// Tells of conversations that changed hands. One may have joined a lead of the other contact meanwhile: it leaves it.
void announce_conversations(Transaction& transaction, const std::vector<std::int64_t>& ids) {
    auto& db = transaction.db();
    for (const auto id : ids) {
        auto c = require_conversation(db, id);
        if (const auto lead = c.lead_id ? lead_by_id(db, *c.lead_id) : std::nullopt;
            lead && lead->contact_id != c.contact_id) {
            c.lead_id.reset();
            if (auto row = db.query(db::q::lead_active_of_contact, c.contact_id); row.next())
                c.lead_id = row.integer(0);
        }
        save_conversation(transaction, c);
        announce_conversation(transaction, id);
    }
}

/// Their touches are those of the contact.
void announce_leads(Transaction& transaction, std::int64_t contact_id) {
    std::vector<std::pair<std::int64_t, std::int64_t>> leads;
    for (auto row = transaction.db().query(db::q::leads_of_contact, contact_id); row.next();)
        leads.emplace_back(row.integer(0), row.integer(1));
    for (const auto& [id, conversation_id] : leads)
        transaction.emit("lead.updated", conversation_id, "{\"lead_id\":" + std::to_string(id) + "}");
}

/// The same, put into `own` and into `taken`.
void take_over(Contact& own, const Contact& other, const std::map<std::string, bool>& other_wins, Json& taken) {
    auto choices = weigh_fields(own, other);
    for (const auto& [field, wins] : other_wins) {
        const auto found =
            std::find_if(choices.begin(), choices.end(), [&](const auto& one) { return one.field == field; });
        if (found == choices.end()) throw Failure(Error::field("fields/" + field, "is no fact in which they differ"));
        found->other_wins = wins;
    }
    for (const auto& choice : choices) {
        if (!choice.other_wins) continue;
        const auto before = fact(own, choice.field);
        const auto after = taken_fact(choice.field, before, fact(other, choice.field));
        taken[choice.field] = {{"before", before}, {"after", after}};
        set_fact(own, choice.field, after);
    }
    for (const auto* field : {"phone", "email"}) {
        // The same, but only the other's is proven.
        const auto before = fact(own, field), theirs = fact(other, field);
        if (is_empty(before) || value_of(before) != value_of(theirs) || is_proven(before) || !is_proven(theirs))
            continue;
        auto after = before;
        after[1] = true;
        taken[field] = {{"before", before}, {"after", after}};
        set_fact(own, field, after);
    }
}

/// `contact_id` has `field` as `had` by a merge with the number `n` that is undone: from now on it is as if it had
/// `instead` then. What came later, by another merge or by hand, stays.
void retract(Transaction& transaction, std::int64_t contact_id, const std::string& field, const Json& had,
             const Json& instead, std::int64_t n) {
    auto& db = transaction.db();
    for (auto& later : merges_into(db, contact_id)) {
        if (later.n <= n || !later.taken.contains(field)) continue;
        auto& entry = later.taken[field];
        if (entry.at("before") == had) {
            entry["before"] = instead;
            save_taken(transaction, later);
        }
        return;
    }
    auto contact = contact_by_id(db, contact_id);
    if (!contact || fact(*contact, field) != had) return;
    set_fact(*contact, field, instead);
    store_contact(transaction, *contact);
    // Merged itself since, it may have handed the fact on.
    auto up = merge_of(db, contact_id);
    if (!up || !up->taken.contains(field)) return;
    const Json before = up->taken[field].at("before"), after = up->taken[field].at("after");
    if (value_of(after) != value_of(had)) return;
    const auto now = is_empty(instead) ? before : taken_fact(field, before, instead);
    retract(transaction, up->into_id, field, after, now, up->n);
    if (is_empty(instead))
        up->taken.erase(field);
    else
        up->taken[field]["after"] = now;
    save_taken(transaction, *up);
}

void note(Transaction& transaction, const std::set<std::int64_t>& conversations, Json line, std::int64_t by_user_id) {
    line["by"] = view_user_brief(transaction.db(), by_user_id);
    for (const auto id : conversations) insert_activity(transaction, id, line);
}

}  // namespace

std::vector<FieldChoice> weigh_fields(const Contact& own, const Contact& other) {
    std::vector<FieldChoice> choices;
    for (const auto& field : fields_of(other)) {
        const auto mine = fact(own, field), theirs = fact(other, field);
        if (is_empty(theirs) || value_of(mine) == value_of(theirs)) continue;
        const bool better = is_empty(mine) || (is_proven(theirs) && !is_proven(mine));
        choices.push_back({field, value_of(mine), value_of(theirs), better});
    }
    return choices;
}

std::int64_t merge_contacts(Transaction& transaction, std::int64_t own_id, std::int64_t other_id,
                            const std::map<std::string, bool>& other_wins, std::int64_t by_user_id) {
    auto& db = transaction.db();
    auto own = require_contact(db, root_of(db, own_id));
    const auto other = require_contact(db, root_of(db, other_id));
    if (own.id == other.id) return own.id;
    std::set<std::int64_t> lines;
    const auto moving = conversations_of(db, other.id);
    for (const auto& side : {conversations_of(db, own.id), moving}) {
        if (const auto id = liveliest(db, side)) lines.insert(*id);
    }
    Merge merge{other.id, own.id, transaction.next_id(), transaction.now(), by_user_id};
    const auto before = brief(own);
    const auto was = own;
    take_over(own, other, other_wins, merge.taken);
    record_contact_changes(transaction, was, own, {by_user_id, std::nullopt});
    join(transaction, merge);
    note(transaction, lines, {{"activity", "merged"}, {"contact", brief(other)}, {"into", before}}, by_user_id);
    // First whose conversations are, then what is known of them: a browser puts the second into the first.
    auto told = moving;
    for (const auto id : lines) {
        if (std::find(told.begin(), told.end(), id) == told.end()) told.push_back(id);
    }
    announce_conversations(transaction, told);
    announce_contact(transaction, other.id);
    save_contact(transaction, own);
    announce_leads(transaction, own.id);
    return own.id;
}

void unmerge_contact(Transaction& transaction, std::int64_t contact_id, std::int64_t by_user_id) {
    auto& db = transaction.db();
    const auto contact = require_contact(db, contact_id);
    const auto merge = merge_of(db, contact_id);
    if (!merge) return;
    const auto root = root_of(db, contact_id);
    const auto was = require_contact(db, merge->into_id);
    part(transaction, *merge);
    for (const auto& [field, entry] : merge->taken.items())
        retract(transaction, merge->into_id, field, entry.at("after"), entry.at("before"), merge->n);
    record_contact_changes(transaction, was, require_contact(db, merge->into_id), {by_user_id, std::nullopt});
    std::set<std::int64_t> lines;
    std::vector<std::int64_t> all;
    for (const auto id : {contact_id, root}) {
        const auto of_one = conversations_of(db, id);
        if (const auto line = liveliest(db, of_one)) lines.insert(*line);
        all.insert(all.end(), of_one.begin(), of_one.end());
    }
    note(transaction, lines,
         {{"activity", "unmerged"}, {"contact", brief(contact)}, {"from", brief(require_contact(db, root))}},
         by_user_id);
    announce_conversations(transaction, all);
    for (const auto id : {contact_id, root}) {
        announce_contact(transaction, id);
        announce_leads(transaction, id);
    }
}

void learned_of_merged(Transaction& transaction, const Contact& before, const Contact& after) {
    auto& db = transaction.db();
    auto merge = merge_of(db, after.id);
    if (!merge) return save_contact(transaction, after);
    store_contact(transaction, after);
    auto into = require_contact(db, merge->into_id);
    const auto was = into;
    bool passed = false;
    for (const auto& field : fields_of(after)) {
        const auto told = fact(after, field), had = fact(into, field);
        if (value_of(told) == value_of(had) || is_by_hand(had)) continue;
        const bool lent = merge->taken.contains(field) && value_of(had) == value_of(fact(before, field));
        if (is_empty(had) ? is_empty(told) : !lent) continue;
        auto& entry = merge->taken[field];
        if (!entry.is_object()) entry = {{"before", had}};
        entry["after"] = told;
        set_fact(into, field, is_empty(told) ? entry.at("before") : told);
        if (is_empty(told)) merge->taken.erase(field);
        passed = true;
    }
    db.execute(db::q::contact_text_stale_put, root_of(db, after.id));
    if (!passed) return;
    save_taken(transaction, *merge);
    learned_of_merged(transaction, was, into);
}

}  // namespace parley
