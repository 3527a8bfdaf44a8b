#pragma once

#include <array>
#include <span>
#include <string_view>

namespace parley::sample {

enum class Language { en, ru, pl };
inline constexpr std::array<std::string_view, 3> kLanguageCodes = {"en", "ru", "pl"};

/// What somebody writes about; decides what becomes of the lead.
enum class Purpose { purchase, wholesale, order, service };

/// A talk of one enquiry. A line begins with `<` when the customer says it and with `>` when the shop does, then may
/// carry `[picture]`, `[voice]`, `[receipt]` or `[prices]`. {model} {size} {price} {city} {day} {order} are filled in.
struct Talk {
    Purpose purpose;
    std::array<std::string_view, 9> lines;  ///< empty from the end of the talk on
};

/// Everything that is said in one language.
struct Phrases {
    std::span<const Talk> talks;
    std::span<const std::string_view> greetings;  ///< put before the first line
    std::span<const std::string_view> goodbyes;   ///< the shop's answer to a last thank-you
    std::span<const std::string_view> notes;      ///< what colleagues write to each other
    std::span<const std::string_view> days, cities;
};
const Phrases& phrases(Language language);

/// A person's name as written and in letters that fit an address.
struct Name {
    std::string_view written, latin;
};
struct Names {
    std::span<const Name> men, women;
    std::span<const std::string_view> men_family, women_family;
    std::string_view phone;  ///< the country's code and the operator's, seven digits short
};
const Names& names(Language language);

struct Model {
    std::string_view name;
    int price;  ///< in EUR
};
std::span<const Model> models();

/// How people come: the page they land on and the page before it.
struct Way {
    int weight;
    std::string_view landing, referrer;
};
std::span<const Way> ways(Language language);

}  // namespace parley::sample
