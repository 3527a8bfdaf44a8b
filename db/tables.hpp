#pragma once

#include "db/connection.hpp"

#include <string>
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

}  // namespace parley::db
