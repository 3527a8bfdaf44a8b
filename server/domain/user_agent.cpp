#include "server/domain/user_agent.hpp"

#include <utility>

namespace parley {
namespace {

using Mark = std::pair<std::string_view, std::string_view>;

// Browsers name those they descend from, so the youngest come first.
constexpr Mark kBrowsers[] = {
    {"Edg/", "Edge"},
    {"EdgA/", "Edge"},
    {"EdgiOS/", "Edge"},
    {"OPR/", "Opera"},
    {"YaBrowser/", "Yandex"},
    {"Vivaldi/", "Vivaldi"},
    {"SamsungBrowser/", "Samsung Internet"},
    {"FxiOS/", "Firefox"},
    {"Firefox/", "Firefox"},
    {"CriOS/", "Chrome"},
    {"Chrome/", "Chrome"},
    {"Safari/", "Safari"},
    {"curl/", "curl"},
};
constexpr Mark kSystems[] = {
    {"Windows", "Windows"}, {"iPhone", "iPhone"},   {"iPad", "iPad"},      {"Android", "Android"},
    {"CrOS", "ChromeOS"},   {"Macintosh", "macOS"}, {"Mac OS X", "macOS"}, {"Linux", "Linux"},
};

template <std::size_t N>
std::string first_of(const Mark (&marks)[N], std::string_view header) {
    for (const auto& [mark, name] : marks) {
        if (header.find(mark) != std::string_view::npos) return std::string(name);
    }
    return {};
}

}  // namespace

UserAgent read_user_agent(std::string_view header) {
    return {first_of(kBrowsers, header), first_of(kSystems, header)};
}

}  // namespace parley
