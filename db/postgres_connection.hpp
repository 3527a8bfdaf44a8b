#pragma once

#include "db/connection.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;
struct pg_result;

namespace parley::db {

struct DropResult {
    void operator()(pg_result* result) const noexcept;
};
using PgResult = std::unique_ptr<pg_result, DropResult>;

/// A connection through libpq. Queries are prepared when they are first used; their rows come whole, in binary. Inside
/// a writing transaction statements whose outcome nobody asks for are sent without waiting (libpq's pipeline mode), and
/// answered for together with the next that is asked: a round trip each would be most of what a message costs.
/// Outside a transaction a lost connection is made anew, and those who wait for that wait at most kPatience.
class PostgresConnection : public Connection {
public:
    static constexpr std::chrono::seconds kPatience{8};

    explicit PostgresConnection(std::string url) : url_(std::move(url)) {}
    PostgresConnection(const PostgresConnection&) = delete;
    PostgresConnection& operator=(const PostgresConnection&) = delete;
    ~PostgresConnection() override;

    /// Throws DatabaseError `away` when `patience` is over, Failure when the server refuses for good (a password).
    void connect(std::chrono::milliseconds patience);

    Engine engine() const override { return Engine::postgres; }
    void settle() override;
    Rows ask(const std::string& sql, std::span<const Argument> arguments) override;
    void fill(const std::string& table, std::span<const std::string> columns,
              std::span<const Argument> values) override;
    void script(const std::string& sql) override;
    void begin() override;
    void begin_read() override;
    void commit() override;
    void rollback() noexcept override;
    void savepoint() override;
    void release_savepoint() override;
    void rollback_savepoint() noexcept override;

    /// For what is asked once: its text, its arguments as text.
    PgResult inquire(const std::string& sql, const std::vector<std::string>& arguments = {});
    /// Done by itself when a query is first used.
    void prepare(Query query);
    bool lost() const;
    int backend() const;

protected:
    Rows open(Query query, const Argument* arguments, std::size_t count) override;
    Changed run(Query query, const Argument* arguments, std::size_t count) override;
    std::int64_t changed_by_last() override;
    /// After each connecting, before anything else. Throws what connect() then throws.
    virtual void greet() {}
    void begin_as(const char* sql);

private:
    void connect_once();
    PgResult call(Query query, const Argument* arguments, std::size_t count);
    void send(Query query, const Argument* arguments, std::size_t count);
    PgResult take_answers();
    void leave_pipeline() noexcept;

    std::string url_;
    pg_conn* connection_ = nullptr;
    std::vector<bool> prepared_;
    bool defers_ = false;            ///< inside a writing transaction
    std::vector<std::size_t> sent_;  ///< queries whose answers were not read yet, in order
    std::int64_t last_changed_ = 0;  ///< by the last one whose answer was read
};

}  // namespace parley::db
