#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

/// Takes a chunked body apart (RFC 9112 7.1) as bytes come: strict CRLF, extensions up to 64 bytes, trailers read and
/// dropped. Pure; no I/O.
class ChunkReader {
public:
    explicit ChunkReader(std::size_t limit) : limit_(limit) {}

    enum class State { more, done, malformed, too_large };
    /// Appends what `bytes` hold of the body to `body` and removes from `bytes` what was used. After `done` the rest
    /// belongs to the next request.
    State feed(std::string_view& bytes, std::string& body);

private:
    enum class Place { size, extension, size_lf, data, data_cr, data_lf, trailer, trailer_lf, end };
    bool take(char c);
    bool take_size(char c);
    bool take_trailer(char c);
    bool start_data();

    std::size_t limit_;
    Place place_ = Place::size;
    bool too_large_ = false;
    std::uint64_t chunk_ = 0;  ///< bytes left of this chunk
    std::size_t digits_ = 0;
    std::size_t extension_ = 0;
    std::size_t trailers_ = 0;  ///< bytes of all trailer lines
    bool line_empty_ = true;
    std::size_t body_ = 0;
};

}  // namespace parley
