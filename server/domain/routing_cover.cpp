#include "server/domain/routing_cover.hpp"

#include "server/base/text.hpp"

#include <algorithm>
#include <set>

namespace parley {
namespace {

using Texts = std::vector<std::string>;

bool one_of(const Texts& all, const std::string& folded) {
    return std::ranges::any_of(all, [&](const auto& one) { return fold(one) == folded; });
}

/// A list that says nothing lets everything pass.
bool list_covers(const Texts& wide, const Texts& narrow) {
    if (wide.empty()) return true;
    return !narrow.empty() && std::ranges::all_of(narrow, [&](const auto& one) { return one_of(wide, fold(one)); });
}

/// Words fit at the beginnings of words: who writes "bicycles" has written "bicycle".
bool words_cover(const Texts& wide, const Texts& narrow) {
    if (wide.empty()) return true;
    return !narrow.empty() && std::ranges::all_of(narrow, [&](const auto& one) {
        const auto longer = fold(trim(one));
        return std::ranges::any_of(wide, [&](const auto& word) {
            const auto shorter = fold(trim(word));
            return !shorter.empty() && longer.starts_with(shorter);
        });
    });
}

/// The channels that pass, of those there are.
std::set<std::int64_t> channels_of(const Conditions& c, const std::map<std::int64_t, std::string>& kinds) {
    std::set<std::int64_t> passing;
    for (const auto& [id, kind] : kinds) {
        const bool named = c.channels.empty() || std::ranges::find(c.channels, id) != c.channels.end();
        const bool of_kind =
            c.channel_kinds.empty() || std::ranges::find(c.channel_kinds, kind) != c.channel_kinds.end();
        if (named && of_kind) passing.insert(id);
    }
    return passing;
}

bool flag_covers(std::optional<bool> wide, std::optional<bool> narrow) {
    return !wide || wide == narrow;
}

}  // namespace

bool covers(const Conditions& wide, const Conditions& narrow, const std::map<std::int64_t, std::string>& kinds) {
    if (!wide.channels.empty() || !wide.channel_kinds.empty()) {
        if (narrow.channels.empty() && narrow.channel_kinds.empty()) return false;  // a channel may be added
        if (!std::ranges::includes(channels_of(wide, kinds), channels_of(narrow, kinds))) return false;
    }
    const bool fields = std::ranges::all_of(wide.contact_fields, [&](const auto& wanted) {
        const auto found = narrow.contact_fields.find(wanted.first);
        return found != narrow.contact_fields.end() && fold(found->second) == fold(wanted.second);
    });
    return fields && list_covers(wide.sources, narrow.sources) && list_covers(wide.campaigns, narrow.campaigns) &&
           list_covers(wide.languages, narrow.languages) && words_cover(wide.words, narrow.words) &&
           narrow.page_prefix.starts_with(wide.page_prefix) && flag_covers(wide.in_hours, narrow.in_hours) &&
           flag_covers(wide.returning, narrow.returning);
}

std::map<std::int64_t, std::int64_t> taken_by(const std::vector<RoutingRule>& rules,
                                              const std::map<std::int64_t, std::string>& kinds) {
    std::map<std::int64_t, std::int64_t> taken;
    for (std::size_t i = 0; i < rules.size(); ++i) {
        if (!rules[i].enabled) continue;
        for (std::size_t j = 0; j < i; ++j) {
            if (!rules[j].enabled || !covers(rules[j].conditions, rules[i].conditions, kinds)) continue;
            taken[rules[i].id] = rules[j].id;
            break;
        }
    }
    return taken;
}

}  // namespace parley
