#include "connectors/whatsapp/whatsapp.hpp"
#include "server/domain/identity.hpp"

#include <algorithm>

namespace parley::whatsapp {
namespace {

constexpr std::string_view kGroup = "group:";

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

}  // namespace

bool is_number(std::string_view id) {
    return id.size() >= 5 && id.size() <= 20 &&
           std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string phone_of(std::string_view wa_id) {
    auto number = "+" + std::string(wa_id);
    // Everybody on WhatsApp in Argentina is reached by the 9 that mobile numbers have from abroad.
    constexpr std::string_view kArgentina = "+54";
    if (number.starts_with(kArgentina) && number.size() == 13 && number[3] != '9') number.insert(3, "9");
    auto normal = normal_phone(number);
    return normal.empty() ? number : normal;
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
        person.phone = phone_of(names.phone);
        person.phone_proven = true;
    }
    return person;
}

}  // namespace parley::whatsapp
