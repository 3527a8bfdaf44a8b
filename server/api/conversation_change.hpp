#pragma once

#include "server/api/auth.hpp"
#include "server/base/json.hpp"
#include "server/store/conversations.hpp"

#include <string_view>
#include <vector>

namespace parley {

/// The members of a change, for read_body; `more` for what a route takes beside them.
std::vector<std::string_view> change_members(std::initializer_list<std::string_view> more = {});
/// What PATCH does to one conversation and `bulk` to many: assignee, status, tags, unread. Throws Failure.
void apply_change(Transaction& transaction, Conversation& conversation, const Json& body, const Caller& caller);

}  // namespace parley
