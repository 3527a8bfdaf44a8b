#include "server/base/text.hpp"
#include "server/domain/lead_rules.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/merging.hpp"
#include "server/flow/step_memo.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/changes.hpp"
#include "server/store/merges.hpp"
#include "server/store/people.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kMostName = 200;

std::string shown_name(const Person& person) {
    auto name = std::string(cut_code_points(clean(person.name.value_or("")), kMostName));
    if (trim(name).empty() && person.username) name = "@" + *person.username;
    return name;
}

/// Takes over what the platform tells anew; true when something changed. Proven facts are not replaced by unproven
/// ones, and what an operator wrote only by proven ones.
bool learn(Contact& c, const Person& person) {
    const auto before = c;
    const auto free = [&c](ByHand fact) { return (c.by_hand & fact) == 0; };
    if (const auto name = shown_name(person); !name.empty() && free(kNameByHand)) c.name = name;
    if (person.phone && (person.phone_proven || (!c.phone_verified && free(kPhoneByHand)))) {
        c.phone = person.phone;
        c.phone_verified = person.phone_proven;
    }
    if (person.email && (person.email_proven || (!c.email_verified && free(kEmailByHand)))) {
        c.email = person.email;
        c.email_verified = person.email_proven;
    }
    if (person.language && free(kLanguageByHand)) c.language = person.language;
    if (person.avatar_url) c.avatar_url = person.avatar_url;
    if (person.attributes.is_object()) c.attributes.update(person.attributes);
    return before.name != c.name || before.phone != c.phone || before.phone_verified != c.phone_verified ||
           before.email != c.email || before.email_verified != c.email_verified || before.language != c.language ||
           before.avatar_url != c.avatar_url || before.attributes != c.attributes;
}

/// Same proven phone or email on another channel: the same person.
std::optional<std::int64_t> same_person(db::Connection& db, const Person& person) {
    if (person.phone && person.phone_proven) {
        if (auto row = db.query(db::q::contact_by_phone, *person.phone); row.next()) return row.integer(0);
    }
    if (person.email && person.email_proven) {
        if (auto row = db.query(db::q::contact_by_email, *person.email); row.next()) return row.integer(0);
    }
    return std::nullopt;
}

std::int64_t make_contact(IngestContext& context, const Person& person) {
    Contact c;
    c.id = context.transaction.next_id();
    c.created_at = context.transaction.now();
    learn(c, person);
    insert_contact(context.transaction, c);
    const auto id = c.id;
    context.made = std::move(c);
    if (person.avatar_url) want_avatar(context, id, {{"url", *person.avatar_url}});
    return id;
}

/// What this enquiry means for the contact's leads; `conversation.lead_id` is the active one, or none.
LeadAction weigh_lead(IngestContext& context, Conversation& c) {
    auto& db = context.transaction.db();
    // An enquiry goes on while its lead is active and nobody closed the conversation in between.
    if (c.lead_id && c.lead_group == StageGroup::active) return LeadAction::none;
    c.lead_id.reset();
    bool closed = false;
    if (!context.made) {
        if (auto row = db.query(db::q::lead_active_of_contact, c.contact_id); row.next()) c.lead_id = row.integer(0);
        if (!c.lead_id) closed = db.query(db::q::lead_closed_of_contact, c.contact_id).next();
    }
    c.lead_group = c.lead_id ? std::optional(StageGroup::active) : std::nullopt;
    return decide_lead(c.lead_id.has_value(), closed, true);
}

/// All touches of the contact in order of time; those of a new one are at hand.
std::vector<Touch> all_touches(IngestContext& context, const Conversation& c, const std::vector<Touch>& now) {
    const bool in_order =
        std::is_sorted(now.begin(), now.end(), [](const Touch& a, const Touch& b) { return a.at < b.at; });
    return context.made && in_order ? now : touches_of(context.transaction.db(), c.contact_id);
}

std::optional<FirstStage> first_stage(Transaction& transaction) {
    auto* memo = step_memo(transaction);
    if (memo && memo->first_stage) return memo->first_stage;
    std::optional<FirstStage> first;
    if (auto row = transaction.db().query(db::q::stage_first); row.next())
        first = {row.integer(0), row.integer(1), row.integer(2), row.text(3)};
    if (memo) memo->first_stage = first;
    return first;
}

void make_lead(IngestContext& context, Conversation& c, const std::vector<Touch>& touches) {
    auto& transaction = context.transaction;
    auto& db = transaction.db();
    const auto stage = first_stage(transaction);
    if (!stage) return;
    const auto attribution = attribute(touches);
    const Touch& first = attribution.first ? *attribution.first : Touch{};
    Lead lead;
    lead.id = transaction.next_id();
    lead.contact_id = c.contact_id;
    lead.conversation_id = c.id;
    lead.pipeline_id = stage->pipeline_id;
    lead.stage_id = stage->id;
    lead.stage_name = stage->name;
    lead.stage_group = static_cast<int>(stage->group);
    lead.owner_id = c.assignee_id;
    if (context.made)
        lead.title = context.made->name;
    else if (auto row = db.query(db::q::contact_name, c.contact_id); row.next())
        lead.title = row.text(0);
    lead.source = text_or_none(first.source);
    lead.campaign = text_or_none(first.campaign);
    lead.created_at = transaction.now();
    c.lead_id = lead.id;
    c.lead_group = static_cast<StageGroup>(stage->group);
    insert_lead(transaction, lead);
    if (!touches.empty()) db.execute(db::q::touches_join_lead, c.contact_id, lead.id);
    transaction.emit("lead.created", c.id, "{\"lead_id\":" + std::to_string(lead.id) + "}");
    transaction.at_hand().keep(std::move(lead), touches);
}

void give_to_somebody(IngestContext& context, Conversation& c, const std::vector<Touch>& touches,
                      std::string_view words) {
    auto& transaction = context.transaction;
    if (c.assignee_id) return;
    if (context.made)
        return assign_by_rules(transaction, c, enquiry_of(c, context.channel.kind, *context.made, touches, words));
    if (c.queued) return;  // waits for somebody able already
    assign_by_rules(transaction, c, enquiry_of(transaction.db(), c));
}

}  // namespace

namespace {

/// What the platform tells of somebody we know.
void take_over(IngestContext& context, const FoundContact& owner, const Person& person) {
    auto& transaction = context.transaction;
    auto contact = contact_by_id(transaction.db(), owner.came_from.value_or(owner.id));
    const auto before = contact;
    if (contact && learn(*contact, person)) {
        if (contact->avatar_url != before->avatar_url)
            want_avatar(context, owner.id, {{"url", contact->avatar_url.value_or("")}});
        record_contact_changes(transaction, *before, *contact, {std::nullopt, context.channel.id});
        if (owner.came_from)
            learned_of_merged(transaction, *before, *contact);
        else
            save_contact(transaction, *contact);
    }
    if (person.username)
        transaction.db().execute(db::q::identity_set_username, owner.id, context.channel.realm, person.external_id,
                                 *person.username);
}

}  // namespace

FoundContact find_contact(IngestContext& context, const Person& person) {
    auto& transaction = context.transaction;
    // Where a name leads never changes: it is the contact that had it first, merged since or not.
    auto found = contact_of_identity(transaction, context.channel.realm, person.external_id);
    const bool new_identity = !found;
    for (const auto& other : person.other_ids) {
        if (!found) found = contact_of_identity(transaction, context.channel.realm, other);
    }
    if (!found) found = same_person(transaction.db(), person);
    const bool new_contact = !found;
    if (!found) found = make_contact(context, person);
    FoundContact owner{new_contact ? *found : root_of(transaction.db(), *found)};
    if (owner.id != *found) owner.came_from = *found;
    if (new_identity) add_identity(transaction, *found, context.channel.realm, person.external_id, person.username);
    for (const auto& other : person.other_ids)
        add_identity(transaction, *found, context.channel.realm, other, person.username);
    if (!new_contact) take_over(context, owner, person);
    return owner;
}

void learn_news(IngestContext& context, const Conversation& c, const Person& person) {
    auto& transaction = context.transaction;
    // Of him alone, too: the row of this name among those of the conversation's contact.
    if (person.username && transaction.db().execute(db::q::identity_set_username, c.contact_id, context.channel.realm,
                                                    person.external_id, *person.username) > 0)
        transaction.emit("contact.updated", std::nullopt, "{\"contact_id\":" + std::to_string(c.contact_id) + "}");
    const auto name = shown_name(person);
    const auto& known = c.known;
    const bool news =
        (!name.empty() && name != known.name) ||
        (person.phone && (person.phone != known.phone || (person.phone_proven && !known.phone_verified))) ||
        (person.email && (person.email != known.email || (person.email_proven && !known.email_verified))) ||
        (person.language && person.language != known.language) || !person.attributes.empty() || person.avatar_url;
    if (!news) return;
    // Of him alone: whoever writes in this thread under another name is not made a contact of his own by that.
    const auto found = contact_of_identity(transaction, context.channel.realm, person.external_id);
    if (!found) return;
    FoundContact owner{root_of(transaction.db(), *found)};
    if (owner.id != *found) owner.came_from = *found;
    take_over(context, owner, person);
}

void keep_source(IngestContext& context, Conversation& c, const std::vector<Touch>& touches,
                 std::optional<std::string_view> enquiry) {
    auto& transaction = context.transaction;
    for (const auto& touch : touches) insert_touch(transaction, touch, c.contact_id, c.id, c.lead_id);
    if (!touches.empty() && c.lead_id) {
        const auto attribution = attribute(touches_of(transaction.db(), c.contact_id));
        if (attribution.first && !is_direct(*attribution.first)) {
            const std::int64_t changed =
                transaction.db().execute(db::q::lead_set_source, *c.lead_id, text_or_none(attribution.first->source),
                                         text_or_none(attribution.first->campaign));
            if (changed > 0) {
                transaction.db().execute(db::q::conversations_closed_set_source, c.contact_id, *c.lead_id,
                                         text_or_none(attribution.first->source));
                transaction.emit("lead.updated", c.id, "{\"lead_id\":" + std::to_string(*c.lead_id) + "}");
            }
        }
    }
    if (!enquiry) return;
    const auto action = weigh_lead(context, c);
    const bool idle = c.assignee_id && action == LeadAction::none;
    if (idle) return;
    std::vector<Touch> all;
    if (context.made || action != LeadAction::none) all = all_touches(context, c, touches);
    give_to_somebody(context, c, all, *enquiry);  // first, so that a new lead is born with its owner
    if (action != LeadAction::none) make_lead(context, c, all);
}

UpdateOutcome ingest_referral(IngestContext& context, const ReferralSeen& referral) {
    UpdateOutcome outcome;
    const auto contact = find_contact(context, referral.person);
    outcome.contact_id = contact.id;
    if (auto c = conversation_by_thread(context.transaction, context.channel.id, referral.thread)) {
        keep_source(context, *c, {referral.touch}, std::nullopt);
        if (referral.opens_window) open_window(context, referral.thread, referral.touch.at);
        outcome.conversation_id = c->id;
    } else {
        insert_touch(context.transaction, referral.touch, contact.id, std::nullopt, std::nullopt, contact.came_from);
    }
    return outcome;
}

UpdateOutcome ingest_contact(IngestContext& context, const ContactChanged& change) {
    auto& transaction = context.transaction;
    UpdateOutcome outcome;
    const auto [id, came_from] = find_contact(context, change.person);
    outcome.contact_id = id;
    if (!change.cleared.empty()) {
        if (auto contact = contact_by_id(transaction.db(), came_from.value_or(id))) {
            const auto before = *contact;
            for (const auto& field : change.cleared) {
                const auto free = [&contact](ByHand fact) { return (contact->by_hand & fact) == 0; };
                if (field == "phone" && free(kPhoneByHand)) contact->phone.reset(), contact->phone_verified = false;
                if (field == "email" && free(kEmailByHand)) contact->email.reset(), contact->email_verified = false;
                if (field == "avatar_url" && contact->avatar_url) {
                    contact->avatar_url.reset();
                    want_avatar(context, id, {{"url", ""}});
                }
                if ((field == "locale" || field == "language") && free(kLanguageByHand)) contact->language.reset();
            }
            record_contact_changes(transaction, before, *contact, {std::nullopt, context.channel.id});
            if (came_from)
                learned_of_merged(transaction, before, *contact);
            else
                save_contact(transaction, *contact);
        }
    }
    if (!change.reachable) return outcome;
    const auto apply = [&](Conversation& c) {
        c.cannot_reply = *change.reachable
                             ? std::nullopt
                             : std::optional<std::string>(change.reason.empty() ? "blocked" : change.reason);
        save_conversation(transaction, c);
        announce_conversation(transaction, c.id);
        outcome.conversation_id = c.id;
    };
    if (change.thread) {
        if (auto c = conversation_by_thread(transaction, context.channel.id, *change.thread)) apply(*c);
        return outcome;
    }
    std::vector<std::int64_t> ids;
    for (auto row = transaction.db().query(db::q::conversations_of_contact, id); row.next();)
        ids.push_back(row.integer(0));
    for (const auto conversation_id : ids) {
        auto c = conversation_by_id(transaction.db(), conversation_id);
        if (c && c->channel_id == context.channel.id) apply(*c);
    }
    return outcome;
}

}  // namespace parley
