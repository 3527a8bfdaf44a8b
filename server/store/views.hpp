#pragma once

#include "server/base/json.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"
#include "server/store/people.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

// The objects of docs/api-shapes.md from their rows: the same for REST, the event log and the operators' socket.

struct Attachment;
Json view_attachment(const Attachment& attachment);
Json view_message(db::Connection& db, const Message& message);
/// Null when there is no such conversation. `whole` adds contact_detail and lead_detail.
Json view_conversation(db::Connection& db, std::int64_t id, bool whole = false);
Json view_contact(db::Connection& db, std::int64_t id);
Json view_lead(db::Connection& db, std::int64_t id, bool with_touches = true);
Json view_user(db::Connection& db, std::int64_t id);
Json view_channel(db::Connection& db, std::int64_t id, const std::string& public_url);
/// An event with its data as things stand now; reading the log again gives the same shapes.
Json view_event(db::Connection& db, const Event& event, const std::string& public_url);

/// `{id, name}` or null.
Json view_user_brief(db::Connection& db, std::optional<std::int64_t> id);

}  // namespace parley
