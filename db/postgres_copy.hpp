#pragma once

#include "db/connection.hpp"

#include <span>
#include <string>
#include <string_view>

namespace parley::db {

/// A row as COPY's text format has it, its end of line included. A NUL, which PostgreSQL keeps in no text, is left out.
void append_copy_row(std::string& out, std::span<const Argument> row);

}  // namespace parley::db
