#include "server/base/json.hpp"

#include "server/base/json_fast.hpp"
#include "server/base/text.hpp"

#include <cmath>
#include <unordered_set>

namespace parley {
namespace {

/// Builds the document through nlohmann's SAX interface, refusing what the DOM parser would take.
class BoundedReader final : public nlohmann::json_sax<Json> {
public:
    explicit BoundedReader(int max_depth) : max_depth_(max_depth) {}

    bool null() override { return place(nullptr); }
    bool boolean(bool value) override { return place(value); }
    bool number_integer(number_integer_t value) override { return place(value); }
    bool number_unsigned(number_unsigned_t value) override { return place(value); }
    bool number_float(number_float_t value, const string_t&) override {
        return std::isfinite(value) ? place(value) : refuse("a number is out of range");
    }
    bool string(string_t& value) override { return place(std::move(value)); }
    bool binary(binary_t&) override { return refuse("binary is not JSON"); }

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool key(string_t& name) override {
        Json& object = *stack_.back();
        const auto [place, fresh] = object.get_ref<Json::object_t&>().try_emplace(std::move(name), nullptr);
        if (!fresh) return refuse("the key \"" + place->first + "\" stands twice");
        slot_ = &place->second;
        return true;
    }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t position, const std::string&, const Json::exception&) override {
        if (problem_.empty()) problem_ = "not valid JSON at byte " + std::to_string(position);
        return false;
    }

    const std::string& problem() const { return problem_; }
    Json take() { return std::move(root_); }

private:
    template <class Value>
    bool place(Value&& value) {
        put(Json(std::forward<Value>(value)));
        return true;
    }
    Json* put(Json&& value) {
        if (stack_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        Json& parent = *stack_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        *slot_ = std::move(value);
        return slot_;
    }
    bool open(Json&& container) {
        if (static_cast<int>(stack_.size()) >= max_depth_) {
            return refuse("nested deeper than " + std::to_string(max_depth_) + " levels");
        }
        stack_.push_back(put(std::move(container)));
        return true;
    }
    bool close() {
        stack_.pop_back();
        return true;
    }
    bool refuse(std::string why) {
        problem_ = std::move(why);
        return false;
    }

    int max_depth_;
    Json root_;
    // Parents stay where they are while a child is open: a container grows only at its own end.
    std::vector<Json*> stack_;
    Json* slot_ = nullptr;
    std::string problem_;
};

}  // namespace

Result<Json> read_json(std::string_view bytes, JsonLimits limits) {
    if (bytes.size() > limits.max_bytes) {
        return Error(Errc::too_large, "body_too_large", "limit is " + std::to_string(limits.max_bytes) + " bytes");
    }
    if (auto read = read_json_fast(bytes, limits.max_depth)) return std::move(*read);
    return read_json_bounded(bytes, limits.max_depth);
}

Result<Json> read_json_bounded(std::string_view bytes, int max_depth) {
    if (const auto bad = first_invalid_utf8(bytes); bad != std::string_view::npos) {
        return Error(Errc::invalid, "invalid_json", "not valid UTF-8 at byte " + std::to_string(bad));
    }
    BoundedReader reader(max_depth);
    const bool whole = Json::sax_parse(bytes.begin(), bytes.end(), &reader);
    if (!whole) return Error(Errc::invalid, "invalid_json", reader.problem());
    return reader.take();
}

Json stored_json(std::string_view text) {
    return Json::parse(text, nullptr, false);
}

std::string dump(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const Json* find(const Json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto place = object.find(key);
    return place == object.end() ? nullptr : &*place;
}

std::optional<std::string> text_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    if (!value || !value->is_string()) return std::nullopt;
    return value->get_ref<const std::string&>();
}

const Json* object_at(const Json& holder, std::string_view key) {
    const Json* found = find(holder, key);
    return found && found->is_object() ? found : nullptr;
}

std::vector<const Json*> objects_in(const Json& holder, std::string_view key) {
    std::vector<const Json*> out;
    const Json* list = find(holder, key);
    if (!list || !list->is_array()) return out;
    for (const auto& one : *list) {
        if (one.is_object()) out.push_back(&one);
    }
    return out;
}

std::string text_or(const Json& object, std::string_view key, std::string_view otherwise) {
    auto text = text_of(object, key);
    return text ? std::move(*text) : std::string(otherwise);
}

std::optional<std::int64_t> integer_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    if (!value || !value->is_number_integer()) return std::nullopt;
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
        return std::nullopt;
    }
    return value->get<std::int64_t>();
}

std::optional<double> number_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    if (!value || !value->is_number()) return std::nullopt;
    return value->get<double>();
}

bool flag_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    return value && value->is_boolean() && value->get<bool>();
}

std::optional<std::string> id_of(const Json& object, std::string_view key) {
    const Json* value = find(object, key);
    if (!value) return std::nullopt;
    if (value->is_string() && !value->get_ref<const std::string&>().empty())
        return value->get_ref<const std::string&>();
    if (value->is_number_integer()) return value->dump();
    return std::nullopt;
}

}  // namespace parley
