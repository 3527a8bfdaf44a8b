#include "server/net/response_head.hpp"

#include "server/base/log.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

#include <iterator>

namespace parley {
namespace {

bool is_safe(std::string_view text) {
    return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

}  // namespace

void write_head(std::string& out, const Response& response, std::size_t body_size, bool keep_alive) {
    namespace http = boost::beast::http;
    out.clear();
    const auto reason = http::obsolete_reason(http::int_to_status(static_cast<unsigned>(response.status)));
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                   std::string_view(reason.data(), reason.size()));
    for (const auto& [name, value] : response.headers.all()) {
        if (!is_safe(name) || !is_safe(value)) {
            log_error("an answer's field with control characters was left out");
            continue;
        }
        out.append(name).append(": ").append(value).append("\r\n");
    }
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", body_size);
    out += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
}

}  // namespace parley
