#include "connectors/whatsapp/whatsapp.hpp"

#include <algorithm>
#include <charconv>

namespace parley::whatsapp {
namespace {

constexpr std::string_view kGroup = "group:";
constexpr std::string_view kReference = "parley:";

std::string_view without_plus(std::string_view id) {
    return id.starts_with('+') ? id.substr(1) : id;
}

/// A number goes where numbers do, whatever member it came in; anything else is an id of the portfolio.
void put(Names& names, const std::string& id) {
    const auto bare = without_plus(id);
    if (bare.empty()) return;
    auto& place = is_number(bare) ? names.phone : names.user;
    if (place.empty()) place = bare;
}

bool is_of(const Json& contact, const Names& names) {
    const auto number = id_of(contact, "wa_id").value_or(""), user = id_of(contact, "user_id").value_or("");
    const auto told = [&](const std::string& id) {
        return !id.empty() && (without_plus(id) == names.phone || id == names.user);
    };
    return told(number) || told(user);
}

template <class Number>
bool take_number(std::string_view& text, Number& into) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    if (read.ec != std::errc()) return false;
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    if (text.starts_with(':')) text.remove_prefix(1);
    return true;
}

}  // namespace

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

Millis time_of(const Json& holder, std::string_view key, Millis otherwise) {
    const auto told = id_of(holder, key).value_or("");
    Millis time = 0;
    const auto read = std::from_chars(told.data(), told.data() + told.size(), time);
    if (told.empty() || read.ec != std::errc() || time <= 0 || time > 100'000'000'000'000) return otherwise;
    return time > 1'000'000'000'000 ? time : time * 1000;
}

bool is_number(std::string_view id) {
    return id.size() >= 5 && id.size() <= 20 &&
           std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string Names::thread() const {
    if (!group.empty()) return std::string(kGroup) + group;
    return phone.empty() ? user.empty() ? parent : user : phone;
}

std::vector<std::string> Names::other_threads() const {
    std::vector<std::string> others;
    if (!group.empty()) return others;
    for (const auto* name : {&user, &parent}) {
        if (!name->empty() && *name != thread()) others.push_back(*name);
    }
    return others;
}

Names names_at(const Json& holder, std::string_view prefix) {
    const std::string base(prefix);
    Names names;
    put(names, id_of(holder, base == "recipient" ? "recipient_id" : base).value_or(""));
    if (const auto user = id_of(holder, base + "_user_id")) names.user = *user;
    names.parent = id_of(holder, base + "_parent_user_id").value_or("");
    return names;
}

Person person_of(const Json& value, Names& names) {
    Person person;
    for (const auto* contact : objects_in(value, "contacts")) {
        if (!is_of(*contact, names)) continue;
        put(names, id_of(*contact, "wa_id").value_or(""));
        put(names, id_of(*contact, "user_id").value_or(""));
        if (names.parent.empty()) names.parent = id_of(*contact, "parent_user_id").value_or("");
        const Json* profile = object_at(*contact, "profile");
        if (!profile) break;
        if (auto name = text_or(*profile, "name"); !name.empty()) person.name = std::move(name);
        auto username = text_or(*profile, "username");
        if (username.starts_with('@')) username.erase(0, 1);
        if (!username.empty()) person.username = std::move(username);
        break;
    }
    // The id of the portfolio first: a number may be given to somebody else one day.
    for (const auto* id : {&names.user, &names.parent, &names.phone}) {
        if (id->empty()) continue;
        if (person.external_id.empty())
            person.external_id = *id;
        else
            person.other_ids.push_back(*id);
    }
    if (!names.phone.empty()) {
        person.phone = "+" + names.phone;
        person.phone_proven = true;
    }
    return person;
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

}  // namespace parley::whatsapp
