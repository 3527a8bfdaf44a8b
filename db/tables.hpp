#pragma once

#include "db/connection.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley::db {

/// A table as both engines have it: `key` are the columns of its primary key in order.
struct Table {
    std::string name;
    std::vector<std::string> columns, key;
};

/// All tables of the common schema, those first that others refer to, those of search last. What an engine keeps for
/// itself (the full-text indexes, PostgreSQL's parley_*) is not among them.
std::vector<Table> tables_of(Connection& connection);

/// Stands in a database for as long as a move into it is not finished (server/app/move.cpp).
inline constexpr std::string_view kMoveTable = "parley_move";
bool has_table(Connection& connection, std::string_view name);

/// An index that no key needs, with the statement that makes it.
struct Index {
    std::string name, sql;
};

/// All of them, those of an engine's own full-text search too: a company is put in much faster while they are away.
std::vector<Index> indexes_of(Connection& connection);

}  // namespace parley::db
