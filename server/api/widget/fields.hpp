#pragma once

#include "server/base/error.hpp"
#include "server/base/json.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace parley::widget {

/// Looks into a visitor's JSON and remembers all that is wrong with it, by field.
class Fields {
public:
    explicit Fields(const Json& object, std::string prefix = {}) : object_(object), prefix_(std::move(prefix)) {}

    /// Empty when absent or null. `most` in characters.
    std::string text(std::string_view name, std::size_t most);
    std::vector<std::int64_t> ids(std::string_view name, std::size_t most);
    /// Null when absent; anything but an object is wrong.
    const Json* object(std::string_view name);
    /// Members other than these are not known.
    void only(std::initializer_list<std::string_view> names);
    void wrong(std::string_view name, std::string message);
    void join(const Fields& part);
    /// Throws Failure when something was wrong.
    void check() const;

private:
    const Json& object_;
    std::string prefix_;
    std::vector<FieldError> errors_;
};

/// `{url, referrer, title, landing_url, landing_referrer}`, each bounded; null when absent.
Json read_page(Fields& fields);

}  // namespace parley::widget
