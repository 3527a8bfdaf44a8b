#include "connectors/web/web.hpp"
#include "server/base/text.hpp"

#include <algorithm>

namespace parley::web {
namespace {

constexpr std::size_t kMostSites = 50;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        if (const auto word = trim(text.substr(0, comma)); !word.empty()) words.emplace_back(word);
        text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    }
    return words;
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
           label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

bool is_port(std::string_view port) {
    return !port.empty() && port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
}

/// It goes into a header of ours as it stands, so nothing but a host may pass.
bool is_host(std::string_view host) {
    if (host.starts_with("*.")) host.remove_prefix(2);
    if (host.empty() || host.size() > 253) return false;
    for (;;) {
        const auto dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

bool is_site(std::string_view site) {
    for (const std::string_view scheme : {"https://", "http://"}) {
        if (site.starts_with(scheme)) site.remove_prefix(scheme.size());
    }
    const auto colon = site.find(':');
    if (colon != std::string_view::npos && !is_port(site.substr(colon + 1))) return false;
    return is_host(site.substr(0, colon));
}

}  // namespace

Result<std::vector<std::string>> read_sites(std::string_view setting) {
    std::vector<std::string> sites;
    for (const auto& word : words_of(setting)) {
        auto site = to_lower_ascii(word);
        if (site.ends_with('/')) site.pop_back();
        if (site == "self")
            sites.emplace_back("'self'");
        else if (is_site(site))
            sites.push_back(std::move(site));
        else
            return Error::field("site", "\"" + word +
                                            "\" is no site: write https://shop.example, shop.example, *.shop.example "
                                            "or localhost:3000, several with commas (names of other scripts as xn--)");
    }
    if (sites.empty())
        return Error::field("site", "is missing: the sites that carry the chat, such as https://shop.example");
    if (sites.size() > kMostSites) return Error::field("site", "names more than 50 sites");
    return sites;
}

Result<std::vector<Asked>> read_asked(std::string_view setting) {
    std::vector<Asked> asked;
    for (auto& word : words_of(setting)) {
        const bool required = word.ends_with('*');
        if (required) word.pop_back();
        if (word != "name" && word != "phone" && word != "email" && word != "contact")
            return Error::field(
                "ask",
                "\"" + word + "\" cannot be asked: name, phone, email or contact; a star after it makes it required");
        if (std::any_of(asked.begin(), asked.end(), [&](const Asked& one) { return one.name == word; }))
            return Error::field("ask", "\"" + word + "\" is asked twice");
        asked.push_back({std::move(word), required});
    }
    return asked;
}

}  // namespace parley::web
