#pragma once

#include "server/base/error.hpp"
#include "server/base/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::whatsapp {

// content.buttons as WhatsApp's interactive messages. Their limits are Meta's (Cloud API, interactive messages), in
// characters; we count UTF-16 units, of which there are never fewer.

constexpr std::size_t kInteractiveText = 1024, kRowTitle = 24;

/// What stands against such buttons under this text, with what to do; nothing: they can go.
std::optional<Error> refuse_buttons(const Json& buttons, std::string_view text);
/// The object of a message of type `interactive`: up to three buttons, more or wordier ones as a list, a link, or what
/// is asked for. `list_title` opens a list; empty: a sign does.
Json write_interactive(const Json& buttons, std::string words, std::string_view list_title);

}  // namespace parley::whatsapp
