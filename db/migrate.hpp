#pragma once

#include "db/connection.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::db {

struct Migration {
    int number;
    std::string_view name;
    std::string_view sql;       ///< in the common dialect, before the words that differ are replaced
    std::string_view postgres;  ///< in its place there (db/migrations/postgres); empty where it is the same
};

/// db/migrations/*.sql in order, embedded.
extern const Migration kMigrations[];
extern const std::size_t kMigrationCount;

/// The words in which the engines differ: `{{int}}`, `{{blob}}`, `{{clustered}}`, `{{skip_locked}}`, and `{{among}}`,
/// which follows a column that is one of the ids of $1 (db::Ids).
struct Dialect {
    std::string_view integer, blob, clustered, skip_locked, among = {};
};
std::string in_dialect(std::string_view sql, const Dialect& dialect);
/// Texts are compared by their bytes in both engines: ` TEXT` of a migration becomes ` TEXT COLLATE "C"`.
std::string by_bytes(std::string sql);

}  // namespace parley::db
