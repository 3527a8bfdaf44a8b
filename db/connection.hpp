#pragma once

#include "db/queries.gen.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace parley::db {

/// What an engine refused, by its code and not its text.
enum class Trouble {
    conflict,  ///< a unique key is taken
    busy,      ///< locked; try again
    full,      ///< no room on the disk: nothing was written, reading goes on
    broken,    ///< I/O error or corruption: stop writing, never retry an fsync
    away,      ///< the server cannot be reached; nothing of the transaction happened
    other,
};

enum class Engine { sqlite, postgres };

class DatabaseError : public std::runtime_error {
public:
    DatabaseError(Trouble trouble, const std::string& what) : std::runtime_error(what), trouble_(trouble) {}
    Trouble trouble() const noexcept { return trouble_; }

private:
    Trouble trouble_;
};

struct Blob {
    std::string_view bytes;
};

/// Many ids in one question, for `{{among}}`.
struct Ids {
    std::span<const std::int64_t> ids;
};
/// As a list of numbers between two signs: `[1,2]` or `{1,2}`.
std::string written(const Ids& ids, char begins, char ends);

/// An argument `$n`. Text and blobs are not copied: they must outlive the call that reads the rows.
using Argument = std::variant<std::nullptr_t, std::int64_t, double, std::string_view, Blob, Ids>;

template <class T>
Argument argument(const T& value) {
    if constexpr (std::is_enum_v<T>) {
        return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_same_v<T, bool>) {
        return static_cast<std::int64_t>(value ? 1 : 0);
    } else if constexpr (std::is_integral_v<T>) {
        return static_cast<std::int64_t>(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        return static_cast<double>(value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        return std::string_view(value);
    } else {
        return Argument(value);
    }
}
template <class T>
Argument argument(const std::optional<T>& value) {
    return value ? argument(*value) : Argument(nullptr);
}

/// The rows of one query. Lives on the store's thread; text points into the row and dies with next().
class Cursor {
public:
    virtual ~Cursor() = default;
    virtual bool next() = 0;
    virtual bool null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual double real(int column) const = 0;
    virtual std::string_view text(int column) const = 0;
    virtual std::string_view blob(int column) const = 0;
    /// As the engine holds it; text and blobs die with next().
    virtual Argument value(int column) const = 0;
};

/// Puts the statement back when the reader is done with it.
class Rows {
public:
    Rows(Cursor* cursor, void (*release)(Cursor*)) : cursor_(cursor), release_(release) {}
    Rows(Rows&& other) noexcept : cursor_(std::exchange(other.cursor_, nullptr)), release_(other.release_) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    Rows& operator=(Rows&&) = delete;
    ~Rows() {
        if (cursor_) release_(cursor_);
    }

    bool next() { return cursor_->next(); }
    bool null(int column) const { return cursor_->null(column); }
    std::int64_t integer(int column) const { return cursor_->integer(column); }
    std::optional<std::int64_t> maybe_integer(int column) const {
        if (cursor_->null(column)) return std::nullopt;
        return cursor_->integer(column);
    }
    double real(int column) const { return cursor_->real(column); }
    std::string text(int column) const { return std::string(cursor_->text(column)); }
    std::string_view view(int column) const { return cursor_->text(column); }
    std::optional<std::string> maybe_text(int column) const {
        if (cursor_->null(column)) return std::nullopt;
        return std::string(cursor_->text(column));
    }
    std::string blob(int column) const { return std::string(cursor_->blob(column)); }
    Argument value(int column) const { return cursor_->value(column); }

private:
    Cursor* cursor_;
    void (*release_)(Cursor*);
};

class Connection;

/// False for a text that is a temporary: an argument is a view of it. `Arg` as a forwarding reference deduces it.
template <class Arg>
inline constexpr bool kOutlivesTheCall =
    std::is_reference_v<Arg> || !(std::is_same_v<std::remove_cv_t<Arg>, std::string> ||
                                  std::is_same_v<std::remove_cv_t<Arg>, std::optional<std::string>>);

/// How many rows a statement changed. Asked at once, or never: unasked, the statement may still be on its way to a
/// server, and what is wrong with it is thrown by what is asked next, at the latest by settle() or commit().
class Changed {
public:
    explicit Changed(std::int64_t count) : count_(count) {}
    explicit Changed(Connection& connection) : connection_(&connection) {}
    Changed(const Changed&) = delete;
    Changed& operator=(const Changed&) = delete;
    operator std::int64_t() &&;

private:
    std::int64_t count_ = 0;
    Connection* connection_ = nullptr;
};

/// One connection to one engine, used by one thread at a time. Blocking: store threads only.
class Connection {
public:
    virtual ~Connection() = default;
    virtual Engine engine() const = 0;

    /// Rows of a prepared query of db/queries; arguments are $1, $2, ... Texts are not copied: they live until the last
    /// row was read.
    template <class... Args>
    Rows query(Query query, Args&&... args) {
        static_assert((kOutlivesTheCall<Args> && ...), "name this text: it would be gone when its rows are read");
        ++asked_;
        const Argument list[] = {argument(args)..., Argument(nullptr)};
        return open(query, list, sizeof...(Args));
    }
    /// Runs a prepared query that gives no rows.
    template <class... Args>
    Changed execute(Query query, const Args&... args) {
        const Argument list[] = {argument(args)..., Argument(nullptr)};
        return run(query, list, sizeof...(Args));
    }
    /// How many queries were opened so far: with a server, ways there and back.
    std::size_t asked() const { return asked_; }
    /// Nothing is on its way any more. Throws what was wrong with it.
    virtual void settle() = 0;
    /// Unprepared text with arguments $1, $2, ..., each used once and in order: for whoever handles tables as tables.
    virtual Rows ask(const std::string& sql, std::span<const Argument> arguments) = 0;
    /// Puts rows into a table, `values` row after row in the order of `columns`, each the fastest way its engine has:
    /// for whoever handles tables as tables. Inside a transaction.
    virtual void fill(const std::string& table, std::span<const std::string> columns,
                      std::span<const Argument> values) = 0;
    /// Unprepared text: migrations and pragmas.
    virtual void script(const std::string& sql) = 0;

    virtual void begin() = 0;       ///< takes the write lock at once
    virtual void begin_read() = 0;  ///< one moment in time for all that is read until commit or rollback
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    virtual void savepoint() = 0;
    virtual void release_savepoint() = 0;
    virtual void rollback_savepoint() noexcept = 0;

protected:
    virtual Rows open(Query query, const Argument* arguments, std::size_t count) = 0;
    virtual Changed run(Query query, const Argument* arguments, std::size_t count) = 0;
    friend class Changed;
    virtual std::int64_t changed_by_last() = 0;

private:
    std::size_t asked_ = 0;
};

inline Changed::operator std::int64_t() && {
    return connection_ ? connection_->changed_by_last() : count_;
}

}  // namespace parley::db
