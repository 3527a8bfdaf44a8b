#include "db/engine.hpp"

#include "db/postgres.hpp"
#include "db/sqlite.hpp"

namespace parley::db {

std::string Place::shown() const {
    if (!on_server()) return file;
    // postgresql://user:password@host/name; a password may also stand among the parameters.
    std::string text = url.substr(0, url.find('?'));
    const auto begin = text.find("://");
    const auto at = text.rfind('@');
    if (begin == std::string::npos || at == std::string::npos) return text;
    const auto colon = text.find(':', begin + 3);
    if (colon != std::string::npos && colon < at) text.erase(colon, at - colon);
    return text;
}

std::unique_ptr<Writing> open_writer(const Place& place) {
    if (place.on_server()) return open_postgres_writer(place);
    return std::make_unique<SqliteWriter>(place.file);
}

std::unique_ptr<Connection> open_reader(const Place& place) {
    return place.on_server() ? open_postgres_reader(place) : open_sqlite_reader(place.file);
}

std::string check(const Place& place) {
    return place.on_server() ? check_postgres(place) : check_sqlite(place.file);
}

int schema_version(const Place& place) {
    return place.on_server() ? postgres_schema_version(place) : sqlite_schema_version(place.file);
}

std::string match_word(Engine engine, std::string_view word) {
    // FTS5: "a ""word"" "; tsquery: 'a ''word'' and a \\'.
    const char quote = engine == Engine::sqlite ? '"' : '\'';
    std::string out(1, quote);
    for (const char c : word) {
        if (c == quote || (c == '\\' && engine == Engine::postgres)) out += c;
        if (c != '\0') out += c;
    }
    return out + quote;
}

std::string match_all(Engine engine, std::string_view one, std::string_view other) {
    return std::string(one) + (engine == Engine::sqlite ? " AND " : " & ") + std::string(other);
}

std::string match_any(Engine engine, std::string_view one, std::string_view other) {
    return std::string(one) + (engine == Engine::sqlite ? " OR " : " | ") + std::string(other);
}

}  // namespace parley::db
