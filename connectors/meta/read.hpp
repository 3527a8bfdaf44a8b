#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// What Meta's platforms (WhatsApp, Messenger, Instagram) have in common.
namespace parley::meta {

/// Seconds as text or number, in some deliveries milliseconds, in others RFC 3339. `otherwise` where none is told.
Millis time_of(const Json& holder, std::string_view key, Millis otherwise);

/// Handed along with every message and given back in its receipts or its echo: which of ours it is, and which part of
/// how many.
struct Reference {
    std::int64_t message_id = 0;
    int part = 0, parts = 1;
};
std::string write_reference(const Reference& reference);
std::optional<Reference> read_reference(std::string_view text);

/// Is this text in the list?
bool has_text(const Json& holder, std::string_view list, std::string_view wanted);
/// Which of these permissions a token lacks, by commas; `told`: `data` of /debug_token. Where it names none: nothing.
std::string lacking_permissions(const Json& told, std::span<const std::string_view> names);

}  // namespace parley::meta
