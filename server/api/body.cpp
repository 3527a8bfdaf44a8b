#include "server/api/body.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <charconv>

namespace parley {

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

Json read_body(const Request& request, const std::vector<std::string_view>& members) {
    const auto type = request.headers.get("Content-Type");
    if (!type.starts_with("application/json"))
        throw Failure(Error(Errc::invalid, "unsupported_media_type", "Content-Type must be application/json"));
    auto json = read_json(request.body, {256 * 1024, 32});
    if (!json) throw Failure(json.error());
    if (!json->is_object()) throw Failure(Error(Errc::invalid, "invalid_request", "the body must be a JSON object"));
    Error error(Errc::invalid, "unknown_field", "the body has members that are not known here");
    for (const auto& [name, value] : json->items()) {
        if (std::find(members.begin(), members.end(), name) == members.end())
            error.add_field(name, "is not known here");
    }
    if (!error.fields().empty()) throw Failure(error);
    return std::move(*json);
}

std::optional<Millis> time_field(const Json& body, std::string_view name) {
    const auto text = text_of(body, std::string(name));
    if (!text) return std::nullopt;
    const auto at = from_rfc3339(*text);
    if (!at) throw Failure(Error::field(std::string(name), "must be an RFC 3339 time"));
    return *at;
}

std::vector<std::int64_t> ids_field(const Json& body, std::string_view name, std::string_view what) {
    std::vector<std::int64_t> ids;
    const Json* list = find(body, std::string(name));
    if (!list || list->is_null()) return ids;
    const auto wrong = Error::field(std::string(name), "must be a list of " + std::string(what) + " ids");
    if (!list->is_array()) throw Failure(wrong);
    for (const auto& id : *list) {
        if (!id.is_number_integer()) throw Failure(wrong);
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

bool is_cleared(const Json& body, std::string_view name) {
    const auto member = body.find(name);
    return member != body.end() && member->is_null();
}

std::optional<std::int64_t> integer_field(const Json& body, std::string_view name) {
    const auto member = body.find(name);
    if (member == body.end() || member->is_null()) return std::nullopt;
    const auto value = integer_of(body, name);
    if (!value) throw Failure(Error::field(std::string(name), "must be a whole number"));
    return value;
}

std::optional<std::string> text_field(const Json& body, std::string_view name, std::size_t most) {
    const auto member = body.find(name);
    if (member == body.end()) return std::nullopt;
    if (member->is_null()) return std::string();
    if (!member->is_string()) throw Failure(Error::field(std::string(name), "must be text"));
    auto text = std::string(trim(clean(member->get_ref<const std::string&>())));
    if (count_code_points(text) > most)
        throw Failure(Error::field(std::string(name), "is longer than " + std::to_string(most) + " characters"));
    return text;
}

std::int64_t path_id(const Request& request, std::string_view name) {
    const auto id = whole_number(request.value(name));
    if (!id) throw Failure(Error(Errc::not_found, "there is nothing here"));
    return *id;
}

std::size_t list_limit(const Request& request) {
    const auto text = request.parameter("limit");
    if (!text) return 50;
    const auto limit = whole_number(*text);
    if (!limit || *limit < 1 || *limit > 200) throw Failure(Error::field("limit", "must be 1 to 200"));
    return static_cast<std::size_t>(*limit);
}

std::optional<std::int64_t> number_parameter(const Request& request, std::string_view name) {
    const auto text = request.parameter(name);
    if (!text || text->empty()) return std::nullopt;
    const auto number = whole_number(*text);
    if (!number) throw Failure(Error::field(std::string(name), "must be a whole number"));
    return number;
}

std::optional<Millis> time_parameter(const Request& request, std::string_view name) {
    const auto text = request.parameter(name);
    if (!text || text->empty()) return std::nullopt;
    const auto time = from_rfc3339(*text);
    if (!time) throw Failure(Error::field(std::string(name), "must be an RFC 3339 time"));
    return *time;
}

}  // namespace parley
