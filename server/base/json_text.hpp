#pragma once

#include "server/base/clock.hpp"

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace parley {

/// A finished piece of JSON, as text. What goes out many times a second is written straight away instead of being built
/// as a tree first (measured: a tree of a conversation costs five times its text).
struct JsonText {
    std::string text = "null";

    bool is_null() const { return text == "null"; }
};

/// Such a piece that stands somewhere else.
struct JsonRaw {
    std::string_view text = "null";
};

/// A moment as RFC 3339; null when there is none.
struct JsonTime {
    std::optional<Millis> at;
};

/// One value on its way into text. Holds views: use it inside the expression that made the values.
class JsonValue {
public:
    JsonValue(std::nullptr_t) : kind_(Kind::raw), text_("null") {}
    JsonValue(bool value) : kind_(Kind::raw), text_(value ? "true" : "false") {}
    template <std::integral T>
    JsonValue(T value) : kind_(Kind::integer), integer_(static_cast<std::int64_t>(value)) {}
    JsonValue(std::string_view value) : kind_(Kind::text), text_(value) {}
    JsonValue(const char* value) : kind_(Kind::text), text_(value) {}
    JsonValue(const std::string& value) : kind_(Kind::text), text_(value) {}
    JsonValue(const JsonText& value) : kind_(Kind::raw), text_(value.text) {}
    JsonValue(JsonTime value) : JsonValue(nullptr) {
        if (value.at) kind_ = Kind::time, integer_ = *value.at;
    }
    /// Writes itself where it belongs: what is nested costs no text of its own.
    template <std::invocable<std::string&> F>
    JsonValue(const F& append)
        : kind_(Kind::piece),
          piece_(&append),
          append_piece_([](const void* piece, std::string& out) { (*static_cast<const F*>(piece))(out); }) {}
    JsonValue(JsonRaw value) : kind_(Kind::raw), text_(value.text) {}
    template <class T>
    JsonValue(const std::optional<T>& value) : JsonValue(nullptr) {
        if (value) *this = JsonValue(*value);
    }

    void append_to(std::string& out) const;

private:
    enum class Kind { raw, integer, text, time, piece };
    Kind kind_;
    std::int64_t integer_ = 0;
    std::string_view text_;
    const void* piece_ = nullptr;
    void (*append_piece_)(const void*, std::string&) = nullptr;
};

struct JsonMember {
    std::string_view name;  ///< written as it is: plain ASCII
    JsonValue value;
};
void append_object(std::string& out, std::initializer_list<JsonMember> members);
JsonText json_object(std::initializer_list<JsonMember> members);
/// Adds members to an object that is there.
void json_extend(JsonText& object, std::initializer_list<JsonMember> members);

/// Items of an array, one after the other.
class JsonList {
public:
    void push_back(const JsonValue& item);
    std::size_t size() const { return size_; }
    JsonText text() const { return {"[" + items_ + "]"}; }

private:
    std::string items_;
    std::size_t size_ = 0;
};

/// Quoted and escaped; bytes that are not UTF-8 become U+FFFD.
void append_json_string(std::string& out, std::string_view text);

}  // namespace parley
