#include "db/migrate.hpp"

#include <array>
#include <utility>

namespace parley::db {

std::string in_dialect(std::string_view sql, const Dialect& dialect) {
    const std::array<std::pair<std::string_view, std::string_view>, 5> words{{{"{{int}}", dialect.integer},
                                                                              {"{{blob}}", dialect.blob},
                                                                              {"{{clustered}}", dialect.clustered},
                                                                              {"{{skip_locked}}", dialect.skip_locked},
                                                                              {"{{among}}", dialect.among}}};
    std::string out;
    out.reserve(sql.size());
    for (std::size_t at = 0; at < sql.size();) {
        bool replaced = false;
        for (const auto& [mark, word] : words) {
            if (!sql.substr(at).starts_with(mark)) continue;
            out += word;
            at += mark.size();
            replaced = true;
            break;
        }
        if (!replaced) out += sql[at++];
    }
    return out;
}

std::string written(const Ids& ids, char begins, char ends) {
    std::string text(1, begins);
    for (const auto id : ids.ids) {
        if (text.size() > 1) text += ',';
        text += std::to_string(id);
    }
    return text += ends;
}

std::string by_bytes(std::string sql) {
    constexpr std::string_view kType = " TEXT", kCollation = " COLLATE \"C\"";
    for (std::size_t at = sql.find(kType); at != std::string::npos; at = sql.find(kType, at)) {
        at += kType.size();
        if (at < sql.size() && sql[at] != ' ' && sql[at] != ',' && sql[at] != ')' && sql[at] != ';') continue;
        sql.insert(at, kCollation);
    }
    return sql;
}

}  // namespace parley::db
