#pragma once

#include "server/base/json.hpp"

#include <string_view>

namespace parley {

/// What somebody filled in, from the text a form was sent as: `[{"name","value"}]`, both texts, bounded. A text that is
/// no JSON object is one answer without a name; nothing is none. What a form says of itself (`flow_token`) is left out.
Json form_answers(std::string_view text);

}  // namespace parley
