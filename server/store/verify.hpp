#pragma once

#include "db/connection.hpp"

#include <string>

namespace parley {

/// What must hold and does not, one line each with some of the ids; empty when all is well. Reads whole tables.
std::string broken_rules(db::Connection& db);

}  // namespace parley
