#pragma once

#include "server/base/clock.hpp"
#include "server/base/json.hpp"
#include "server/net/http.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parley {

/// The JSON object of a request to our own API: unknown members are refused by name (`unknown_field`), so that a typing
/// mistake is seen and nothing can be set that was not meant to be. Throws Failure.
Json read_body(const Request& request, const std::vector<std::string_view>& members);

// One member of a body that may be left out: nothing when absent, a Failure naming the field when it is something else.
std::optional<std::int64_t> integer_field(const Json& body, std::string_view name);
/// Trimmed, without control characters, at most `most` characters; null counts as empty.
std::optional<std::string> text_field(const Json& body, std::string_view name, std::size_t most);
/// An RFC 3339 time; null counts as absent.
std::optional<Millis> time_field(const Json& body, std::string_view name);
/// Empty when absent or null. `what` they are ids of, for the refusal.
std::vector<std::int64_t> ids_field(const Json& body, std::string_view name, std::string_view what);
/// Set to null on purpose.
bool is_cleared(const Json& body, std::string_view name);

/// `{id}` of the path; not a number looks like a missing object.
std::int64_t path_id(const Request& request, std::string_view name = "id");
/// Nothing but digits, perhaps after a minus.
std::optional<std::int64_t> whole_number(std::string_view text);
/// `limit` of a list: 1 to 200, 50 when absent.
std::size_t list_limit(const Request& request);
std::optional<std::int64_t> number_parameter(const Request& request, std::string_view name);
/// An RFC 3339 time.
std::optional<Millis> time_parameter(const Request& request, std::string_view name);

}  // namespace parley
