#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley {

/// What went wrong, in the terms the caller can act on.
enum class Errc {
    invalid,       ///< the input is wrong; repeating it will not help
    unauthorized,  ///< who are you?
    forbidden,     ///< known, visible, not allowed
    not_found,
    conflict,  ///< somebody or something else got there first
    too_large,
    rate_limited,  ///< later; retry_after may be set
    unavailable,   ///< later: disk full, database locked, platform unreachable
    internal,      ///< a bug or broken disk
};

/// One wrong field of the input: RFC 9457's `errors` member.
struct FieldError {
    std::string field;    ///< name or JSON pointer
    std::string message;  ///< what is wrong and what to do
};

class Error {
public:
    Error() = default;
    Error(Errc code, std::string detail) : code_(code), detail_(std::move(detail)) {}
    Error(Errc code, std::string reason, std::string detail)
        : code_(code), reason_(std::move(reason)), detail_(std::move(detail)) {}

    /// The common case: one field of the input is wrong.
    static Error field(std::string name, std::string message);

    Errc code() const noexcept { return code_; }
    /// A short machine-readable word such as `bad_signature`; empty when the code says all.
    const std::string& reason() const noexcept { return reason_; }
    /// A sentence for people: what is wrong and what to do.
    const std::string& detail() const noexcept { return detail_; }
    const std::vector<FieldError>& fields() const noexcept { return fields_; }
    int retry_after_seconds() const noexcept { return retry_after_seconds_; }

    Error& add_field(std::string name, std::string message);
    Error& retry_after(int seconds);

private:
    Errc code_ = Errc::internal;
    std::string reason_;
    std::string detail_;
    std::vector<FieldError> fields_;
    int retry_after_seconds_ = 0;
};

std::string_view name_of(Errc code) noexcept;

/// Thrown where a Result was not looked at, and by the store for a step that cannot go on.
class Failure : public std::exception {
public:
    explicit Failure(Error error) : error_(std::move(error)) {}
    const Error& error() const noexcept { return error_; }
    const char* what() const noexcept override { return error_.detail().c_str(); }

private:
    Error error_;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

template <class T>
using Result = boost::system::result<T, Error>;

}  // namespace parley
