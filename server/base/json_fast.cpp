#include "server/base/json_fast.hpp"

#include <simdjson.h>

namespace parley {
namespace {

namespace dom = simdjson::dom;

/// The parser keeps some twenty times the room of its largest text, for each thread.
constexpr std::size_t kMostBytes = 64 * 1024;

std::string_view text_of(const dom::element& value) {
    return value.get_string().value_unsafe();
}

/// False: nested too deep, or a key stands twice.
// NOLINTNEXTLINE(misc-no-recursion): at most `depth` deep.
bool copy(const dom::element& from, Json& to, int depth) {
    switch (from.type()) {
        case dom::element_type::ARRAY: {
            if (depth == 0) return false;
            const auto items = from.get_array().value_unsafe();
            auto& list = (to = Json::array()).get_ref<Json::array_t&>();
            list.reserve(items.size());
            for (const auto item : items) {
                if (!copy(item, list.emplace_back(), depth - 1)) return false;
            }
            return true;
        }
        case dom::element_type::OBJECT: {
            if (depth == 0) return false;
            auto& members = (to = Json::object()).get_ref<Json::object_t&>();
            for (const auto member : from.get_object().value_unsafe()) {
                const auto [place, fresh] = members.try_emplace(std::string(member.key), nullptr);
                if (!fresh || !copy(member.value, place->second, depth - 1)) return false;
            }
            return true;
        }
        case dom::element_type::STRING:
            to = text_of(from);
            return true;
        case dom::element_type::INT64: {
            const auto number = from.get_int64().value_unsafe();
            if (number < 0)
                to = number;
            else
                to = static_cast<std::uint64_t>(number);  // as the other reader has it
            return true;
        }
        case dom::element_type::UINT64:
            to = from.get_uint64().value_unsafe();
            return true;
        case dom::element_type::DOUBLE:
            to = from.get_double().value_unsafe();
            return true;
        case dom::element_type::BOOL:
            to = from.get_bool().value_unsafe();
            return true;
        case dom::element_type::NULL_VALUE:
            to = nullptr;
            return true;
    }
    return false;
}

}  // namespace

std::optional<Json> read_json_fast(std::string_view bytes, int max_depth) {
    if (bytes.size() > kMostBytes) return std::nullopt;
    thread_local dom::parser parser;
    dom::element root;
    if (parser.parse(bytes.data(), bytes.size()).get(root) != simdjson::SUCCESS) return std::nullopt;
    std::optional<Json> out(std::in_place);
    if (!copy(root, *out, max_depth)) return std::nullopt;
    return out;
}

}  // namespace parley
