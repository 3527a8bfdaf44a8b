#include "server/net/multipart.hpp"

#include "server/base/secret.hpp"
#include "server/base/text.hpp"

namespace parley {
namespace {

constexpr std::size_t kMostParts = 1000;

std::string header_quoted(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '"')
            out += "%22";
        else if (c == '\r')
            out += "%0D";
        else if (c == '\n')
            out += "%0A";
        else
            out += c;
    }
    return out;
}

std::string one_line(std::string text) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    return text;
}

/// A name for a file and nothing else: no folders, no control characters, no marks that turn the reading direction
/// round and so hide the ending.
std::string file_name_of(std::string_view text) {
    std::string name = clean(cut_code_points(repair_utf8(text), 200));
    for (const std::string_view mark : {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068",
                                        "\u2069", "\u200E", "\u200F"}) {
        for (auto at = name.find(mark); at != std::string::npos; at = name.find(mark, at)) name.erase(at, mark.size());
    }
    for (char& c : name) {
        if (c == '/' || c == '\\' || c == '\n' || c == '\t') c = '_';
    }
    return name.find_first_not_of(". ") == std::string::npos ? "file" : name;
}

std::string parameter_of(std::string_view header, std::string_view name) {
    const std::string mark = std::string(name) + "=";
    for (auto at = header.find(mark); at != std::string_view::npos; at = header.find(mark, at + 1)) {
        if (at > 0 && header[at - 1] != ' ' && header[at - 1] != ';') continue;
        auto rest = header.substr(at + mark.size());
        if (rest.starts_with('"')) return std::string(rest.substr(1, rest.find('"', 1) - 1));
        return std::string(rest.substr(0, rest.find(';')));
    }
    return {};
}

/// Browsers escape these three in names (WHATWG form encoding) and nothing else.
std::string unquoted(std::string text) {
    constexpr std::pair<std::string_view, char> kEscapes[] = {{"%22", '"'}, {"%0D", '\r'}, {"%0A", '\n'}};
    for (const auto& [escape, plain] : kEscapes) {
        for (auto at = text.find(escape); at != std::string::npos; at = text.find(escape, at + 1)) {
            text.replace(at, escape.size(), 1, plain);
        }
    }
    return text;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

FormBody write_multipart(const std::vector<FormPart>& parts) {
    std::string boundary;
    const auto occurs = [&] {
        for (const auto& part : parts) {
            if (part.content.find(boundary) != std::string::npos) return true;
        }
        return false;
    };
    do {
        boundary = "parley-" + random_hex(32);
    } while (occurs());
    FormBody form;
    form.content_type = "multipart/form-data; boundary=" + boundary;
    for (const auto& part : parts) {
        form.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + header_quoted(part.name) + "\"";
        if (!part.file_name.empty()) form.body += "; filename=\"" + header_quoted(part.file_name) + "\"";
        form.body += "\r\n";
        if (!part.content_type.empty()) form.body += "Content-Type: " + one_line(part.content_type) + "\r\n";
        form.body += "\r\n" + part.content + "\r\n";
    }
    form.body += "--" + boundary + "--\r\n";
    return form;
}

Result<std::vector<FormPart>> read_multipart(std::string_view content_type, std::string_view body) {
    const auto boundary = parameter_of(content_type, "boundary");
    if (!to_lower_ascii(content_type).starts_with("multipart/form-data") || boundary.empty()) {
        return Error(Errc::invalid, "unsupported_media_type", "multipart/form-data with a boundary is expected");
    }
    const std::string mark = "--" + boundary;
    std::vector<FormPart> parts;
    auto at = body.find(mark);
    while (at != std::string_view::npos) {
        at += mark.size();
        if (body.substr(at).starts_with("--")) return parts;
        if (!body.substr(at).starts_with("\r\n")) break;
        const auto head_end = body.find("\r\n\r\n", at);
        if (head_end == std::string_view::npos) break;
        // The content may hold the boundary as the beginning of something longer.
        auto next = body.find("\r\n" + mark, head_end + 2);
        while (next != std::string_view::npos) {
            const auto after = body.substr(next + 2 + mark.size(), 2);
            if (after == "--" || after == "\r\n") break;
            next = body.find("\r\n" + mark, next + 2);
        }
        if (next == std::string_view::npos) break;
        if (parts.size() == kMostParts) break;
        FormPart part;
        std::string_view head = body.substr(at + 2, head_end - at);
        while (!head.empty()) {
            const auto line = head.substr(0, head.find("\r\n"));
            head.remove_prefix(std::min(head.size(), line.size() + 2));
            const auto lower = to_lower_ascii(line);
            if (lower.starts_with("content-disposition:")) {
                part.name = unquoted(parameter_of(line, "name"));
                part.file_name = unquoted(parameter_of(line, "filename"));
            } else if (lower.starts_with("content-type:")) {
                part.content_type = trim(line.substr(13));
            }
        }
        if (next > head_end + 4) part.content = body.substr(head_end + 4, next - head_end - 4);
        parts.push_back(std::move(part));
        at = next + 2;
    }
    return Error(Errc::invalid, "invalid_request", "the multipart body is not whole");
}

std::string percent_encode(std::string_view text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
            std::string_view("-._~").find(c) != std::string_view::npos) {
            out += c;
        } else {
            out += '%';
            out += kDigits[byte >> 4];
            out += kDigits[byte & 15];
        }
    }
    return out;
}

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0 || (high == 0 && low == 0))
                return Error(Errc::invalid, "a percent escape is wrong");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::string content_disposition(std::string_view kind, std::string_view file_name) {
    const std::string name = file_name_of(file_name);
    std::string plain;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte & 0xC0) != 0x80) plain += byte >= 0x20 && byte < 0x7F && c != '"' ? c : '_';
    }
    return std::string(kind) + "; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encode(name);
}

}  // namespace parley
