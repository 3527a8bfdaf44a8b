#include "server/api/widget/fields.hpp"

#include "server/base/text.hpp"

#include <algorithm>

namespace parley::widget {

std::string Fields::text(std::string_view name, std::size_t most) {
    const Json* value = find(object_, name);
    if (!value || value->is_null()) return {};
    if (!value->is_string()) {
        wrong(name, "must be text");
        return {};
    }
    const auto& text = value->get_ref<const std::string&>();
    if (count_code_points(text) > most) wrong(name, "is longer than " + std::to_string(most) + " characters");
    return text;
}

std::vector<std::int64_t> Fields::ids(std::string_view name, std::size_t most) {
    std::vector<std::int64_t> ids;
    const Json* value = find(object_, name);
    if (!value || value->is_null()) return ids;
    if (!value->is_array() || value->size() > most) {
        wrong(name, "must be a list of at most " + std::to_string(most) + " ids");
        return ids;
    }
    for (const auto& id : *value) {
        if (!id.is_number_integer()) {
            wrong(name, "must hold ids only");
            return {};
        }
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

const Json* Fields::object(std::string_view name) {
    const Json* value = find(object_, name);
    if (!value || value->is_null()) return nullptr;
    if (value->is_object()) return value;
    wrong(name, "must be an object");
    return nullptr;
}

void Fields::only(std::initializer_list<std::string_view> names) {
    for (const auto& [name, value] : object_.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end()) wrong(name, "is not known here");
    }
}

void Fields::wrong(std::string_view name, std::string message) {
    errors_.push_back({prefix_ + std::string(name), std::move(message)});
}

void Fields::join(const Fields& part) {
    errors_.insert(errors_.end(), part.errors_.begin(), part.errors_.end());
}

void Fields::check() const {
    if (errors_.empty()) return;
    Error error(Errc::invalid, "invalid_fields", "some fields are wrong");
    for (const auto& one : errors_) error.add_field(one.field, one.message);
    throw Failure(error);
}

Json read_page(Fields& fields) {
    const Json* given = fields.object("page");
    if (!given) return nullptr;
    Fields page(*given, "page.");
    page.only({"url", "referrer", "title", "landing_url", "landing_referrer"});
    Json read = Json::object();
    for (const char* name : {"url", "referrer", "landing_url", "landing_referrer"}) {
        if (auto text = page.text(name, 2048); !text.empty()) read[name] = std::move(text);
    }
    if (auto title = page.text("title", 200); !title.empty()) read["title"] = std::move(title);
    fields.join(page);
    return read;
}

}  // namespace parley::widget
