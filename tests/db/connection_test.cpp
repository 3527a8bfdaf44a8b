// What a query may be given.
#include "db/connection.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::db {
namespace {

// A text that is gone before its rows are read does not compile.
static_assert(!kOutlivesTheCall<std::string>);
static_assert(!kOutlivesTheCall<std::optional<std::string>>);
static_assert(kOutlivesTheCall<std::string&> && kOutlivesTheCall<const std::string&>);
static_assert(kOutlivesTheCall<std::string_view> && kOutlivesTheCall<std::int64_t>);

}  // namespace
}  // namespace parley::db
