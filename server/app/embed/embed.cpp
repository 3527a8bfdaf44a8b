// Build-time tool: turns SQL files and the finished web app into sources.
//   parley_embed sql OUT QUERIES MIGRATIONS     queries.gen.{hpp,cpp}, migrations.gen.cpp; what stands in their
//                                               folders postgres/ under the same name is that engine's own text
//   parley_embed assets OUT DIST                assets.S, assets_table.gen.cpp
//   parley_embed openapi OUT FOLDER             openapi.json, openapi.gen.cpp
// A query file holds blocks that begin with `-- name: words_with_underscores`.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

/// What stays the same keeps its time, so that nothing is built anew for it.
void write_file(const fs::path& path, const std::string& text) {
    if (fs::exists(path) && read_file(path) == text) return;
    fs::create_directories(path.parent_path());
    std::ofstream out(path, std::ios::binary);
    out << text;
    if (!out) throw std::runtime_error("cannot write " + path.string());
}

/// Directly in the folder.
std::vector<fs::path> files_in(const fs::path& folder, std::string_view extension) {
    std::vector<fs::path> all;
    if (!fs::exists(folder)) return all;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.is_regular_file() && entry.path().extension() == extension) all.push_back(entry.path());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<fs::path> files_of(const fs::path& folder, std::string_view extension) {
    std::vector<fs::path> all;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file() && (extension.empty() || entry.path().extension() == extension)) {
            all.push_back(entry.path());
        }
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string trimmed(std::string text) {
    while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
    std::size_t start = 0;
    while (start < text.size() && std::isspace(static_cast<unsigned char>(text[start]))) ++start;
    return text.substr(start);
}

struct Query {
    std::string name, sql, file;
};

std::vector<Query> read_queries(const fs::path& folder) {
    constexpr std::string_view kMark = "-- name:";
    std::vector<Query> all;
    std::map<std::string, std::string> known;
    for (const auto& path : files_in(folder, ".sql")) {
        const auto text = read_file(path);
        auto at = text.find(kMark);
        while (at != std::string::npos) {
            const auto line_end = text.find('\n', at);
            const auto next = text.find(kMark, line_end);
            const auto name = trimmed(text.substr(at + kMark.size(), line_end - at - kMark.size()));
            const auto sql = trimmed(text.substr(line_end, next == std::string::npos ? next : next - line_end));
            if (name.empty() || sql.empty()) throw std::runtime_error(path.string() + ": a query without name or text");
            if (!known.emplace(name, path.string()).second) {
                throw std::runtime_error(path.string() + ": the query " + name + " stands twice");
            }
            all.push_back({name, sql, path.filename().string()});
            at = next;
        }
    }
    return all;
}

std::string raw_literal(const std::string& text) {
    return "R\"sql~(" + text + ")sql~\"";
}

void embed_sql(const fs::path& out, const fs::path& queries, const fs::path& migrations) {
    const auto all = read_queries(queries);
    std::map<std::string, std::string> own;
    for (const auto& query : read_queries(queries / "postgres")) own[query.name] = query.sql;
    std::string header =
        "#pragma once\n#include <cstddef>\n#include <string_view>\n\nnamespace parley::db {\n\n"
        "/// Number of a prepared statement; the names are those of db/queries/*.sql.\n"
        "struct Query {\n    std::size_t index;\n};\n\nnamespace q {\n";
    std::string source =
        "#include \"db/queries.gen.hpp\"\n\nnamespace parley::db {\n\nconst QueryText kQueryTexts[] = {\n";
    for (std::size_t i = 0; i < all.size(); ++i) {
        header += "inline constexpr Query " + all[i].name + "{" + std::to_string(i) + "};  // " + all[i].file + "\n";
        const auto found = own.find(all[i].name);
        source += "    {\"" + all[i].name + "\", " + raw_literal(all[i].sql) +
                  (found == own.end() ? "" : ", " + raw_literal(found->second)) + "},\n";
        if (found != own.end()) own.erase(found);
    }
    if (!own.empty()) throw std::runtime_error(own.begin()->first + " stands in postgres/ only");
    header +=
        "}  // namespace q\n\nstruct QueryText {\n    std::string_view name, sql;\n"
        "    std::string_view postgres = {};  ///< in its place there\n};\n"
        "inline constexpr std::size_t kQueryCount = " +
        std::to_string(all.size()) + ";\nextern const QueryText kQueryTexts[];\n\n}  // namespace parley::db\n";
    source += "};\n\n}  // namespace parley::db\n";
    write_file(out / "queries.gen.hpp", header);
    write_file(out / "queries.gen.cpp", source);

    std::string steps = "#include \"db/migrate.hpp\"\n\nnamespace parley::db {\n\nconst Migration kMigrations[] = {\n";
    std::size_t count = 0;
    for (const auto& path : files_in(migrations, ".sql")) {
        const auto number = std::stoi(path.filename().string());
        if (static_cast<std::size_t>(number) != ++count)
            throw std::runtime_error("migration numbers have a gap before " + path.string());
        const auto own_text = migrations / "postgres" / path.filename();
        steps += "    {" + std::to_string(number) + ", \"" + path.stem().string() + "\", " +
                 raw_literal(read_file(path)) + ", " +
                 (fs::exists(own_text) ? raw_literal(read_file(own_text)) : "{}") + "},\n";
    }
    steps += "};\nconst std::size_t kMigrationCount = " + std::to_string(count) + ";\n\n}  // namespace parley::db\n";
    write_file(out / "migrations.gen.cpp", steps);
}

std::string mime_of(const std::string& extension) {
    static const std::map<std::string, std::string> kTypes = {{".html", "text/html; charset=utf-8"},
                                                              {".js", "text/javascript; charset=utf-8"},
                                                              {".css", "text/css; charset=utf-8"},
                                                              {".json", "application/json"},
                                                              {".svg", "image/svg+xml"},
                                                              {".png", "image/png"},
                                                              {".jpg", "image/jpeg"},
                                                              {".ico", "image/x-icon"},
                                                              {".woff2", "font/woff2"},
                                                              {".mp3", "audio/mpeg"},
                                                              {".ogg", "audio/ogg"},
                                                              {".webmanifest", "application/manifest+json"},
                                                              {".txt", "text/plain; charset=utf-8"}};
    const auto found = kTypes.find(extension);
    return found == kTypes.end() ? "application/octet-stream" : found->second;
}

std::uint64_t fnv1a(const std::string& bytes) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3ULL;
    return hash;
}

/// X.br and X.gz are the packed twins of X.
void embed_assets(const fs::path& out, const fs::path& dist) {
    std::string assembly = "    .section .rodata\n", table, declarations;
    std::size_t count = 0, blobs = 0;
    const auto blob = [&](const fs::path& path) -> std::string {
        if (!fs::exists(path)) return "{}";
        const auto n = std::to_string(blobs++);
        assembly += "    .balign 16\n    .globl parley_asset_" + n + "\nparley_asset_" + n + ":\n    .incbin \"" +
                    fs::absolute(path).string() + "\"\n";
        declarations += "extern \"C\" const char parley_asset_" + n + "[];\n";
        return "{parley_asset_" + n + ", " + std::to_string(fs::file_size(path)) + "}";
    };
    for (const auto& path : files_of(dist, "")) {
        const auto extension = path.extension().string();
        if (extension == ".br" || extension == ".gz" || extension == ".map") continue;
        const auto bytes = read_file(path);
        char tag[24];
        std::snprintf(tag, sizeof tag, "%016llx", static_cast<unsigned long long>(fnv1a(bytes)));
        table += "    {\"/" + fs::relative(path, dist).generic_string() + "\", \"" + mime_of(extension) + "\", \"\\\"" +
                 tag + "\\\"\", " + blob(path) + ", " + blob(path.string() + ".br") + ", " +
                 blob(path.string() + ".gz") + "},\n";
        ++count;
    }
    assembly += "    .section .note.GNU-stack,\"\",@progbits\n";
    write_file(out / "assets.S", assembly);
    write_file(out / "assets_table.gen.cpp",
               "#include \"server/api/assets.hpp\"\n\n" + declarations +
                   "\nnamespace parley {\n\nnamespace {\nconst Asset kTable[] = {\n" + table +
                   (count == 0 ? "    {},\n" : "") +
                   "};\n}  // namespace\n\nstd::span<const Asset> embedded_assets() {\n    return {kTable, " +
                   std::to_string(count) + "};\n}\n\n}  // namespace parley\n");
}

using Document = nlohmann::ordered_json;

/// Objects grow together, lists are joined; anything said twice is a mistake.
void merge(Document& into, const Document& part, const std::string& where) {
    for (const auto& [name, value] : part.items()) {
        if (!into.contains(name))
            into[name] = value;
        else if (into[name].is_object() && value.is_object())
            merge(into[name], value, where + "/" + name);
        else if (into[name].is_array() && value.is_array())
            into[name].insert(into[name].end(), value.begin(), value.end());
        else
            throw std::runtime_error(where + "/" + name + " stands twice");
    }
}

/// The description of the API, written in parts of one subject each.
void embed_openapi(const fs::path& out, const fs::path& folder) {
    Document whole = Document::object();
    for (const auto& path : files_of(folder, ".json")) merge(whole, Document::parse(read_file(path)), path.string());
    const auto text = whole.dump();
    char tag[24];
    std::snprintf(tag, sizeof tag, "%016llx", static_cast<unsigned long long>(fnv1a(text)));
    write_file(out / "openapi.json", whole.dump(2) + "\n");
    write_file(out / "openapi.gen.cpp",
               "#include \"server/api/openapi.hpp\"\n\nnamespace parley {\n\nstd::string_view openapi_document() {\n"
               "    return " +
                   raw_literal(text) + ";\n}\n\nstd::string_view openapi_etag() {\n    return \"\\\"" + tag +
                   "\\\"\";\n}\n\n}  // namespace parley\n");
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> args(argv + 1, argv + argc);
    try {
        if (args.size() == 4 && args[0] == "sql") {
            embed_sql(args[1], args[2], args[3]);
            return 0;
        }
        if (args.size() == 3 && args[0] == "assets") {
            embed_assets(args[1], args[2]);
            return 0;
        }
        if (args.size() == 3 && args[0] == "openapi") {
            embed_openapi(args[1], args[2]);
            return 0;
        }
        std::cerr << "usage: parley_embed sql OUT QUERIES MIGRATIONS | assets OUT DIST | openapi OUT FOLDER\n";
        return 2;
    } catch (const std::exception& error) {
        std::cerr << "parley_embed: " << error.what() << '\n';
        return 1;
    }
}
