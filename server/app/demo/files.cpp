#include "server/app/demo/files.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <string_view>
#include <zlib.h>

namespace parley::sample {
namespace {

constexpr int kWidth = 480, kHeight = 320;

void put_big(std::string& out, std::uint32_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift & 0xff));
}
void put_little(std::string& out, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xff));
}

void put_chunk(std::string& png, std::string_view kind, std::string_view data) {
    put_big(png, static_cast<std::uint32_t>(data.size()));
    const auto body = std::string(kind) + std::string(data);
    png += body;
    put_big(png, static_cast<std::uint32_t>(
                     crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()))));
}

/// One byte a pixel, an index into a palette of three bytes an entry.
std::string write_png(const std::string& pixels, std::string_view palette) {
    std::string rows;
    for (int y = 0; y < kHeight; ++y) {
        rows.push_back(0);
        rows += std::string_view(pixels).substr(static_cast<std::size_t>(y) * kWidth, kWidth);
    }
    auto size = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(size, 0);
    compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(rows.data()),
              static_cast<uLong>(rows.size()), 6);
    packed.resize(size);
    std::string head;
    put_big(head, kWidth);
    put_big(head, kHeight);
    head += std::string_view("\x08\x03\x00\x00\x00", 5);
    std::string png("\x89PNG\r\n\x1a\n", 8);
    put_chunk(png, "IHDR", head);
    put_chunk(png, "PLTE", palette);
    put_chunk(png, "IDAT", packed);
    put_chunk(png, "IEND", "");
    return png;
}

struct Point {
    double x, y;
};

double to_line(Point p, Point a, Point b) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / (dx * dx + dy * dy);
    const double t = std::fmin(1, std::fmax(0, along));
    return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

/// A bicycle in front of a wall: the palette's colours are wall, floor, tyre and frame.
std::string draw_bicycle(Dice& dice) {
    const Point back{140, 214}, front{342, 214}, crank{226, 218}, seat{196, 126}, bar{316, 120};
    const std::array<std::pair<Point, Point>, 6> tubes = {{{back, crank},
                                                           {back, {203, 142}},
                                                           {crank, {203, 142}},
                                                           {{203, 142}, {314, 140}},
                                                           {crank, {316, 146}},
                                                           {front, bar}}};
    std::string pixels(static_cast<std::size_t>(kWidth) * kHeight, 0);
    for (int y = 0; y < kHeight; ++y) {
        for (int x = 0; x < kWidth; ++x) {
            const Point p{static_cast<double>(x), static_cast<double>(y)};
            char colour = y > 262 ? 1 : 0;
            for (const auto& wheel : {back, front}) {
                const double away = std::hypot(p.x - wheel.x, p.y - wheel.y);
                if (std::fabs(away - 56) < 4.5) colour = 2;
            }
            for (const auto& [from, to] : tubes) {
                if (to_line(p, from, to) < 4) colour = 3;
            }
            if (to_line(p, {seat.x - 20, seat.y}, {seat.x + 16, seat.y}) < 5) colour = 2;
            if (to_line(p, bar, {bar.x + 26, bar.y - 6}) < 4) colour = 2;
            pixels[static_cast<std::size_t>(y) * kWidth + static_cast<std::size_t>(x)] = colour;
        }
    }
    constexpr std::array<std::string_view, 6> frames = {"\xc0\x39\x2b", "\x1f\x7a\x8c", "\x2e\x8b\x57",
                                                        "\xd9\x8e\x04", "\x6a\x4c\x93", "\x2b\x2d\x42"};
    constexpr std::array<std::string_view, 4> walls = {"\xe8\xe4\xda\xb9\xb0\x9f", "\xd7\xe3\xec\x9a\xa9\xb5",
                                                       "\xf0\xe0\xd0\xc2\xa8\x8c", "\xdd\xe6\xd5\xa3\xb1\x96"};
    const std::string palette =
        std::string(walls[dice.below(walls.size())]) + "\x22\x22\x26" + std::string(frames[dice.below(frames.size())]);
    return write_png(pixels, palette);
}

/// Murmured syllables, 8 kHz mono.
std::string speak(Dice& dice, int seconds) {
    constexpr int kRate = 8000;
    std::string samples;
    double phase = 0;
    while (samples.size() < static_cast<std::size_t>(seconds) * kRate) {
        const auto length = dice.between(900, 2200);
        const double pitch = 105 + 60 * dice.unit(), loud = dice.chance(0.2) ? 0 : 30 + 25 * dice.unit();
        for (std::int64_t i = 0; i < length; ++i) {
            phase += 2 * std::numbers::pi * pitch / kRate;
            const double shape = std::sin(std::numbers::pi * static_cast<double>(i) / static_cast<double>(length));
            const double wave = std::sin(phase) + 0.5 * std::sin(3 * phase) + 0.25 * std::sin(7 * phase);
            samples.push_back(static_cast<char>(static_cast<unsigned char>(128 + loud * shape * wave)));
        }
    }
    samples.resize(static_cast<std::size_t>(seconds) * kRate);
    std::string wav = "RIFF";
    put_little(wav, static_cast<std::uint32_t>(36 + samples.size()), 4);
    wav += "WAVEfmt ";
    put_little(wav, 16, 4);
    put_little(wav, 1, 2);
    put_little(wav, 1, 2);
    put_little(wav, kRate, 4);
    put_little(wav, kRate, 4);
    put_little(wav, 1, 2);
    put_little(wav, 8, 2);
    wav += "data";
    put_little(wav, static_cast<std::uint32_t>(samples.size()), 4);
    return wav + samples;
}

/// One page with a few lines of text.
std::string write_pdf(const std::vector<std::string>& lines) {
    std::string page = "BT /F1 16 Tf 60 760 Td 26 TL\n";
    for (const auto& line : lines) page += "(" + line + ") Tj T*\n";
    page += "ET";
    const std::array<std::string, 5> objects = {
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> "
        ">>",
        "<< /Length " + std::to_string(page.size()) + " >>\nstream\n" + page + "\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    std::string pdf = "%PDF-1.4\n", places;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        auto at = std::to_string(pdf.size());
        places += std::string(10 - at.size(), '0') + at + " 00000 n \n";
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const auto start = pdf.size();
    return pdf + "xref\n0 6\n0000000000 65535 f \n" + places + "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n" +
           std::to_string(start) + "\n%%EOF\n";
}

Media media(MessageKind kind, std::string name, std::string content_type, std::string bytes) {
    Media m;
    m.kind = kind;
    m.name = std::move(name);
    m.content_type = std::move(content_type);
    m.size = static_cast<std::int64_t>(bytes.size());
    m.inline_bytes = std::move(bytes);
    return m;
}

}  // namespace

Files::Files(Dice& dice) {
    for (int i = 0; i < 8; ++i) {
        auto picture =
            media(MessageKind::image, "bike-" + std::to_string(i + 1) + ".png", "image/png", draw_bicycle(dice));
        picture.width = kWidth;
        picture.height = kHeight;
        pictures_.push_back(std::move(picture));
    }
    for (const int seconds : {3, 5, 7}) {
        auto voice = media(MessageKind::voice, "voice.wav", "audio/wav", speak(dice, seconds));
        voice.duration_ms = seconds * 1000;
        voices_.push_back(std::move(voice));
    }
    receipt_ = media(MessageKind::file, "invoice.pdf", "application/pdf",
                     write_pdf({"Nordwind Bikes", "Invoice", "", "Thank you for your order.", "Everything is paid."}));
    prices_ = media(MessageKind::file, "partner-prices.pdf", "application/pdf",
                    write_pdf({"Nordwind Bikes", "Prices for partners", "", "City Step      640 EUR",
                               "City Nine      770 EUR", "Tour 28        940 EUR", "Cargo E       2990 EUR"}));
}

}  // namespace parley::sample
