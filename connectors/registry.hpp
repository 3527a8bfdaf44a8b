#pragma once

#include "connectors/connector.hpp"

#include <span>
#include <string_view>

namespace parley {

/// Every kind there is. A new channel is its own folder and one line in registry.cpp.
std::span<const ConnectorKind> connector_kinds();
const ConnectorKind* find_kind(std::string_view kind);

/// Refuses unknown and missing settings by name, then lets the kind complete them.
Result<Json> complete_settings(const ConnectorKind& kind, Json settings);
/// The settings with every secret replaced by nothing: for the API.
Json without_secrets(const ConnectorKind& kind, const Json& settings);

}  // namespace parley
