#pragma once

#include "db/migrate.hpp"

namespace parley::db {

inline constexpr Dialect kPostgresDialect{"BIGINT", "BYTEA", "", "FOR UPDATE SKIP LOCKED", "= ANY ($1)"};

}  // namespace parley::db
