#include "server/app/move.hpp"

#include "db/engine.hpp"
#include "db/tables.hpp"
#include "server/app/config.hpp"
#include "server/base/json.hpp"
#include "server/base/secret.hpp"
#include "server/store/folder_lock.hpp"
#include "server/store/search.hpp"

#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <vector>

namespace parley {
namespace {

/// Where a table was left: the values of its key, as JSON.
constexpr const char* kProgress = "CREATE TABLE IF NOT EXISTS parley_move (name TEXT PRIMARY KEY, last TEXT NOT NULL)";
/// Its own row tells where the company comes from.
constexpr std::string_view kSource = "from";

/// One of the two databases, ours alone as long as it is open.
class Side {
public:
    Side(const std::string& url, bool must_exist) {
        Config config;
        config.database = url;
        if (url.empty()) throw Failure(Error::field("database", "--from and --to name a database each"));
        take_database(config);
        place_ = {config.database.empty() ? config.data + "/parley.db" : std::string(), config.database};
        if (!place_.on_server()) {
            if (must_exist && !std::filesystem::exists(place_.file))
                throw Failure(Error(Errc::not_found, "there is no " + place_.file));
            lock_ = std::make_unique<FolderLock>(config.data);
        }
        writing_ = db::open_writer(place_);
    }
    db::Connection& db() { return writing_->connection(); }
    std::string shown() const { return place_.shown(); }
    void finish() { writing_->checkpoint(); }

private:
    db::Place place_;
    std::unique_ptr<FolderLock> lock_;
    std::unique_ptr<db::Writing> writing_;
};

/// Values of rows, kept beyond the row they were read from.
class Values {
public:
    void add(const db::Argument& value) {
        if (const auto* text = std::get_if<std::string_view>(&value))
            all_.emplace_back(std::string_view(keep(*text)));
        else if (const auto* blob = std::get_if<db::Blob>(&value))
            all_.emplace_back(db::Blob{keep(blob->bytes)});
        else
            all_.push_back(value);
    }
    std::span<const db::Argument> all() const { return all_; }
    std::span<const db::Argument> last(std::size_t count) const { return std::span(all_).last(count); }

private:
    std::string_view keep(std::string_view text) { return texts_.emplace_back(text); }
    std::vector<db::Argument> all_;
    std::deque<std::string> texts_;
};

/// A row's bytes, the same for the same facts whichever engine holds them.
void append(std::string& out, const db::Argument& value) {
    const auto bytes = [&](std::string_view text) {
        out += "b" + std::to_string(text.size()) + ":" + std::string(text);
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

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out;
}
std::string marks(std::size_t first, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) out += (i > 0 ? ", $" : "$") + std::to_string(first + i);
    return out;
}

/// What is large is read and written in smaller parts.
std::size_t rows_at_once(const std::string& table) {
    if (table == "attachment_chunk") return 8;
    return table == "raw_update" ? 100 : 500;
}

Json key_of(const db::Table& table, std::span<const db::Argument> row) {
    Json key = Json::array();
    for (const auto& column : table.key) {
        const auto at = std::find(table.columns.begin(), table.columns.end(), column) - table.columns.begin();
        const auto& value = row[static_cast<std::size_t>(at)];
        if (const auto* text = std::get_if<std::string_view>(&value))
            key.push_back(std::string(*text));
        else
            key.push_back(std::get<std::int64_t>(value));
    }
    return key;
}

/// The rows after `last` (a key; null: from the beginning), at most one part of them. How many.
std::size_t read_part(db::Connection& db, const db::Table& table, const Json& last, Values& values) {
    std::deque<std::string> texts;
    std::vector<db::Argument> after;
    std::string sql = "SELECT " + joined(table.columns) + " FROM " + table.name;
    if (!last.is_null()) {
        for (const auto& part : last) {
            if (part.is_string())
                after.emplace_back(std::string_view(texts.emplace_back(part.get<std::string>())));
            else
                after.emplace_back(part.get<std::int64_t>());
        }
        sql += " WHERE (" + joined(table.key) + ") > (" + marks(1, after.size()) + ")";
    }
    sql += " ORDER BY " + joined(table.key) + " LIMIT " + std::to_string(rows_at_once(table.name));
    std::size_t count = 0;
    for (auto row = db.ask(sql, after); row.next(); ++count) {
        for (std::size_t i = 0; i < table.columns.size(); ++i) values.add(row.value(static_cast<int>(i)));
    }
    return count;
}

void write_part(db::Connection& db, const db::Table& table, const Values& values, std::size_t count) {
    std::string sql = "INSERT INTO " + table.name + " (" + joined(table.columns) + ") VALUES ";
    const auto width = table.columns.size();
    for (std::size_t i = 0; i < count; ++i) sql += (i > 0 ? ", (" : "(") + marks(i * width + 1, width) + ")";
    auto rows = db.ask(sql, values.all());
    while (rows.next()) {
    }
}

class Move {
public:
    Move(const std::string& from, const std::string& to, std::ostream& out)
        : from_(from, true), to_(to, false), out_(out), tables_(db::tables_of(from_.db())) {}

    void run() {
        begin();
        for (const auto& table : tables_) copy(table);
        index_messages();
        index_contacts();
        std::size_t rows = 0;
        for (const auto& table : tables_) rows += compare(table);
        to_.db().script("DROP TABLE parley_move");
        to_.finish();
        out_ << "moved and compared: " << rows << " rows of " << tables_.size() << " tables are in " << to_.shown()
             << "; the old database is as it was\n";
    }

private:
    void begin() {
        const auto theirs = db::tables_of(to_.db());
        if (theirs.size() != tables_.size() ||
            !std::equal(theirs.begin(), theirs.end(), tables_.begin(), [](const auto& one, const auto& other) {
                return one.name == other.name && one.columns == other.columns && one.key == other.key;
            }))
            throw Failure(Error(Errc::conflict, "differs", "the two databases do not have the same tables"));
        to_.db().script(kProgress);
        const auto source = progress(kSource);
        if (source.is_null()) {
            for (const auto& table : theirs) {
                if (!to_.db().ask("SELECT 1 FROM " + table.name + " LIMIT 1", {}).next()) continue;
                to_.db().script("DROP TABLE parley_move");
                throw Failure(Error(Errc::conflict, "not_empty",
                                    to_.shown() + " holds data already (" + table.name + "); name an empty database"));
            }
            step([&] { note(kSource, from_.shown()); });
        } else if (source != from_.shown()) {
            throw Failure(Error(Errc::conflict, "other_move",
                                to_.shown() + " holds a part of " + source.get<std::string>() +
                                    "; finish that move, or name an empty database"));
        } else {
            out_ << "going on where it was broken off\n";
        }
    }
    Json progress(std::string_view name) {
        const db::Argument arguments[] = {name};
        auto row = to_.db().ask("SELECT last FROM parley_move WHERE name = $1", arguments);
        return row.next() ? stored_json(row.view(0)) : Json();
    }
    void note(std::string_view name, const Json& last) {
        const auto text = dump(last);
        const db::Argument arguments[] = {name, std::string_view(text)};
        auto row = to_.db().ask(
            "INSERT INTO parley_move (name, last) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last = "
            "excluded.last",
            arguments);
        while (row.next()) {
        }
    }
    void step(const std::function<void()>& work) {
        to_.db().begin();
        try {
            work();
            to_.db().commit();
        } catch (...) {
            to_.db().rollback();
            throw;
        }
    }
    void copy(const db::Table& table) {
        auto last = progress(table.name);
        for (std::size_t count = rows_at_once(table.name), sum = 0; count == rows_at_once(table.name);) {
            Values values;
            count = read_part(from_.db(), table, last, values);
            if (count == 0) break;
            last = key_of(table, values.last(table.columns.size()));
            step([&] {
                write_part(to_.db(), table, values, count);
                note(table.name, last);
            });
            const auto before = sum / 50'000;
            sum += count;
            if (sum / 50'000 != before) out_ << "  " << table.name << ": " << sum << " rows" << std::endl;
        }
        out_ << "copied " << table.name << std::endl;
    }

    /// The full-text index is each engine's own; it is made of the rows that say what stands in it. A text that was
    /// changed since is in the index as it was before.
    void index_messages() {
        index("message_text",
              "SELECT r.id, coalesce(s.body, m.text, '') FROM message_text_row r LEFT JOIN message m ON "
              "m.conversation_id = r.conversation_id AND m.id = r.id LEFT JOIN message_text_stale s ON s.id = r.id "
              "WHERE r.id > $1 ORDER BY r.id LIMIT 500",
              [&](std::int64_t id, std::string_view text) {
                  const auto words = indexed_words(text);
                  if (!words.empty()) to_.db().execute(db::q::message_text_put, id, words);
              });
    }
    void index_contacts() {
        index("contact_text", "SELECT id, body FROM contact_text_row WHERE id > $1 ORDER BY id LIMIT 500",
              [&](std::int64_t id, std::string_view body) { to_.db().execute(db::q::contact_text_put, id, body); });
    }
    void index(std::string_view name, const std::string& rows,
               const std::function<void(std::int64_t, std::string_view)>& put) {
        const auto before = progress(name);
        auto last = before.is_null() ? std::int64_t{0} : before.get<std::int64_t>();
        for (bool more = true; more;) {
            more = false;
            step([&] {
                const db::Argument arguments[] = {last};
                for (auto row = from_.db().ask(rows, arguments); row.next(); more = true) {
                    last = row.integer(0);
                    put(last, row.view(1));
                }
                note(name, last);
            });
        }
        out_ << "indexed " << name << std::endl;
    }

    struct Sum {
        std::size_t rows = 0;
        std::string hash;
    };
    static Sum sum_of(db::Connection& db, const db::Table& table) {
        Sum sum;
        Json last;
        for (std::size_t count = rows_at_once(table.name); count == rows_at_once(table.name);) {
            Values values;
            count = read_part(db, table, last, values);
            if (count == 0) break;
            last = key_of(table, values.last(table.columns.size()));
            std::string bytes = sum.hash;
            for (const auto& value : values.all()) append(bytes, value);
            sum.hash = sha256(bytes);
            sum.rows += count;
        }
        return sum;
    }
    std::size_t compare(const db::Table& table) {
        const auto here = sum_of(from_.db(), table), there = sum_of(to_.db(), table);
        if (here.rows == there.rows && here.hash == there.hash) return here.rows;
        throw Failure(Error(Errc::conflict, "differs",
                            table.name + " is not the same in both: " + std::to_string(here.rows) + " rows in " +
                                from_.shown() + ", " + std::to_string(there.rows) + " in " + to_.shown() +
                                "; empty the new database and move again"));
    }

    Side from_, to_;
    std::ostream& out_;
    std::vector<db::Table> tables_;
};

}  // namespace

void move_company(const std::string& from, const std::string& to, std::ostream& out) {
    Move(from, to, out).run();
}

}  // namespace parley
