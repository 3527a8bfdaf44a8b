#include "server/store/people.hpp"

#include "server/base/text.hpp"
#include "server/store/at_hand.hpp"
#include "server/store/conversation_rows.hpp"
#include "server/store/merges.hpp"

namespace parley {
namespace {

std::string person_scope(std::string_view realm) {
    return "p:" + std::string(realm);
}

}  // namespace

std::optional<Contact> contact_by_id(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::contact_get, id);
    if (!row.next()) return std::nullopt;
    Contact c;
    c.id = row.integer(0);
    c.name = row.text(1);
    c.phone = row.maybe_text(2);
    c.phone_verified = row.integer(3) != 0;
    c.email = row.maybe_text(4);
    c.email_verified = row.integer(5) != 0;
    c.language = row.maybe_text(6);
    c.avatar_url = row.maybe_text(7);
    c.blocked = row.integer(8) != 0;
    if (auto attributes = stored_json(row.view(9)); attributes.is_object()) c.attributes = std::move(attributes);
    c.created_at = row.integer(10);
    c.by_hand = row.integer(11);
    return c;
}

std::optional<std::string> avatar_address(std::int64_t contact_id, std::string_view tag) {
    if (tag.empty()) return std::nullopt;
    return "/api/v1/contacts/" + std::to_string(contact_id) + "/avatar?v=" + std::string(tag);
}

void insert_contact(Transaction& transaction, const Contact& c) {
    transaction.db().execute(db::q::contact_insert, c.id, c.name, c.phone, c.phone_verified, c.email, c.email_verified,
                             c.language, c.avatar_url, dump(c.attributes), c.created_at);
    transaction.at_hand().keep_new_contact(c.id, c.name);
}

void store_contact(Transaction& transaction, const Contact& c) {
    transaction.db().execute(db::q::contact_update, c.id, c.name, c.phone, c.phone_verified, c.email, c.email_verified,
                             c.language, c.avatar_url, c.blocked, dump(c.attributes), c.by_hand);
    transaction.rows().contact_changed(c.id);
}

void save_contact(Transaction& transaction, const Contact& c) {
    store_contact(transaction, c);
    transaction.emit("contact.updated", std::nullopt, "{\"contact_id\":" + std::to_string(c.id) + "}");
}

std::optional<std::int64_t> contact_of_identity(Transaction& transaction, std::string_view realm,
                                                std::string_view external_id) {
    const auto found = transaction.keys().find(person_scope(realm), external_id);
    return found ? std::optional(found->id) : std::nullopt;
}

void add_identity(Transaction& transaction, std::int64_t contact_id, std::string_view realm,
                  std::string_view external_id, const std::optional<std::string>& username) {
    if (!transaction.keys().claim(person_scope(realm), external_id, {contact_id})) return;
    const auto now_of = root_of(transaction.db(), contact_id);
    transaction.db().execute(db::q::identity_insert, now_of, realm, external_id, username, transaction.now(),
                             now_of == contact_id ? std::nullopt : std::optional(contact_id));
}

std::optional<Lead> lead_by_id(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::lead_get, id);
    if (!row.next()) return std::nullopt;
    Lead l;
    l.id = row.integer(0);
    l.contact_id = row.integer(1);
    l.conversation_id = row.integer(2);
    l.pipeline_id = row.integer(3);
    l.stage_id = row.integer(4);
    l.stage_name = row.text(5);
    l.stage_group = static_cast<int>(row.integer(6));
    l.owner_id = row.maybe_integer(7);
    l.owner_name = row.text(8);
    l.title = row.text(9);
    l.amount_minor = row.maybe_integer(10);
    l.currency = row.maybe_text(11);
    l.source = row.maybe_text(12);
    l.campaign = row.maybe_text(13);
    l.created_at = row.integer(14);
    return l;
}

void insert_lead(Transaction& transaction, const Lead& l) {
    transaction.db().execute(db::q::lead_insert, l.id, l.contact_id, l.conversation_id, l.pipeline_id, l.stage_id,
                             l.stage_group, l.owner_id, l.title, l.source, l.campaign, l.created_at);
    transaction.db().execute(db::q::lead_history_insert, l.id, l.created_at, l.stage_id, db::Argument(nullptr));
}

std::vector<Touch> touches_of(db::Connection& db, std::int64_t contact_id) {
    std::vector<Touch> all;
    auto row = db.query(db::q::touches_of_contact, contact_id);
    while (row.next()) {
        Touch t;
        t.at = row.integer(0);
        t.kind = row.text(1);
        t.source = row.text(2);
        t.medium = row.text(3);
        t.campaign = row.text(4);
        t.term = row.text(5);
        t.content = row.text(6);
        t.referrer = row.text(7);
        t.landing_page = row.text(8);
        t.click_id_type = row.text(9);
        t.click_id = row.text(10);
        t.ref = row.text(11);
        t.ad_id = row.text(12);
        all.push_back(std::move(t));
    }
    return all;
}

void insert_touch(Transaction& transaction, const Touch& t, std::int64_t contact_id,
                  std::optional<std::int64_t> conversation_id, std::optional<std::int64_t> lead_id,
                  std::optional<std::int64_t> came_from) {
    transaction.at_hand().forget_leads_of(contact_id);
    std::optional<std::string> raw;
    if (!t.raw.is_null()) raw = dump(t.raw);
    transaction.db().execute(db::q::touch_insert, transaction.next_id(), contact_id, conversation_id, lead_id, t.at,
                             t.kind, text_or_none(t.source), text_or_none(t.medium), text_or_none(t.campaign),
                             text_or_none(t.term), text_or_none(t.content), text_or_none(t.referrer),
                             text_or_none(t.landing_page), text_or_none(t.click_id_type), text_or_none(t.click_id),
                             text_or_none(t.ref), text_or_none(t.ad_id), raw, came_from);
}

}  // namespace parley
