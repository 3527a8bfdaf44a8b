#pragma once

#include "connectors/connector.hpp"

#include <optional>

namespace parley::whatsapp {

/// One template of the platform's list; nothing when it has no name.
std::optional<PlatformTemplate> read_template(const Json& told);

}  // namespace parley::whatsapp
