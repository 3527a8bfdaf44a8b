#pragma once

#include "server/base/json.hpp"
#include "server/domain/attribution.hpp"
#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

/// Facts that an operator wrote, also to nothing: bits of `Contact::by_hand`.
enum ByHand : std::int64_t { kNameByHand = 1, kPhoneByHand = 2, kEmailByHand = 4, kLanguageByHand = 8 };

struct Contact {
    std::int64_t id = 0;
    std::string name;
    std::optional<std::string> phone, email, language, avatar_url;
    bool phone_verified = false, email_verified = false, blocked = false;
    Json attributes = Json::object();
    Millis created_at = 0;
    std::int64_t by_hand = 0;
};

struct Lead {
    std::int64_t id = 0, contact_id = 0, conversation_id = 0, pipeline_id = 0, stage_id = 0;
    std::string stage_name;
    int stage_group = 0;
    std::optional<std::int64_t> owner_id;
    std::string owner_name, title;
    std::optional<std::int64_t> amount_minor;
    std::optional<std::string> currency, source, campaign;
    Millis created_at = 0;
};

std::optional<Contact> contact_by_id(db::Connection& db, std::int64_t id);
void insert_contact(Transaction& transaction, const Contact& contact);
void save_contact(Transaction& transaction, const Contact& contact);
/// Without telling anybody: for a contact that is part of another (store/merges.hpp).
void store_contact(Transaction& transaction, const Contact& contact);
/// The contact that was given this name; whose it is now says root_of.
std::optional<std::int64_t> contact_of_identity(Transaction& transaction, std::string_view realm,
                                                std::string_view external_id);
/// Unless somebody has that name already. Given to one that was merged, it is found with the contact that has it now.
void add_identity(Transaction& transaction, std::int64_t contact_id, std::string_view realm,
                  std::string_view external_id, const std::optional<std::string>& username);

/// Where browsers find the picture that has this tag; nothing without one.
std::optional<std::string> avatar_address(std::int64_t contact_id, std::string_view tag);

std::optional<Lead> lead_by_id(db::Connection& db, std::int64_t id);
/// In its first stage from `created_at` on.
void insert_lead(Transaction& transaction, const Lead& lead);
std::vector<Touch> touches_of(db::Connection& db, std::int64_t contact_id);
void insert_touch(Transaction& transaction, const Touch& touch, std::int64_t contact_id,
                  std::optional<std::int64_t> conversation_id, std::optional<std::int64_t> lead_id,
                  std::optional<std::int64_t> came_from = std::nullopt);

}  // namespace parley
