#pragma once

#include "server/store/messages.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// What people have put on one message. Platforms know one reaction of ours on a message, whoever of us set it.
struct Reactions {
    struct Theirs {
        std::string who, name;  ///< the platform's id of the person
        std::vector<std::string> emoji;
        Millis at = 0;  ///< also of one who took all away: what is older comes too late
    };
    struct Ours {
        std::string emoji;
        std::int64_t user_id = 0;
        Millis at = 0;
    };

    std::vector<Theirs> theirs;
    std::optional<Ours> ours;   ///< what the customer sees
    std::optional<Ours> asked;  ///< what an operator wants and the platform has not taken yet; no emoji: none

    /// False: what stands here is newer, or there is no room for more people.
    bool take(Theirs seen);
    /// What is shown of ours; empty: none.
    std::string_view shown() const { return asked ? asked->emoji : ours ? std::string_view(ours->emoji) : ""; }
};

/// The texts of a list of ours.
std::vector<std::string> texts_of(const Json& object, std::string_view name);
Reactions read_reactions(const Json& stored);
void save_reactions(Transaction& transaction, MessageAddress address, const Reactions& reactions);

}  // namespace parley
