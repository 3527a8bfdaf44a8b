#include "db/tables.hpp"

#include <algorithm>
#include <array>

namespace parley::db {
namespace {

/// name, column, place in the primary key (0: none), in the order of columns.
constexpr const char* kSqlite =
    "SELECT t.name, c.name, c.pk FROM sqlite_schema t JOIN pragma_table_info(t.name) c "
    "WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid";
constexpr const char* kPostgres =
    "SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT), coalesce(array_position(CAST(i.indkey AS SMALLINT[]), "
    "c.attnum) + 1, 0) FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT "
    "c.attisdropped LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary "
    "WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind = 'r' ORDER BY t.relname, c.attnum";

constexpr const char* kSqliteIndexes =
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
constexpr const char* kPostgresIndexes =
    "SELECT CAST(c.relname AS TEXT), pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
    "WHERE c.relnamespace = CAST(current_schema() AS regnamespace) AND NOT EXISTS (SELECT 1 FROM pg_constraint k "
    "WHERE k.conindid = i.indexrelid) ORDER BY c.relname";

constexpr std::array<std::string_view, 4> kReferredTo{"user_account", "team", "pipeline", "tag"};

int place_of(const std::string& name) {
    if (std::find(kReferredTo.begin(), kReferredTo.end(), name) != kReferredTo.end()) return 0;
    return name.starts_with("message_text") || name.starts_with("contact_text") || name == "search_term" ? 2 : 1;
}

bool engines_own(const std::string& name) {
    const auto part_of = [&](const std::string& index) {
        return name == index || (name.starts_with(index + "_") && !name.ends_with("_row") && !name.ends_with("_stale"));
    };
    return name.starts_with("parley_") || part_of("message_text") || part_of("contact_text");
}

}  // namespace

std::vector<Table> tables_of(Connection& connection) {
    std::vector<Table> tables;
    std::vector<std::pair<std::int64_t, std::string>> key;
    const auto close = [&] {
        std::sort(key.begin(), key.end());
        for (auto& [place, column] : key) tables.back().key.push_back(std::move(column));
        key.clear();
    };
    for (auto row = connection.ask(connection.engine() == Engine::sqlite ? kSqlite : kPostgres, {}); row.next();) {
        if (engines_own(row.text(0))) continue;
        if (tables.empty() || tables.back().name != row.text(0)) {
            if (!tables.empty()) close();
            tables.push_back({row.text(0), {}, {}});
        }
        tables.back().columns.push_back(row.text(1));
        if (row.integer(2) > 0) key.emplace_back(row.integer(2), row.text(1));
    }
    if (!tables.empty()) close();
    for (auto& table : tables) std::sort(table.columns.begin(), table.columns.end());
    std::sort(tables.begin(), tables.end(), [](const Table& one, const Table& other) {
        return std::pair(place_of(one.name), one.name) < std::pair(place_of(other.name), other.name);
    });
    return tables;
}

bool has_table(Connection& connection, std::string_view name) {
    const Argument arguments[] = {name};
    return connection
        .ask(connection.engine() == Engine::sqlite ? "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1"
                                                   : "SELECT 1 WHERE to_regclass(CAST($1 AS TEXT)) IS NOT NULL",
             arguments)
        .next();
}

std::vector<Index> indexes_of(Connection& connection) {
    std::vector<Index> indexes;
    for (auto row = connection.ask(connection.engine() == Engine::sqlite ? kSqliteIndexes : kPostgresIndexes, {});
         row.next();)
        indexes.push_back({row.text(0), row.text(1)});
    return indexes;
}

}  // namespace parley::db
