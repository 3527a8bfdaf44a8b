#pragma once

#include <string>
#include <string_view>

namespace parley {

/// A browser and the system under it, by the names that people know; empty when unknown.
struct UserAgent {
    std::string browser, system;
};

/// From the User-Agent header. Only for showing: anybody may write there what they like.
UserAgent read_user_agent(std::string_view header);

}  // namespace parley
