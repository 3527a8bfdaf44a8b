#pragma once

#include "server/flow/outbound.hpp"

namespace parley {

// What a reply carries beside its words, or in their place, as it stands in the message's content. All throw Failure on
// the field that is wrong.

/// content.buttons. `text`: as it will stand over them.
Json read_buttons(const Conversation& c, const Reply& reply, std::string_view text, const Capabilities& can);
/// content.list_title: what opens the buttons where the channel shows them as a list.
std::string read_list_title(const Reply& reply);
/// A place or a card takes the place of all else.
bool stands_alone(const Reply& reply);
void check_alone(const Reply& reply, const Capabilities& can);
/// The content of kind location: {latitude, longitude, title, address}.
Json read_place(const Json& place);
/// The content of kind contact: {name, phone, own}. The phone in international form.
Json read_card(const Json& card);

}  // namespace parley
