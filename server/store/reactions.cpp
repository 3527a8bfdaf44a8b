#include "server/store/reactions.hpp"

#include <algorithm>

namespace parley {
namespace {

/// Of a group so large that more of them would only make the message heavy.
constexpr std::size_t kMostPeople = 100;

std::optional<Reactions::Ours> read_ours(const Json& stored, std::string_view name) {
    const Json* found = find(stored, name);
    if (!found || !found->is_object()) return std::nullopt;
    return Reactions::Ours{text_or(*found, "emoji"), integer_of(*found, "by").value_or(0),
                           integer_of(*found, "at").value_or(0)};
}

Json write_ours(const Reactions::Ours& ours) {
    return {{"emoji", ours.emoji}, {"by", ours.user_id}, {"at", ours.at}};
}

}  // namespace

bool Reactions::take(Theirs seen) {
    const auto known =
        std::find_if(theirs.begin(), theirs.end(), [&seen](const Theirs& one) { return one.who == seen.who; });
    if (known != theirs.end()) {
        if (known->at > seen.at) return false;
        *known = std::move(seen);
        return true;
    }
    if (theirs.size() >= kMostPeople) return false;
    theirs.push_back(std::move(seen));
    return true;
}

std::vector<std::string> texts_of(const Json& object, std::string_view name) {
    std::vector<std::string> texts;
    const Json* list = find(object, name);
    if (!list || !list->is_array()) return texts;
    for (const auto& one : *list) {
        if (one.is_string()) texts.push_back(one.get<std::string>());
    }
    return texts;
}

Reactions read_reactions(const Json& stored) {
    Reactions out;
    if (const Json* list = find(stored, "theirs"); list && list->is_array()) {
        for (const auto& one : *list) {
            out.theirs.push_back(
                {text_or(one, "who"), text_or(one, "name"), texts_of(one, "emoji"), integer_of(one, "at").value_or(0)});
        }
    }
    out.ours = read_ours(stored, "ours");
    out.asked = read_ours(stored, "asked");
    return out;
}

void save_reactions(Transaction& transaction, MessageAddress address, const Reactions& reactions) {
    Json stored = Json::object();
    for (const auto& one : reactions.theirs)
        stored["theirs"].push_back({{"who", one.who}, {"name", one.name}, {"emoji", one.emoji}, {"at", one.at}});
    if (reactions.ours) stored["ours"] = write_ours(*reactions.ours);
    if (reactions.asked) stored["asked"] = write_ours(*reactions.asked);
    std::optional<std::string> text;
    if (!stored.empty()) text = dump(stored);
    change_message(transaction, db::q::message_set_reactions, address, text);
    announce_message(transaction, "message.updated", address);
}

}  // namespace parley
