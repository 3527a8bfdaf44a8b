#pragma once

#include "server/api/widget/house.hpp"

namespace parley::widget {

/// What a visitor thinks of a conversation that was closed. Only then, and until it goes on.
void add_rating_route(Router& router, std::shared_ptr<House> house);
/// `{"score","comment"}`, or null while it was not rated since its last message.
Json view_rating(db::Connection& db, const Conversation& conversation);
/// Does the site ask for it?
bool asks_for_rating(const Json& settings);

}  // namespace parley::widget
