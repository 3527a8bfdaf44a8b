#pragma once

#include "server/base/error.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

using Json = nlohmann::json;

/// How much of a stranger's JSON we are ready to hold.
struct JsonLimits {
    std::size_t max_bytes = 1 << 20;
    int max_depth = 32;
};

/// The only way foreign bytes become JSON: valid UTF-8, no duplicate keys, finite numbers, bounded depth and size.
/// Errors carry reason `invalid_json` (or `body_too_large`) and say at which byte.
Result<Json> read_json(std::string_view bytes, JsonLimits limits = {});

/// JSON that we wrote ourselves, without the bounds above. Broken: a `discarded` value, in which `find` finds nothing.
Json stored_json(std::string_view text);

/// Never throws: invalid UTF-8 is replaced.
std::string dump(const Json& value);

// Looking into foreign JSON without exceptions. A missing key, null or another type gives the default.
const Json* find(const Json& object, std::string_view key);
/// Null unless it is an object.
const Json* object_at(const Json& holder, std::string_view key);
/// The elements of a list that are objects; nothing where there is no list.
std::vector<const Json*> objects_in(const Json& holder, std::string_view key);
std::string text_or(const Json& object, std::string_view key, std::string_view otherwise = {});
std::optional<std::string> text_of(const Json& object, std::string_view key);
std::optional<std::int64_t> integer_of(const Json& object, std::string_view key);
std::optional<double> number_of(const Json& object, std::string_view key);
bool flag_of(const Json& object, std::string_view key);
/// An id that platforms write now as a number, now as text (ids pass 2^53, so they are text everywhere here).
/// None where it is empty: that names nothing.
std::optional<std::string> id_of(const Json& object, std::string_view key);

}  // namespace parley
