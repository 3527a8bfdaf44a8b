#pragma once

#include "db/migrate.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace parley::test {

/// Makes the schema as it was before the migration with this name.
inline void make_older(SQLite::Database& old, std::string_view migration) {
    const db::Dialect dialect{"INTEGER", "BLOB", "WITHOUT ROWID", ""};
    int number = 0;
    for (std::size_t i = 0; i < db::kMigrationCount; ++i) {
        if (db::kMigrations[i].name.find(migration) != std::string_view::npos) break;
        old.exec(db::in_dialect(db::kMigrations[i].sql, dialect));
        number = db::kMigrations[i].number;
    }
    ASSERT_LT(number, static_cast<int>(db::kMigrationCount));
    old.exec("PRAGMA user_version=" + std::to_string(number));
}

}  // namespace parley::test
