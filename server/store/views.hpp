#pragma once

#include "server/base/json.hpp"
#include "server/base/json_text.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

class Directory;
struct Attachment;

// The objects of docs/api-shapes.md from their rows: the same for REST, the event log and the operators' socket. What
// every message brings is written as text; null when the row is not there.

JsonText view_attachment(const Attachment& attachment);
JsonText view_message(Directory& names, const Message& message);
void append_message(std::string& out, Directory& names, const Message& message);
JsonText view_conversation(Directory& names, std::int64_t id);
/// `last`: its last message, when that is at hand.
void append_conversation(std::string& out, Directory& names, const Conversation& conversation,
                         const Message* last = nullptr);
/// With contact_detail, lead_detail and the log of the assignment.
JsonText view_whole_conversation(Directory& names, std::int64_t id);
JsonText view_contact(db::Connection& db, std::int64_t id);
JsonText view_lead(db::Connection& db, std::int64_t id, bool with_touches = true);
/// One that has not left its first stage, with all touches of its contact.
JsonText view_new_lead(Directory& names, const Lead& lead, const std::vector<Touch>& touches);

Json view_user(db::Connection& db, std::int64_t id);
Json view_channel(db::Connection& db, std::int64_t id, const std::string& public_url);
/// `{id, name}` or null.
Json view_user_brief(db::Connection& db, std::optional<std::int64_t> id);

}  // namespace parley
