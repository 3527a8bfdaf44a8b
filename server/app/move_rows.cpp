#include "server/app/move_rows.hpp"

#include "server/base/secret.hpp"

#include <algorithm>

namespace parley {
namespace {

std::size_t rows_at_once(const std::string& table) {
    if (table == "attachment_chunk") return 8;
    return table == "raw_update" ? 400 : 2'000;
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}

void append(std::string& out, const db::Argument& value) {
    const auto bytes = [&](std::string_view text) {
        out += 'b';
        out += std::to_string(text.size());
        out += ':';
        out += text;
    };
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        out += "i" + std::to_string(*integer) + ";";
    else if (const auto* real = std::get_if<double>(&value))
        out += "r" + std::to_string(*real) + ";";
    else if (const auto* text = std::get_if<std::string_view>(&value))
        bytes(*text);
    else if (const auto* blob = std::get_if<db::Blob>(&value))
        bytes(blob->bytes);
    else
        out += "n;";
}

}  // namespace

TablePart::TablePart(db::Connection& db, const db::Table& table, const Json& last) : table_(table) {
    std::deque<std::string> texts;
    std::vector<db::Argument> after;
    std::string sql = "SELECT " + joined(table.columns) + " FROM " + table.name, marks;
    for (const auto& part : last) {
        if (part.is_string())
            after.emplace_back(std::string_view(texts.emplace_back(part.get<std::string>())));
        else
            after.emplace_back(part.get<std::int64_t>());
        marks += (marks.empty() ? "$" : ", $") + std::to_string(after.size());
    }
    if (!after.empty()) sql += " WHERE (" + joined(table.key) + ") > (" + marks + ")";
    sql += " ORDER BY " + joined(table.key) + " LIMIT " + std::to_string(rows_at_once(table.name));
    for (auto row = db.ask(sql, after); row.next(); ++rows_) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) add(row.value(static_cast<int>(i)));
    }
}

bool TablePart::may_have_more() const {
    return rows_ == rows_at_once(table_.name);
}

void TablePart::add(const db::Argument& value) {
    if (const auto* text = std::get_if<std::string_view>(&value))
        values_.emplace_back(keep(*text));
    else if (const auto* blob = std::get_if<db::Blob>(&value))
        values_.emplace_back(db::Blob{keep(blob->bytes)});
    else
        values_.push_back(value);
}

Json TablePart::last_key() const {
    const auto row = std::span(values_).last(table_.columns.size());
    Json key = Json::array();
    for (const auto& column : table_.key) {
        const auto at = std::find(table_.columns.begin(), table_.columns.end(), column) - table_.columns.begin();
        const auto& value = row[static_cast<std::size_t>(at)];
        if (const auto* text = std::get_if<std::string_view>(&value))
            key.push_back(std::string(*text));
        else
            key.push_back(std::get<std::int64_t>(value));
    }
    return key;
}

TableSum sum_of(db::Connection& db, const db::Table& table) {
    TableSum sum;
    Json last;
    for (bool more = true; more;) {
        const TablePart part(db, table, last);
        more = part.may_have_more();
        if (part.rows() == 0) break;
        last = part.last_key();
        std::string bytes = sum.hash;
        for (const auto& value : part.values()) append(bytes, value);
        sum.hash = sha256(bytes);
        sum.rows += part.rows();
    }
    return sum;
}

}  // namespace parley
