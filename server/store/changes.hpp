#pragma once

#include "server/base/json_text.hpp"
#include "server/store/directory.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace parley {

enum class ChangeSubject : std::int64_t { contact, lead, conversation };

/// Whose word it was: somebody's at the desk, or without one what came by a channel.
struct ChangedBy {
    std::optional<std::int64_t> user_id, channel_id;
};

/// Keeps one change of a fact; nothing when it stays what it was. Values as the API tells them: text, an owner's id, an
/// amount as `{"amount_minor","currency"}`, null for none.
void record_change(Transaction& transaction, ChangeSubject subject, std::int64_t subject_id, std::string_view field,
                   const Json& before, const Json& after, ChangedBy by);
/// Name, phone, e-mail and language.
void record_contact_changes(Transaction& transaction, const Contact& before, const Contact& after, ChangedBy by);
/// An owner's id, or null.
void record_owner(Transaction& transaction, std::int64_t lead_id, std::optional<std::int64_t> before,
                  std::optional<std::int64_t> after, ChangedBy by);

/// Of the contact, of those that are part of it, of their leads and conversations: `{"items","next_cursor"}`, the
/// newest first, those before `before`.
JsonText view_changes(Directory& names, std::int64_t contact_id, std::int64_t before, std::size_t limit);

}  // namespace parley
