#include "db/postgres_connection.hpp"

#include "db/migrate.hpp"
#include "db/postgres_copy.hpp"
#include "db/postgres_dialect.hpp"
#include "server/base/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <libpq-fe.h>
#include <thread>

namespace parley::db {
namespace {

using std::chrono::steady_clock;

/// Types by their fixed numbers (pg_type.dat).
enum : Oid { kBool = 16, kBytea = 17, kInt8 = 20, kInt2 = 21, kInt4 = 23, kText = 25, kFloat8 = 701 };
constexpr int kBinary = 1;
constexpr std::size_t kMostOnTheirWay = 500;
constexpr std::size_t kCopyPiece = 256 * 1024;

Trouble trouble_of(std::string_view state) {
    if (state == "23505") return Trouble::conflict;
    if (state == "40001" || state == "40P01" || state == "55P03" || state == "57014") return Trouble::busy;
    if (state == "53100") return Trouble::full;
    if (state.starts_with("XX") || state == "58030") return Trouble::broken;
    if (state.starts_with("08") || state.starts_with("57P") || state.starts_with("53")) return Trouble::away;
    return Trouble::other;
}

std::string one_line(const char* text) {
    std::string line(text ? text : "");
    while (!line.empty() && line.back() == '\n') line.pop_back();
    std::replace(line.begin(), line.end(), '\n', ' ');
    return line;
}

template <class T>
T big_endian(const char* bytes) {
    std::array<char, sizeof(T)> turned{};
    std::memcpy(turned.data(), bytes, sizeof(T));
    if constexpr (std::endian::native == std::endian::little) std::reverse(turned.begin(), turned.end());
    return std::bit_cast<T>(turned);
}

class PostgresCursor final : public Cursor {
public:
    PostgresCursor(PgResult result, std::string_view name)
        : result_(std::move(result)), name_(name), rows_(PQntuples(result_.get())) {}

    bool next() override { return ++row_ < rows_; }
    bool null(int column) const override { return PQgetisnull(result_.get(), row_, column) == 1; }
    std::int64_t integer(int column) const override {
        if (null(column)) return 0;
        const char* bytes = PQgetvalue(result_.get(), row_, column);
        switch (PQftype(result_.get(), column)) {
            case kInt8:
                return big_endian<std::int64_t>(bytes);
            case kInt4:
                return big_endian<std::int32_t>(bytes);
            case kInt2:
                return big_endian<std::int16_t>(bytes);
            case kBool:
                return *bytes;
            default:
                wrong(column, "an integer");
        }
    }
    double real(int column) const override {
        if (null(column)) return 0;
        if (PQftype(result_.get(), column) != kFloat8) return static_cast<double>(integer(column));
        return big_endian<double>(PQgetvalue(result_.get(), row_, column));
    }
    std::string_view text(int column) const override {
        if (!null(column) && PQftype(result_.get(), column) != kText) wrong(column, "text");
        return bytes_of(column);
    }
    std::string_view blob(int column) const override {
        if (!null(column) && PQftype(result_.get(), column) != kBytea) wrong(column, "bytes");
        return bytes_of(column);
    }
    Argument value(int column) const override {
        if (null(column)) return nullptr;
        switch (PQftype(result_.get(), column)) {
            case kText:
                return bytes_of(column);
            case kBytea:
                return Blob{bytes_of(column)};
            case kFloat8:
                return real(column);
            default:
                return integer(column);
        }
    }

private:
    std::string_view bytes_of(int column) const {
        return {PQgetvalue(result_.get(), row_, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
    }
    [[noreturn]] void wrong(int column, const char* what) const {
        throw std::logic_error(std::string(name_) + ": column " + std::to_string(column) + " is not " + what);
    }

    PgResult result_;
    std::string_view name_;
    int rows_ = 0, row_ = -1;
};

/// What libpq wants of arguments: their bytes side by side with lengths and formats.
class Parameters {
public:
    Parameters(const Argument* arguments, std::size_t count) {
        values_.reserve(count), lengths_.reserve(count), formats_.reserve(count);
        owned_.reserve(count);
        for (std::size_t i = 0; i < count; ++i) add(arguments[i]);
    }
    const char* const* values() const { return values_.data(); }
    const int* lengths() const { return lengths_.data(); }
    const int* formats() const { return formats_.data(); }

private:
    void add(const Argument& value) {
        if (const auto* integer = std::get_if<std::int64_t>(&value)) {
            add_own(std::to_string(*integer));
        } else if (const auto* real = std::get_if<double>(&value)) {
            std::array<char, 32> digits{};
            add_own({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *real).ptr});
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            // The one character that PostgreSQL does not keep in a text.
            if (text->find('\0') == std::string_view::npos) return add_bytes(*text);
            std::string without(*text);
            std::erase(without, '\0');
            owned_.push_back(std::move(without));
            add_bytes(owned_.back());
        } else if (const auto* blob = std::get_if<Blob>(&value)) {
            add_bytes(blob->bytes);
        } else if (const auto* ids = std::get_if<Ids>(&value)) {
            add_own(written(*ids, '{', '}'));
        } else {
            put(nullptr, 0, 0);
        }
    }
    void add_own(std::string text) {
        owned_.push_back(std::move(text));
        put(owned_.back().c_str(), 0, 0);
    }
    void add_bytes(std::string_view bytes) {
        put(bytes.data() ? bytes.data() : "", static_cast<int>(bytes.size()), kBinary);
    }
    void put(const char* value, int length, int format) {
        values_.push_back(value), lengths_.push_back(length), formats_.push_back(format);
    }

    std::vector<const char*> values_;
    std::vector<int> lengths_, formats_;
    std::vector<std::string> owned_;
};

}  // namespace

void DropResult::operator()(pg_result* result) const noexcept {
    PQclear(result);
}

PostgresConnection::~PostgresConnection() {
    PQfinish(connection_);
}

bool PostgresConnection::lost() const {
    return !connection_ || PQstatus(connection_) != CONNECTION_OK;
}

int PostgresConnection::backend() const {
    return connection_ ? PQbackendPID(connection_) : 0;
}

void PostgresConnection::connect_once() {
    PQfinish(std::exchange(connection_, nullptr));
    prepared_.assign(kQueryCount, false);
    defers_ = false;
    sent_.clear();
    // What stands in the address comes later and wins.
    const char* names[] = {"application_name",    "connect_timeout",  "keepalives_idle",
                           "keepalives_interval", "keepalives_count", "tcp_user_timeout",
                           "client_encoding",     "dbname",           nullptr};
    const char* values[] = {"parley", "5", "5", "3", "3", "15000", "UTF8", url_.c_str(), nullptr};
    connection_ = PQconnectdbParams(names, values, 1);
    if (!connection_) throw std::bad_alloc();
    PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
    if (PQstatus(connection_) != CONNECTION_OK) {
        const auto why = one_line(PQerrorMessage(connection_));
        // These do not pass by themselves.
        const bool refused =
            why.find("authentication failed") != std::string::npos || why.find("does not exist") != std::string::npos ||
            why.find("no pg_hba.conf entry") != std::string::npos || why.find("invalid ") != std::string::npos;
        if (refused) throw Failure(Error(Errc::invalid, "database", "the database refuses us: " + why));
        throw DatabaseError(Trouble::away, "the database server cannot be reached: " + why);
    }
    greet();
}

void PostgresConnection::connect(std::chrono::milliseconds patience) {
    const auto end = steady_clock::now() + patience;
    std::chrono::milliseconds pause{20};
    for (;;) {
        try {
            return connect_once();
        } catch (const DatabaseError& error) {
            if (error.trouble() != Trouble::away || steady_clock::now() + pause >= end) throw;
        }
        std::this_thread::sleep_for(pause);
        pause = std::min(pause * 2, std::chrono::milliseconds(500));
    }
}

namespace {

[[noreturn]] void raise(PGconn* connection, const PGresult* result, std::string_view doing) {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const auto trouble =
        PQstatus(connection) != CONNECTION_OK ? Trouble::away : trouble_of(state ? state : std::string_view());
    throw DatabaseError(trouble, std::string(doing) + ": " +
                                     one_line(result ? PQresultErrorMessage(result) : PQerrorMessage(connection)));
}

std::int64_t changed(PGresult* result) {
    std::int64_t count = 0;
    const std::string_view number = PQcmdTuples(result);
    std::from_chars(number.data(), number.data() + number.size(), count);
    return count;
}

PgResult checked(PGconn* connection, PGresult* raw, std::string_view doing) {
    PgResult result(raw);
    const auto status = PQresultStatus(raw);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) raise(connection, raw, doing);
    return result;
}

}  // namespace

Rows PostgresConnection::ask(const std::string& sql, std::span<const Argument> arguments) {
    settle();
    const Parameters parameters(arguments.data(), arguments.size());
    auto result = checked(connection_,
                          PQexecParams(connection_, sql.c_str(), static_cast<int>(arguments.size()), nullptr,
                                       parameters.values(), parameters.lengths(), parameters.formats(), kBinary),
                          std::string_view(sql).substr(0, 80));
    return Rows(new PostgresCursor(std::move(result), "a question"), [](Cursor* used) { delete used; });
}

void PostgresConnection::fill(const std::string& table, std::span<const std::string> columns,
                              std::span<const Argument> values) {
    settle();
    std::string sql;
    for (const auto& column : columns) sql += (sql.empty() ? "COPY " + table + " (" : ", ") + column;
    sql += ") FROM STDIN";
    const PgResult begun(PQexec(connection_, sql.c_str()));
    if (PQresultStatus(begun.get()) != PGRES_COPY_IN) raise(connection_, begun.get(), sql.substr(0, 80));
    std::string piece;
    const auto put = [&] {
        if (PQputCopyData(connection_, piece.data(), static_cast<int>(piece.size())) != 1)
            raise(connection_, nullptr, table);
        piece.clear();
    };
    for (; !values.empty(); values = values.subspan(columns.size())) {
        append_copy_row(piece, values.first(columns.size()));
        if (piece.size() >= kCopyPiece) put();
    }
    if (!piece.empty()) put();
    if (PQputCopyEnd(connection_, nullptr) != 1) raise(connection_, nullptr, table);
    const PgResult ended(PQgetResult(connection_));
    PQclear(PQgetResult(connection_));  // the null that ends the answer
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK) raise(connection_, ended.get(), table);
}

void PostgresConnection::script(const std::string& sql) {
    settle();
    checked(connection_, PQexec(connection_, sql.c_str()), sql.substr(0, 80));
}

PgResult PostgresConnection::inquire(const std::string& sql, const std::vector<std::string>& arguments) {
    settle();
    std::vector<const char*> values;
    for (const auto& argument : arguments) values.push_back(argument.c_str());
    return checked(connection_,
                   PQexecParams(connection_, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                                nullptr, nullptr, 0),
                   sql);
}

/// A connection that was lost while nothing was under way is nobody's trouble.
void PostgresConnection::begin_as(const char* sql) {
    if (!lost()) {
        PgResult result(PQexec(connection_, sql));
        if (PQresultStatus(result.get()) == PGRES_COMMAND_OK) return;
        if (!lost()) raise(connection_, result.get(), sql);
    }
    connect(kPatience);
    checked(connection_, PQexec(connection_, sql), sql);
}

void PostgresConnection::begin() {
    begin_as("BEGIN");
    defers_ = true;
}
void PostgresConnection::begin_read() {
    begin_as("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

void PostgresConnection::commit() {
    settle();
    defers_ = false;
    const auto result = checked(connection_, PQexec(connection_, "COMMIT"), "COMMIT");
    // What failed before is not committed by asking for it.
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
        throw DatabaseError(Trouble::other, "the transaction had failed before its end");
}

void PostgresConnection::rollback() noexcept {
    leave_pipeline();
    defers_ = false;
    if (!lost() && PQtransactionStatus(connection_) != PQTRANS_IDLE) PQclear(PQexec(connection_, "ROLLBACK"));
}
void PostgresConnection::savepoint() {
    script("SAVEPOINT step");
}
void PostgresConnection::release_savepoint() {
    script("RELEASE SAVEPOINT step");
}
void PostgresConnection::rollback_savepoint() noexcept {
    leave_pipeline();
    if (!lost()) PQclear(PQexec(connection_, "ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step"));
}

void PostgresConnection::prepare(Query query) {
    if (prepared_[query.index]) return;
    const auto& text = kQueryTexts[query.index];
    const auto sql = in_dialect(text.postgres.empty() ? text.sql : text.postgres, kPostgresDialect);
    checked(connection_, PQprepare(connection_, text.name.data(), sql.c_str(), 0, nullptr), text.name);
    prepared_[query.index] = true;
}

PgResult PostgresConnection::call(Query query, const Argument* arguments, std::size_t count) {
    const auto name = kQueryTexts[query.index].name;  // a literal: it ends with a NUL
    if (!connection_) throw DatabaseError(Trouble::away, std::string(name) + ": not connected");
    prepare(query);
    const Parameters parameters(arguments, count);
    return checked(connection_,
                   PQexecPrepared(connection_, name.data(), static_cast<int>(count), parameters.values(),
                                  parameters.lengths(), parameters.formats(), kBinary),
                   name);
}

/// The answers to all that was sent, the last of them returned. Throws the first trouble among them; the transaction
/// has failed then.
PgResult PostgresConnection::take_answers() {
    PgResult last, wrong;
    std::size_t wrong_query = 0;
    for (const auto query : std::exchange(sent_, {})) {
        last.reset(PQgetResult(connection_));
        if (last) PQclear(PQgetResult(connection_));  // the null that ends each answer
        const auto status = PQresultStatus(last.get());
        if (wrong || status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) continue;
        if (!last || lost()) raise(connection_, last.get(), kQueryTexts[query].name);
        wrong = std::move(last);
        wrong_query = query;
    }
    if (wrong) {
        leave_pipeline();
        raise(connection_, wrong.get(), kQueryTexts[wrong_query].name);
    }
    return last;
}

/// What is still on its way is heard out, whatever it says.
void PostgresConnection::leave_pipeline() noexcept {
    if (lost() || PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) return;
    sent_.clear();
    if (PQpipelineSync(connection_) != 1) return;
    for (;;) {
        const PgResult result(PQgetResult(connection_));
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC || lost()) break;
    }
    if (!lost()) PQexitPipelineMode(connection_);
}

void PostgresConnection::settle() {
    if (sent_.empty()) return leave_pipeline();
    if (PQsendFlushRequest(connection_) != 1) raise(connection_, nullptr, "flush");
    const auto last = take_answers();
    last_changed_ = changed(last.get());
    leave_pipeline();
}

std::int64_t PostgresConnection::changed_by_last() {
    settle();
    return last_changed_;
}

void PostgresConnection::send(Query query, const Argument* arguments, std::size_t count) {
    const auto name = kQueryTexts[query.index].name;
    if (!connection_) throw DatabaseError(Trouble::away, std::string(name) + ": not connected");
    if (!prepared_[query.index]) settle(), prepare(query);
    if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF && PQenterPipelineMode(connection_) != 1)
        raise(connection_, nullptr, name);
    const Parameters parameters(arguments, count);
    if (PQsendQueryPrepared(connection_, name.data(), static_cast<int>(count), parameters.values(),
                            parameters.lengths(), parameters.formats(), kBinary) != 1)
        raise(connection_, nullptr, name);
    sent_.push_back(query.index);
}

Rows PostgresConnection::open(Query query, const Argument* arguments, std::size_t count) {
    PgResult result;
    if (sent_.empty()) {
        leave_pipeline();
        result = call(query, arguments, count);
    } else {
        send(query, arguments, count);
        if (PQsendFlushRequest(connection_) != 1) raise(connection_, nullptr, kQueryTexts[query.index].name);
        result = take_answers();
    }
    return Rows(new PostgresCursor(std::move(result), kQueryTexts[query.index].name),
                [](Cursor* used) { delete used; });
}

Changed PostgresConnection::run(Query query, const Argument* arguments, std::size_t count) {
    if (!defers_) {
        settle();
        last_changed_ = changed(call(query, arguments, count).get());
        return Changed(last_changed_);
    }
    send(query, arguments, count);
    // Unread answers must not fill the line from the other side.
    if (sent_.size() >= kMostOnTheirWay) settle();
    return Changed(*this);
}

}  // namespace parley::db
