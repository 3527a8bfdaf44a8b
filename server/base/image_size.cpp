#include "server/base/image_size.hpp"

#include <cstddef>

namespace parley {
namespace {

using Bytes = std::string_view;

/// A number of `size` bytes at `at`; 0 past the end.
std::uint32_t big(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    if (at + size > bytes.size()) return 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}
std::uint32_t little(Bytes bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    if (at + size > bytes.size()) return 0;
    for (std::size_t i = size; i > 0; --i) value = value << 8U | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
}

std::optional<ImageSize> sized(std::int64_t width, std::int64_t height) {
    constexpr std::int64_t kMost = 1'000'000;
    if (width < 1 || height < 1 || width > kMost || height > kMost) return std::nullopt;
    return ImageSize{width, height};
}

std::optional<ImageSize> png(Bytes bytes) {
    if (bytes.substr(12, 4) != "IHDR") return std::nullopt;
    return sized(big(bytes, 16, 4), big(bytes, 20, 4));
}

std::optional<ImageSize> webp(Bytes bytes) {
    const auto kind = bytes.substr(12, 4);
    if (kind == "VP8X") return sized(little(bytes, 24, 3) + 1, little(bytes, 27, 3) + 1);
    if (kind == "VP8 ") return sized(little(bytes, 26, 2) & 0x3FFFU, little(bytes, 28, 2) & 0x3FFFU);
    if (kind != "VP8L" || bytes.size() < 25) return std::nullopt;
    const auto bits = little(bytes, 21, 4);
    return sized((bits & 0x3FFFU) + 1, (bits >> 14U & 0x3FFFU) + 1);
}

/// Whether the EXIF block says that the picture is to be turned by a quarter (orientation 5 to 8).
bool is_turned(Bytes exif) {
    if (!exif.starts_with(Bytes("Exif\0\0", 6))) return false;
    const auto tiff = exif.substr(6);
    const bool is_little = tiff.starts_with("II");
    const auto number = [&](std::size_t at, std::size_t size) {
        return is_little ? little(tiff, at, size) : big(tiff, at, size);
    };
    const std::size_t directory = number(4, 4);
    const std::size_t entries = number(directory, 2);
    for (std::size_t i = 0; i < entries && directory + 2 + (i + 1) * 12 <= tiff.size(); ++i) {
        const auto entry = directory + 2 + i * 12;
        if (number(entry, 2) == 0x0112) return number(entry + 8, 2) >= 5 && number(entry + 8, 2) <= 8;
    }
    return false;
}

std::optional<ImageSize> jpeg(Bytes bytes) {
    bool turned = false;
    for (std::size_t at = 2; at + 4 <= bytes.size();) {
        if (bytes[at] != '\xFF') return std::nullopt;
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (marker == 0xFF) {
            ++at;  // fill bytes
            continue;
        }
        const std::size_t length = big(bytes, at + 2, 2);
        if (length < 2) return std::nullopt;
        // SOF0 to SOF15 without the three that define tables.
        if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
            const auto height = big(bytes, at + 5, 2), width = big(bytes, at + 7, 2);
            return turned ? sized(height, width) : sized(width, height);
        }
        if (marker == 0xDA || marker == 0xD9) return std::nullopt;
        if (marker == 0xE1 && at + 4 < bytes.size()) turned = turned || is_turned(bytes.substr(at + 4, length - 2));
        at += 2 + length;
    }
    return std::nullopt;
}

}  // namespace

std::string_view image_type(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
    if (bytes.starts_with("GIF87a") || bytes.starts_with("GIF89a")) return "image/gif";
    if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
    if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    return {};
}

std::optional<ImageSize> image_size(std::string_view bytes) {
    const auto type = image_type(bytes);
    if (bytes.size() < 10) return std::nullopt;
    if (type == "image/png") return bytes.size() < 24 ? std::nullopt : png(bytes);
    if (type == "image/gif") return sized(little(bytes, 6, 2), little(bytes, 8, 2));
    if (type == "image/jpeg") return jpeg(bytes);
    if (type == "image/webp" && bytes.size() >= 30) return webp(bytes);
    return std::nullopt;
}

}  // namespace parley
