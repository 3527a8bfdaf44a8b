#pragma once

#include <iosfwd>
#include <string>

namespace parley {

/// Copies a whole company from one database to an empty other one (`sqlite:DIR/parley.db`, `postgresql://...`), either
/// way, while no Parley runs on either; both get this version's schema. Says on `out` how far it is. Broken off, it is
/// called again in the same way and goes on where it was. At its end both sides are read and compared, row by row.
/// Throws Failure: `locked`, `not_empty`, `other_move`, `differs`; DatabaseError.
void move_company(const std::string& from, const std::string& to, std::ostream& out);

}  // namespace parley
