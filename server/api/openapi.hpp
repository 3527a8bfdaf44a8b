#pragma once

#include <string_view>

namespace parley {

/// The API's description, assembled by the build from server/api/openapi/*.json.
std::string_view openapi_document();
/// Quoted hash of it.
std::string_view openapi_etag();

}  // namespace parley
