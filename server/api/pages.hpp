#pragma once

#include "server/net/http.hpp"

#include <string_view>

namespace parley {

/// Which build of the web app this server has, as its page says of itself; empty without one. A page of another build
/// learns by the socket's hello that there is a newer one.
std::string_view page_build();

/// The web app from inside the binary: hashed files for ever, the page itself with an ETag, app routes fall back to it.
void add_pages(Router& router);

}  // namespace parley
