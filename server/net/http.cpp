#include "server/net/http.hpp"

#include "server/base/json.hpp"
#include "server/base/text.hpp"
#include "server/net/multipart.hpp"

namespace parley {

std::string_view name_of(Method method) noexcept {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
        case Method::put:
            return "PUT";
        case Method::patch:
            return "PATCH";
        case Method::del:
            return "DELETE";
        case Method::options:
            break;
    }
    return "OPTIONS";
}

void Headers::add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
}

void Headers::set(std::string name, std::string value) {
    for (auto& [known, old] : fields_) {
        if (!equal_ignoring_case(known, name)) continue;
        old = std::move(value);
        return;
    }
    add(std::move(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const noexcept {
    for (const auto& [known, value] : fields_) {
        if (equal_ignoring_case(known, name)) return value;
    }
    return {};
}

std::size_t Headers::count(std::string_view name) const noexcept {
    std::size_t n = 0;
    for (const auto& field : fields_) n += equal_ignoring_case(field.first, name) ? 1 : 0;
    return n;
}

std::optional<std::string> Request::parameter(std::string_view name) const {
    std::string_view rest = query;
    while (!rest.empty()) {
        const auto end = rest.find('&');
        const auto pair = rest.substr(0, end);
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
        const auto equals = pair.find('=');
        auto key = percent_decode(pair.substr(0, equals), true);
        if (!key || *key != name) continue;
        auto value =
            percent_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
        if (!value || first_invalid_utf8(*value) != std::string_view::npos) return std::nullopt;
        return std::move(*value);
    }
    return std::nullopt;
}

std::string_view Request::value(std::string_view name) const {
    const auto found = path_values.find(name);
    return found == path_values.end() ? std::string_view() : std::string_view(found->second);
}

Response Response::json(int status, std::string body) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

Response Response::text(int status, std::string body) {
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "text/plain; charset=utf-8");
    response.body = std::move(body);
    return response;
}

Response Response::empty(int status) {
    Response response;
    response.status = status;
    return response;
}

int http_status(Errc code) noexcept {
    switch (code) {
        case Errc::invalid:
            return 422;
        case Errc::unauthorized:
            return 401;
        case Errc::forbidden:
            return 403;
        case Errc::not_found:
            return 404;
        case Errc::conflict:
            return 409;
        case Errc::too_large:
            return 413;
        case Errc::rate_limited:
            return 429;
        case Errc::unavailable:
            return 503;
        case Errc::internal:
            break;
    }
    return 500;
}

namespace {

/// A few reasons have a status of their own (channels/api.md, RFC 9110).
int status_of(const Error& error) {
    struct Own {
        std::string_view reason;
        int status;
    };
    static constexpr Own kOwn[] = {{"invalid_json", 400}, {"invalid_request", 400}, {"unsupported_media_type", 415},
                                   {"in_progress", 425},  {"misdirected", 421},     {"missing_header", 401}};
    for (const auto& own : kOwn) {
        if (own.reason == error.reason()) return own.status;
    }
    return http_status(error.code());
}

std::string_view title_of(int status) {
    switch (status) {
        case 400:
            return "Bad request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not found";
        case 405:
            return "Method not allowed";
        case 409:
            return "Conflict";
        case 413:
            return "Payload too large";
        case 415:
            return "Unsupported media type";
        case 421:
            return "Misdirected request";
        case 422:
            return "Unprocessable content";
        case 425:
            return "Too early";
        case 429:
            return "Too many requests";
        case 503:
            return "Service unavailable";
        default:
            return "Internal server error";
    }
}

}  // namespace

Response problem(const Error& error, std::string_view request_id) {
    return problem(status_of(error), error, request_id);
}

Response problem(int status, const Error& error, std::string_view request_id) {
    const std::string code = error.reason().empty() ? std::string(name_of(error.code())) : error.reason();
    Json body{{"type", "about:blank#" + code},
              {"title", title_of(status)},
              {"status", status},
              {"code", code},
              {"detail", error.detail()}};
    if (!request_id.empty()) body["request_id"] = request_id;
    if (!error.fields().empty()) {
        auto& errors = body["errors"] = Json::array();
        for (const auto& field : error.fields()) errors.push_back({{"field", field.field}, {"message", field.message}});
    }
    Response response;
    response.status = status;
    response.headers.add("Content-Type", "application/problem+json");
    response.headers.add("Cache-Control", "no-store");
    if (error.retry_after_seconds() > 0) {
        response.headers.add("Retry-After", std::to_string(error.retry_after_seconds()));
        body["retry_after"] = error.retry_after_seconds();
    }
    response.body = dump(body);
    return response;
}

}  // namespace parley
