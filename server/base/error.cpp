#include "server/base/error.hpp"

namespace parley {

Error Error::field(std::string name, std::string message) {
    Error error(Errc::invalid, message);
    error.fields_.push_back({std::move(name), std::move(message)});
    return error;
}

Error& Error::add_field(std::string name, std::string message) {
    fields_.push_back({std::move(name), std::move(message)});
    return *this;
}

Error& Error::retry_after(int seconds) {
    retry_after_seconds_ = seconds;
    return *this;
}

std::string_view name_of(Errc code) noexcept {
    switch (code) {
        case Errc::invalid:
            return "invalid";
        case Errc::unauthorized:
            return "unauthorized";
        case Errc::forbidden:
            return "forbidden";
        case Errc::not_found:
            return "not_found";
        case Errc::conflict:
            return "conflict";
        case Errc::too_large:
            return "too_large";
        case Errc::rate_limited:
            return "rate_limited";
        case Errc::unavailable:
            return "unavailable";
        case Errc::internal:
            break;
    }
    return "internal";
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
    throw Failure(error);
}

}  // namespace parley
