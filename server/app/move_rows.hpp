#pragma once

#include "db/tables.hpp"
#include "server/base/json.hpp"

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace parley {

/// Some rows of a table in the order of its key, kept beyond the question that read them.
class TablePart {
public:
    /// The rows after `last` (a key as last_key() gives it; null: from the beginning), at most a part's worth: what is
    /// large is taken in smaller parts.
    TablePart(db::Connection& db, const db::Table& table, const Json& last);

    std::size_t rows() const { return rows_; }
    bool may_have_more() const;
    std::span<const db::Argument> values() const { return values_; }
    Json last_key() const;

private:
    void add(const db::Argument& value);
    std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }

    const db::Table& table_;
    std::vector<db::Argument> values_;
    std::deque<std::string> texts_;
    std::size_t rows_ = 0;
};

/// How many rows a table has and the hash of them all, the same for the same facts whichever engine holds them.
struct TableSum {
    std::size_t rows = 0;
    std::string hash;
    bool operator==(const TableSum&) const = default;
};
TableSum sum_of(db::Connection& db, const db::Table& table);

}  // namespace parley
