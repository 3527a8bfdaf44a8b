#pragma once

#include "server/net/http.hpp"

namespace parley {

/// The web app from inside the binary: hashed files for ever, the page itself with an ETag, app routes fall back to it.
void add_pages(Router& router);

}  // namespace parley
