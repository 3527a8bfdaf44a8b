#include "server/domain/identity.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace parley {
namespace {

constexpr std::size_t kMostEmail = 254;
constexpr std::size_t kMostLocal = 64;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank_or_control(char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
}

bool is_domain(std::string_view domain) {
    if (domain.find('.') == std::string_view::npos || domain.ends_with('.')) return false;
    std::size_t label = 0;
    for (const char c : domain) {
        if (c == '.') {
            if (label == 0) return false;
            label = 0;
            continue;
        }
        const bool plain = (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
        if (!plain || ++label > 63) return false;
    }
    return true;
}

std::string as_written_now(std::string number) {
    constexpr std::size_t kPlus = 1, kCountry = 2, kArea = 2;
    if (number.starts_with("+521") && number.size() == kPlus + kCountry + 11) number.erase(3, 1);
    const auto local = kPlus + kCountry + kArea;
    // Numbers of eight digits that begin with 2 to 5 are no mobiles.
    if (number.starts_with("+55") && number.size() == local + 8 && number[local] >= '6') number.insert(local, "9");
    return number;
}

/// Facts brought into the form in which they compare.
struct Normal {
    std::string email, phone, username, name;
    bool email_verified = false, phone_verified = false;

    explicit Normal(const PersonFacts& facts)
        : email(normal_email(facts.email)),
          phone(normal_phone(facts.phone)),
          username(fold(trim(facts.username))),
          name(fold(trim(facts.name))),
          email_verified(facts.email_verified && !email.empty()),
          phone_verified(facts.phone_verified && !phone.empty()) {
        if (username.starts_with('@')) username.erase(0, 1);
    }
};

bool same(const std::string& a, const std::string& b) {
    return !a.empty() && a == b;
}

bool proven_same(const Normal& a, const Normal& b) {
    return (a.email_verified && b.email_verified && a.email == b.email) ||
           (a.phone_verified && b.phone_verified && a.phone == b.phone);
}

/// Both verified and different: one mailbox or number may be shared, so a hit on the other fact is not enough.
bool proven_apart(const Normal& a, const Normal& b) {
    return (a.email_verified && b.email_verified && a.email != b.email) ||
           (a.phone_verified && b.phone_verified && a.phone != b.phone);
}

Suggestion compare(const Normal& a, const Normal& b, std::int64_t id) {
    Suggestion found{id, 0, {}};
    const auto add = [&](const char* what, const std::string& value, int weight) {
        found.evidence.push_back({what, value});
        found.weight += weight;
    };
    if (same(a.email, b.email)) {
        if (a.email_verified && b.email_verified)
            add("verified_email", a.email, 100);
        else
            add("email", a.email, 40);
    }
    if (same(a.phone, b.phone)) {
        if (a.phone_verified && b.phone_verified)
            add("verified_phone", a.phone, 100);
        else
            add("phone", a.phone, 40);
    }
    if (same(a.username, b.username)) add("username", a.username, 15);
    // Namesakes are many: a name only strengthens other evidence.
    if (!found.evidence.empty() && same(a.name, b.name)) add("name", a.name, 10);
    return found;
}

}  // namespace

MatchResult match(const PersonFacts& person, const std::vector<KnownContact>& contacts) {
    const Normal wanted(person);
    MatchResult result;
    std::size_t proven = 0;
    for (const auto& contact : contacts) {
        const Normal known(contact.facts);
        auto found = compare(wanted, known, contact.id);
        if (found.evidence.empty()) continue;
        if (proven_same(wanted, known)) {
            ++proven;
            if (!proven_apart(wanted, known)) result.contact_id = contact.id;
        }
        result.suggestions.push_back(std::move(found));
    }
    if (proven > 1) result.contact_id.reset();
    std::sort(result.suggestions.begin(), result.suggestions.end(), [](const Suggestion& a, const Suggestion& b) {
        return std::tie(b.weight, a.contact_id) < std::tie(a.weight, b.contact_id);
    });
    if (!result.contact_id) return result;
    const auto chosen = std::find_if(result.suggestions.begin(), result.suggestions.end(),
                                     [&](const auto& one) { return one.contact_id == *result.contact_id; });
    result.evidence = std::move(chosen->evidence);
    result.suggestions.erase(chosen);
    return result;
}

std::string normal_email(std::string_view text) {
    text = trim(text);
    if (text.size() > kMostEmail || first_invalid_utf8(text) != std::string_view::npos) return {};
    if (std::any_of(text.begin(), text.end(), is_blank_or_control)) return {};
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > kMostLocal || text.find('@', at + 1) != std::string_view::npos)
        return {};
    auto lower = to_lower_ascii(text);
    const auto domain = std::string_view(lower).substr(at + 1);
    return is_domain(domain) ? lower : std::string();
}

std::string normal_phone(std::string_view text) {
    text = trim(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    else if (text.starts_with("00"))
        text.remove_prefix(2);
    else
        return {};
    std::string number = "+";
    for (const char c : text) {
        if (is_digit(c))
            number += c;
        else if (std::string_view(" .-/()").find(c) == std::string_view::npos)
            return {};
    }
    // Country codes never begin with 0; E.164 has at most 15 digits, and no country's numbers have fewer than 7.
    if (number.size() < 8 || number.size() > 16 || number[1] == '0') return {};
    return as_written_now(std::move(number));
}

}  // namespace parley
