#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// What one message tells of its sender. Empty means unknown; a fact is verified when the platform vouches for it.
struct PersonFacts {
    std::string name, username;
    std::string email, phone;  ///< as written; normalised here
    bool email_verified = false, phone_verified = false;
};

/// A contact that might be the same person, as stored.
struct KnownContact {
    std::int64_t id = 0;
    PersonFacts facts;
};

/// One reason to think so: `what` is verified_email, verified_phone, email, phone, username or name.
struct Evidence {
    std::string what;
    std::string value;  ///< the value both have, normalised
};

/// A contact that operators may merge by hand.
struct Suggestion {
    std::int64_t contact_id = 0;
    int weight = 0;  ///< larger is likelier; only for the order
    std::vector<Evidence> evidence;
};

struct MatchResult {
    /// The contact it is: both sides hold the same verified email or phone and no verified fact speaks against it.
    std::optional<std::int64_t> contact_id;
    std::vector<Evidence> evidence;       ///< for `contact_id`
    std::vector<Suggestion> suggestions;  ///< never holds `contact_id`; strongest first, then lower id
};

/// Joins nobody when verified facts name several contacts: all of them become suggestions. A name alone is no
/// suggestion.
MatchResult match(const PersonFacts& person, const std::vector<KnownContact>& contacts);

/// Trimmed, domain and local part in lower case; empty when it is no address. Dots and +tags stay: they tell people
/// apart.
std::string normal_email(std::string_view text);
/// E.164 such as +48600100200, only from text that begins with + or 00 (a national number does not tell its country);
/// spaces, dots, dashes, slashes and brackets are dropped. Two countries changed how their mobile numbers are written,
/// and both ways are still met: Mexico's lose the 1 after +52, Brazil's get the 9 after the area. Empty when it is no
/// such number.
std::string normal_phone(std::string_view text);

}  // namespace parley
