#include "server/base/image_size.hpp"

#include <gtest/gtest.h>

#include <string>

namespace parley {
namespace {

using namespace std::string_literals;

void expect_size(const std::string& bytes, std::int64_t width, std::int64_t height) {
    const auto size = image_size(bytes);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->width, width);
    EXPECT_EQ(size->height, height);
    // Every shorter piece of it is nothing or the same, and never a fault.
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        if (const auto part = image_size(std::string_view(bytes).substr(0, length))) {
            EXPECT_EQ(part->width, width) << length;
            EXPECT_EQ(part->height, height) << length;
        }
    }
}

const std::string kFrame = "\xFF\xC0\x00\x11\x08\x00\x40\x00\x20\x03"s + std::string(9, '\0');

std::string exif(char orientation) {
    const auto block = "Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"s + orientation + "\0\0\0\0\0\0\0"s;
    return "\xFF\xE1"s + '\0' + static_cast<char>(block.size() + 2) + block;
}

TEST(ImageSize, Png) {
    expect_size("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x02\x80\0\0\x01\xE0\x08\x06\0\0\0"s, 640, 480);
}
TEST(ImageSize, Gif) {
    expect_size("GIF89a\x0A\x00\x14\x00\xF0\0\0"s, 10, 20);
}
TEST(ImageSize, WebpOfAllThreeKinds) {
    expect_size("RIFF\x1A\0\0\0WEBPVP8X\x0A\0\0\0\x10\0\0\0\x8F\x01\0\x2B\x01\0"s, 400, 300);
    expect_size("RIFF\x1A\0\0\0WEBPVP8 \x0E\0\0\0\x30\x01\0\x9D\x01\x2A\x20\0\x10\0"s, 32, 16);
    // 14 bits of width - 1, then 14 of height - 1: 32 x 16.
    expect_size("RIFF\x1A\0\0\0WEBPVP8L\x0E\0\0\0\x2F\x1F\xC0\x03\0\0\0\0\0\0"s, 32, 16);
}
TEST(ImageSize, JpegAfterOtherSegments) {
    expect_size("\xFF\xD8\xFF\xE0\x00\x04\x01\x02\xFF\xFF\xDB\x00\x03\x00"s + kFrame, 32, 64);
}
TEST(ImageSize, AJpegThatLiesOnItsSideIsTurned) {
    expect_size("\xFF\xD8"s + exif(1) + kFrame, 32, 64);
    const auto turned = image_size("\xFF\xD8"s + exif(6) + kFrame);
    ASSERT_TRUE(turned);
    EXPECT_EQ(turned->width, 64);
    EXPECT_EQ(turned->height, 32);
}
TEST(ImageSize, NothingForOtherBytes) {
    EXPECT_FALSE(image_size(""));
    EXPECT_FALSE(image_size("<svg width=\"10\"/>"));
    EXPECT_FALSE(image_size("\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\0\0\0\0\0\0"s)) << "no picture is empty";
    EXPECT_FALSE(image_size("\xFF\xD8\xFF\xE0\x00\x00\x00\x00\x00\x00\x00"s)) << "a segment of no length";
    EXPECT_FALSE(image_size("\xFF\xD8\xFF\xDA\x00\x08\x00\x00\x00\x00\x00"s)) << "the scan begins without a frame";
}

}  // namespace
}  // namespace parley
