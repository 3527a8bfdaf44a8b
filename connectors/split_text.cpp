#include "connectors/split_text.hpp"

#include "server/base/text.hpp"

namespace parley {

namespace {

/// `wide`: what a code point of so many bytes counts.
template <class Count, class Wide>
std::vector<std::string_view> split(std::string_view text, std::size_t limit, Count count, Wide wide_of) {
    std::vector<std::string_view> parts;
    const auto keep = [&](std::string_view part) {
        if (!trim(part).empty()) parts.emplace_back(part);
    };
    while (count(text) > limit) {
        std::size_t end = 0, units = 0, points = 0;
        while (end < text.size()) {
            const auto lead = static_cast<unsigned char>(text[end]);
            const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
            const std::size_t wide = wide_of(bytes);
            if (units + wide > limit) break;
            units += wide;
            end += bytes;
            ++points;
        }
        const auto head = text.substr(0, end);
        // A border in the first half would make needlessly many messages.
        auto border = text.substr(0, end + 1).rfind('\n');
        if (border == std::string_view::npos || border < end / 2) border = text.substr(0, end + 1).rfind(' ');
        if (border != std::string_view::npos && border >= end / 2) {
            keep(text.substr(0, border));
            text.remove_prefix(border + 1);
            continue;
        }
        auto whole = cut_code_points(text, points);
        if (whole.empty() || whole.size() > head.size()) whole = head;
        keep(whole);
        text.remove_prefix(whole.size());
    }
    keep(text);
    return parts;
}

}  // namespace

std::vector<std::string_view> split_text(std::string_view text, std::size_t limit) {
    return split(text, limit, count_utf16,
                 [](std::size_t bytes) { return bytes == 4 ? std::size_t{2} : std::size_t{1}; });
}

std::vector<std::string_view> split_bytes(std::string_view text, std::size_t limit) {
    return split(
        text, limit, [](std::string_view rest) { return rest.size(); }, [](std::size_t bytes) { return bytes; });
}

}  // namespace parley
