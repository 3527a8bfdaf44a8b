#pragma once

#include "server/app/config.hpp"

namespace parley {

/// `parley serve`: builds every part, in order, and runs until SIGTERM or SIGINT. The exit code.
int serve(const Config& config);

}  // namespace parley
