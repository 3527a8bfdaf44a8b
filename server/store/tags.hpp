#pragma once

#include "server/store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// As it is kept: trimmed, on one line, 1 to 40 characters. Throws Failure naming `field`.
std::string tag_name(std::string_view text, const std::string& field);
/// The tag of that name, whatever its case and accents.
std::optional<std::int64_t> find_tag(db::Connection& db, std::string_view name);
/// The same; made when there is none. Says `tags.updated` when it made one.
std::int64_t tag_named(Transaction& transaction, const std::string& name);

/// Puts tags on a conversation and takes others off, by name; a new name makes a tag. True when something changed: the
/// caller announces the conversation then.
bool change_tags(Transaction& transaction, std::int64_t conversation_id, const std::vector<std::string>& add,
                 const std::vector<std::string>& remove, std::optional<std::int64_t> by_user_id);

}  // namespace parley
