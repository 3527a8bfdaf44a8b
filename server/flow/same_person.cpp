#include "server/flow/same_person.hpp"

#include "server/base/text.hpp"
#include "server/store/merges.hpp"
#include "server/store/people.hpp"
#include "server/store/search.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace parley {
namespace {

constexpr std::size_t kMost = 10;
constexpr std::size_t kMostOfOneName = 20;

/// All that is known of a person: what stands on the contact and on those merged into it, and each username.
std::vector<PersonFacts> facts_of(db::Connection& db, std::int64_t contact_id) {
    std::vector<PersonFacts> all;
    for (const auto id : family_of(db, contact_id)) {
        const auto c = contact_by_id(db, id);
        if (!c) continue;
        PersonFacts facts;
        facts.name = c->name;
        facts.email = c->email.value_or("");
        facts.phone = c->phone.value_or("");
        facts.email_verified = c->email_verified;
        facts.phone_verified = c->phone_verified;
        all.push_back(std::move(facts));
    }
    const auto name = all.empty() ? std::string() : all.front().name;
    for (auto row = db.query(db::q::identities_of_contact, contact_id); row.next();) {
        if (row.null(2)) continue;
        PersonFacts facts;
        facts.name = name;
        facts.username = row.text(2);
        all.push_back(std::move(facts));
    }
    return all;
}

/// Contacts stand as channels wrote them; the form in which facts compare is looked for too.
void look_for(db::Connection& db, db::Query query, const std::string& written, const std::string& normal,
              std::set<std::int64_t>& found) {
    for (const auto& value : {written, normal}) {
        if (value.empty()) continue;
        for (auto row = db.query(query, value); row.next();) found.insert(row.integer(0));
    }
}

std::set<std::int64_t> candidates(db::Connection& db, const std::vector<PersonFacts>& known, const Clock& clock) {
    std::set<std::int64_t> found, roots;
    for (const auto& facts : known) {
        look_for(db, db::q::contacts_with_phone, facts.phone, normal_phone(facts.phone), found);
        look_for(db, db::q::contacts_with_email, facts.email, normal_email(facts.email), found);
        if (facts.username.empty()) continue;
        const auto name = facts.username.starts_with('@') ? facts.username : "@" + facts.username;
        for (const auto id : search_contacts(db, name, kMostOfOneName, clock).ids) found.insert(id);
    }
    for (const auto id : found) roots.insert(root_of(db, id));
    return roots;
}

/// Those of whom somebody said that they are other people than the contact, or than one that is part of it.
std::set<std::int64_t> others_than(db::Connection& db, std::int64_t contact_id) {
    std::set<std::int64_t> found;
    for (const auto id : family_of(db, contact_id))
        for (auto row = db.query(db::q::apart_from, id); row.next();) found.insert(root_of(db, row.integer(0)));
    return found;
}

}  // namespace

std::vector<Suggestion> same_person_as(db::Connection& db, std::int64_t contact_id, const Clock& clock) {
    std::vector<Suggestion> all;
    const auto known = facts_of(db, contact_id);
    const auto others = others_than(db, contact_id);
    for (const auto id : candidates(db, known, clock)) {
        if (id == contact_id || others.contains(id)) continue;
        std::vector<KnownContact> theirs;
        for (auto& facts : facts_of(db, id)) theirs.push_back({id, std::move(facts)});
        Suggestion suggestion{id, 0, {}};
        for (const auto& facts : known) {
            const auto result = match(facts, theirs);
            for (const auto& one : result.suggestions) {
                suggestion.weight = std::max(suggestion.weight, one.weight);
                suggestion.evidence.insert(suggestion.evidence.end(), one.evidence.begin(), one.evidence.end());
            }
            if (!result.contact_id) continue;
            suggestion.weight = std::max(suggestion.weight, 100);
            suggestion.evidence.insert(suggestion.evidence.end(), result.evidence.begin(), result.evidence.end());
        }
        auto& evidence = suggestion.evidence;
        const auto told = [](const Evidence& e) { return std::tie(e.what, e.value); };
        std::vector<Evidence> once;
        for (auto& one : evidence) {
            if (std::none_of(once.begin(), once.end(), [&](const auto& other) { return told(other) == told(one); }))
                once.push_back(std::move(one));
        }
        evidence = std::move(once);
        if (!evidence.empty()) all.push_back(std::move(suggestion));
    }
    std::sort(all.begin(), all.end(), [](const Suggestion& a, const Suggestion& b) {
        return std::tie(b.weight, a.contact_id) < std::tie(a.weight, b.contact_id);
    });
    if (all.size() > kMost) all.resize(kMost);
    return all;
}

void keep_apart(Transaction& transaction, std::int64_t one, std::int64_t two, std::int64_t by_user_id) {
    for (const auto& [from, to] : {std::pair(one, two), std::pair(two, one)})
        transaction.db().execute(db::q::apart_put, from, to, by_user_id, transaction.now());
}

void offer_again(Transaction& transaction, std::int64_t one, std::int64_t two) {
    for (const auto& [from, to] : {std::pair(one, two), std::pair(two, one)})
        transaction.db().execute(db::q::apart_delete, from, to);
}

}  // namespace parley
