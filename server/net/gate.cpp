#include "server/net/gate.hpp"

#include "server/base/text.hpp"
#include "server/net/multipart.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace parley {
namespace {

constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

constexpr std::array<bool, 256> table_of(std::string_view more) {
    std::array<bool, 256> table{};
    for (const char c : kLetters) table[static_cast<unsigned char>(c)] = true;
    for (const char c : more) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr auto kTokenChars = table_of("!#$%&'*+-.^_`|~");
constexpr auto kHostChars = table_of("-._~:[]");

bool all_in(std::string_view text, const std::array<bool, 256>& table) {
    return !text.empty() && std::ranges::all_of(text, [&](char c) { return table[static_cast<unsigned char>(c)]; });
}
bool is_token(std::string_view text) {
    return all_in(text, kTokenChars);
}

bool value_char(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7f);
}

std::string_view trim_blanks(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::optional<Method> method_of(std::string_view word) {
    static constexpr std::array<Method, 7> kAll{Method::get,   Method::head, Method::post,   Method::put,
                                                Method::patch, Method::del,  Method::options};
    for (const auto method : kAll) {
        if (name_of(method) == word) return method;
    }
    return std::nullopt;
}

bool host_is_valid(std::string_view host) {
    return all_in(host, kHostChars);
}

/// Path and query; absolute form is taken when it names the same host.
int read_target(Head& head, std::string_view target) {
    for (const char c : target) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte <= 0x20 || byte >= 0x7f || c == '\\' || c == '#') return 400;
    }
    head.request.target = target;
    if (!target.starts_with('/')) {
        const auto scheme = target.find("://");
        const auto name = target.substr(0, std::min(scheme, target.size()));
        if (!equal_ignoring_case(name, "http") && !equal_ignoring_case(name, "https")) return 400;
        const auto slash = target.find_first_of("/?", scheme + 3);
        const auto host = target.substr(scheme + 3, slash == std::string_view::npos ? slash : slash - scheme - 3);
        if (slash != std::string_view::npos && target[slash] == '?') return 400;
        if (!equal_ignoring_case(host, head.request.headers.get("Host"))) return 400;
        target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
        head.request.target = target;
    }
    const auto question = target.find('?');
    // An escaped slash would make two readings of one path.
    for (auto at = target.substr(0, question).find("%2"); at < question && at != std::string_view::npos;
         at = target.substr(0, question).find("%2", at + 2)) {
        if (at + 2 < target.size() && (target[at + 2] == 'f' || target[at + 2] == 'F')) return 400;
    }
    auto path = percent_decode(target.substr(0, question));
    if (!path || first_invalid_utf8(*path) != std::string_view::npos) return 400;
    for (const char c : *path) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '\\') return 400;
    }
    const std::string_view plain = *path;
    for (std::size_t at = plain.find("/."); at != std::string_view::npos; at = plain.find("/.", at + 1)) {
        const auto segment = plain.substr(at + 1, std::min(plain.find('/', at + 1), plain.size()) - at - 1);
        if (segment == "." || segment == "..") return 400;
    }
    head.request.path = std::move(*path);
    if (question != std::string_view::npos) head.request.query = target.substr(question + 1);
    return 0;
}

int read_body_headers(Head& head) {
    const auto& headers = head.request.headers;
    const bool has_encoding = headers.count("Transfer-Encoding") > 0;
    const auto lengths = headers.count("Content-Length");
    if (has_encoding) {
        if (head.version_10 || lengths > 0) return 400;
        if (headers.count("Transfer-Encoding") != 1 ||
            !equal_ignoring_case(headers.get("Transfer-Encoding"), "chunked"))
            return 501;
        head.chunked = true;
    }
    if (lengths > 1) return 400;
    if (lengths == 1) {
        const auto text = headers.get("Content-Length");
        if (text.empty() || text.size() > 19 ||
            !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
            return 400;
        std::uint64_t value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        head.content_length = value;
    }
    if (head.upgrade && (has_encoding || lengths > 0)) return 400;
    const bool reads_only = head.request.method == Method::get || head.request.method == Method::head;
    if (head.version_10 && (!reads_only || head.content_length.value_or(0) > 0)) return 400;
    return 0;
}

bool lists(std::string_view header, std::string_view word) {
    while (!header.empty()) {
        const auto comma = header.find(',');
        if (equal_ignoring_case(trim_blanks(header.substr(0, comma)), word)) return true;
        if (comma == std::string_view::npos) return false;
        header.remove_prefix(comma + 1);
    }
    return false;
}

int read_request_line(std::string_view line, std::string_view& target, Head& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return 400;
    target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (target.size() > kTargetLimit) return 414;
    if (!is_token(line.substr(0, first)) || target.empty() || target.find(' ') != std::string_view::npos) return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return version.starts_with("HTTP/") ? 505 : 400;
    head.version_10 = version == "HTTP/1.0";
    const auto method = method_of(line.substr(0, first));
    if (!method) return 501;
    head.request.method = *method;
    return 0;
}

int read_fields(std::string_view block, Head& head) {
    std::size_t fields = 0;
    while (!block.empty()) {
        const auto end = block.find("\r\n");
        const auto line = block.substr(0, end);
        block.remove_prefix(end + 2);
        if (line.empty()) return block.empty() ? 0 : 400;
        if (++fields > kFieldLimit) return 431;
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
        const auto value = trim_blanks(line.substr(colon + 1));
        if (!std::all_of(value.begin(), value.end(), value_char)) return 400;
        head.request.headers.add(std::string(line.substr(0, colon)), std::string(value));
    }
    return 400;
}

/// Only CRLF ends lines: a bare CR or LF is an attack or a mistake. (NUL and other controls fall to the later checks.)
bool only_crlf(std::string_view block) {
    for (std::size_t at = block.find_first_of("\r\n"); at != std::string_view::npos;) {
        if (block[at] != '\r' || at + 1 == block.size() || block[at + 1] != '\n') return false;
        at = block.find_first_of("\r\n", at + 2);
    }
    return true;
}

/// Every Connection field counts, not the first alone.
bool connection_lists(const Headers& headers, std::string_view word) {
    return std::ranges::any_of(headers.all(), [&](const auto& field) {
        return equal_ignoring_case(field.first, "Connection") && lists(field.second, word);
    });
}

int read_head(std::string_view block, Head& head) {
    if (!only_crlf(block)) return 400;
    const auto line_end = block.find("\r\n");
    if (line_end == std::string_view::npos) return 400;
    std::string_view target;
    if (const int refusal = read_request_line(block.substr(0, line_end), target, head)) return refusal;
    if (const int refusal = read_fields(block.substr(line_end + 2), head)) return refusal;
    const auto& headers = head.request.headers;
    const auto hosts = headers.count("Host");
    if (hosts > 1 || (hosts == 0 && !head.version_10)) return 400;
    if (hosts == 1 && !host_is_valid(headers.get("Host"))) return 400;
    if (const int refusal = read_target(head, target)) return refusal;
    head.keep_alive = !head.version_10 && !connection_lists(headers, "close");
    head.upgrade = connection_lists(headers, "upgrade") && equal_ignoring_case(headers.get("Upgrade"), "websocket");
    head.expects_continue = equal_ignoring_case(headers.get("Expect"), "100-continue");
    if (!head.expects_continue && headers.count("Expect") > 0) return 417;
    return read_body_headers(head);
}

}  // namespace

GateAnswer pass_gate(std::string_view block) {
    GateAnswer answer;
    answer.head.emplace();
    answer.refusal = read_head(block, *answer.head);
    if (answer.refusal != 0) answer.head.reset();
    return answer;
}

}  // namespace parley
