#include "server/app/move.hpp"

#include "db/engine.hpp"
#include "db/tables.hpp"
#include "server/app/config.hpp"
#include "server/app/move_rows.hpp"
#include "server/base/json.hpp"
#include "server/store/folder_lock.hpp"
#include "server/store/search.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <ostream>
#include <vector>

namespace parley {
namespace {

/// Where a table was left: the values of its key, as JSON.
constexpr const char* kProgress = "CREATE TABLE IF NOT EXISTS parley_move (name TEXT PRIMARY KEY, last TEXT NOT NULL)";
/// Its own row tells where the company comes from.
constexpr std::string_view kSource = "from";

/// The indexes that are still to be made, each its name and its statement.
constexpr std::string_view kIndexes = "indexes";
constexpr std::size_t kRowsToTell = 50'000;
constexpr int kMostLogPages = 16'384;

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
    /// After each step: the log must not grow to the size of the company.
    void tend() { writing_->tend_log(kMostLogPages); }
    /// A server is asked the first hard questions before it would count its rows by itself.
    void tidy() {
        if (place_.on_server()) db().script("VACUUM ANALYZE");
    }
    void finish() { writing_->checkpoint(); }

private:
    db::Place place_;
    std::unique_ptr<FolderLock> lock_;
    std::unique_ptr<db::Writing> writing_;
};

class Move {
public:
    Move(const std::string& from, const std::string& to, std::ostream& out)
        : from_(from, true), to_(to, false), out_(out), tables_(db::tables_of(from_.db())) {}

    void run() {
        begin();
        for (const auto& table : tables_) copy(table);
        index_messages();
        index_contacts();
        make_indexes();
        to_.tidy();
        std::size_t rows = 0;
        for (const auto& table : tables_) rows += compare(table);
        to_.db().script("DROP TABLE parley_move");
        to_.finish();
        out_ << "moved and compared: " << rows << " rows of " << tables_.size() << " tables are in " << to_.shown()
             << "; the old database is as it was\nthe key that opens channels' secrets is no part of it: copy "
                "parley.key "
                "from the old data folder into the new one, unless it stays the same\n";
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
            step([&] {
                note(kSource, from_.shown());
                take_indexes_away();
            });
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
            to_.tend();
        } catch (...) {
            to_.db().rollback();
            throw;
        }
    }
    void copy(const db::Table& table) {
        auto last = progress(table.name);
        std::size_t sum = 0;
        for (bool more = true; more;) {
            const TablePart part(from_.db(), table, last);
            more = part.may_have_more();
            if (part.rows() == 0) break;
            last = part.last_key();
            step([&] {
                to_.db().fill(table.name, table.columns, part.values());
                note(table.name, last);
            });
            const auto before = sum / kRowsToTell;
            sum += part.rows();
            if (sum / kRowsToTell != before) out_ << "  " << table.name << ": " << sum << " rows" << std::endl;
        }
        out_ << "copied " << table.name << std::endl;
    }

    /// Away until the rows are there: kept up to date row by row they would cost several times the rest.
    void take_indexes_away() {
        Json taken = Json::array();
        for (const auto& index : db::indexes_of(to_.db())) {
            taken.push_back({index.name, index.sql});
            to_.db().script("DROP INDEX " + index.name);
        }
        note(kIndexes, taken);
    }
    void make_indexes() {
        for (auto left = progress(kIndexes); !left.empty();) {
            const auto index = left.back();
            left.erase(left.size() - 1);
            step([&] {
                to_.db().script(index[1].get<std::string>());
                note(kIndexes, left);
            });
            out_ << "made " << index[0].get<std::string>() << std::endl;
        }
    }

    /// The full-text index is each engine's own; it is made of the rows that say what stands in it. A text that was
    /// changed since is in the index as it was before.
    void index_messages() {
        index("message_text",
              "SELECT r.id, coalesce(s.body, m.text, '') FROM message_text_row r LEFT JOIN message m ON "
              "m.conversation_id = r.conversation_id AND m.id = r.id LEFT JOIN message_text_stale s ON s.id = r.id "
              "WHERE r.id > $1 ORDER BY r.id LIMIT 2000",
              [&](std::int64_t id, std::string_view text) {
                  const auto words = indexed_words(text);
                  if (!words.empty()) to_.db().execute(db::q::message_text_put, id, words);
              });
    }
    void index_contacts() {
        index("contact_text", "SELECT id, body FROM contact_text_row WHERE id > $1 ORDER BY id LIMIT 2000",
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

    std::size_t compare(const db::Table& table) {
        auto other = std::async(std::launch::async, [&] { return sum_of(from_.db(), table); });
        const auto there = sum_of(to_.db(), table);
        const auto here = other.get();
        if (here == there) {
            out_ << "compared " << table.name << std::endl;
            return here.rows;
        }
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
