#pragma once

#include "server/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

struct FormPart {
    std::string name;
    std::string file_name;     ///< empty for plain fields
    std::string content_type;  ///< empty for plain fields
    std::string content;
};

struct FormBody {
    std::string content_type;  ///< with the boundary
    std::string body;
};

/// multipart/form-data (RFC 7578). The boundary is made so that it does not occur in the content.
FormBody write_multipart(const std::vector<FormPart>& parts);
Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body);

/// application/x-www-form-urlencoded and URL parts.
std::string percent_encode(std::string_view text);
Result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

/// RFC 6266/8187 Content-Disposition with a cleaned file name.
std::string content_disposition(std::string_view kind, std::string_view file_name);

}  // namespace parley
