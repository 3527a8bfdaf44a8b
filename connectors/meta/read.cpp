#include "connectors/meta/read.hpp"

#include <algorithm>
#include <charconv>

namespace parley::meta {
namespace {

constexpr std::string_view kReference = "parley:";

template <class Number>
bool take_number(std::string_view& text, Number& into) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    if (read.ec != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (text.starts_with(':')) text.remove_prefix(1);
    return true;
}

/// The Graph API writes zones as +0000.
std::string with_colon(std::string written) {
    const auto sign = written.find_last_of("+-");
    if (sign != std::string::npos && sign > 10 && written.size() - sign == 5) written.insert(sign + 3, ":");
    return written;
}

}  // namespace

Millis time_of(const Json& holder, std::string_view key, Millis otherwise) {
    const auto told = id_of(holder, key).value_or("");
    Millis time = 0;
    const auto read = std::from_chars(told.data(), told.data() + told.size(), time);
    if (read.ec == std::errc() && read.ptr != told.data() + told.size()) {
        const auto written = from_rfc3339(with_colon(told));
        return written && *written > 0 ? *written : otherwise;
    }
    if (told.empty() || read.ec != std::errc() || time <= 0 || time > 100'000'000'000'000) return otherwise;
    return time > 1'000'000'000'000 ? time : time * 1000;
}

std::string write_reference(const Reference& reference) {
    return std::string(kReference) + std::to_string(reference.message_id) + ":" + std::to_string(reference.part) + ":" +
           std::to_string(reference.parts);
}

std::optional<Reference> read_reference(std::string_view text) {
    if (!text.starts_with(kReference)) return std::nullopt;
    text.remove_prefix(kReference.size());
    Reference reference;
    if (!take_number(text, reference.message_id) || !take_number(text, reference.part) ||
        !take_number(text, reference.parts) || !text.empty())
        return std::nullopt;
    return reference;
}

bool has_text(const Json& holder, std::string_view list, std::string_view wanted) {
    const Json* items = find(holder, list);
    return items && items->is_array() && std::any_of(items->begin(), items->end(), [&](const Json& one) {
               return one.is_string() && one.get_ref<const std::string&>() == wanted;
           });
}

std::string lacking_permissions(const Json& told, std::span<const std::string_view> names) {
    std::string list;
    if (!find(told, "scopes")) return list;
    for (const auto name : names) {
        if (!has_text(told, "scopes", name)) list += (list.empty() ? "" : ", ") + std::string(name);
    }
    return list;
}

}  // namespace parley::meta
