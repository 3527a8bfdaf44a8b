#include "server/net/chunked.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr std::size_t kExtensionLimit = 64;
constexpr std::size_t kTrailerLimit = 4096;
constexpr std::size_t kDigitLimit = 16;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool is_text(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7F);
}

}  // namespace

ChunkReader::State ChunkReader::feed(std::string_view& bytes, std::string& body) {
    while (!bytes.empty() && place_ != Place::end) {
        if (place_ == Place::data) {
            const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_, bytes.size()));
            body.append(bytes.substr(0, piece));
            bytes.remove_prefix(piece);
            chunk_ -= piece;
            if (chunk_ == 0) place_ = Place::data_cr;
            continue;
        }
        if (!take(bytes.front())) return too_large_ ? State::too_large : State::malformed;
        bytes.remove_prefix(1);
    }
    return place_ == Place::end ? State::done : State::more;
}

bool ChunkReader::take(char c) {
    switch (place_) {
        case Place::size:
            return take_size(c);
        case Place::extension:
            if (c == '\r') {
                place_ = Place::size_lf;
                return true;
            }
            return is_text(c) && ++extension_ <= kExtensionLimit;
        case Place::size_lf:
            return c == '\n' && start_data();
        case Place::data_cr:
            place_ = Place::data_lf;
            return c == '\r';
        case Place::data_lf:
            place_ = Place::size;
            return c == '\n';
        case Place::trailer:
            return take_trailer(c);
        case Place::trailer_lf:
            place_ = line_empty_ ? Place::end : Place::trailer;
            line_empty_ = true;
            return c == '\n';
        case Place::data:
        case Place::end:
            break;
    }
    return false;
}

bool ChunkReader::take_size(char c) {
    if (const int digit = hex_digit(c); digit >= 0) {
        if (++digits_ > kDigitLimit) return false;
        chunk_ = chunk_ * 16 + static_cast<std::uint64_t>(digit);
        return true;
    }
    if (digits_ == 0) return false;
    if (c == '\r') place_ = Place::size_lf;
    if (c == ';') place_ = Place::extension;
    return c == '\r' || c == ';';
}

bool ChunkReader::start_data() {
    if (chunk_ > limit_ - body_) {
        too_large_ = true;
        return false;
    }
    body_ += static_cast<std::size_t>(chunk_);
    place_ = chunk_ == 0 ? Place::trailer : Place::data;
    digits_ = 0;
    extension_ = 0;
    return true;
}

bool ChunkReader::take_trailer(char c) {
    if (c == '\r') {
        place_ = Place::trailer_lf;
        return true;
    }
    // A line that starts with a blank is obsolete folding.
    if (line_empty_ && (c == ' ' || c == '\t')) return false;
    line_empty_ = false;
    return is_text(c) && ++trailers_ <= kTrailerLimit;
}

}  // namespace parley
