// A request as it comes off a socket: the gate, the chunks of its body, the parts of its form.
#include "server/base/text.hpp"
#include "server/net/chunked.hpp"
#include "server/net/gate.hpp"
#include "server/net/multipart.hpp"

#include <cstdio>
#include <cstdlib>

namespace parley::fuzz {
namespace {

void must(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "a request breaks a promise: %s\n", what);
    std::abort();
}

struct Read {
    ChunkReader::State state = ChunkReader::State::more;
    std::string body;
    std::size_t left = 0;
};

/// In pieces of `piece` bytes, as they may come.
Read read_chunks(std::string_view bytes, std::size_t piece) {
    ChunkReader reader(1 << 16);
    Read read;
    while (!bytes.empty() && read.state == ChunkReader::State::more) {
        const auto size = std::min(piece, bytes.size());
        auto next = bytes.substr(0, size);
        read.state = reader.feed(next, read.body);
        bytes.remove_prefix(size - next.size());
        if (!next.empty()) break;
    }
    read.left = bytes.size();
    return read;
}

void check_chunks(std::string_view bytes) {
    const auto whole = read_chunks(bytes, bytes.size());
    for (const auto piece : {std::size_t{1}, std::size_t{7}}) {
        const auto slow = read_chunks(bytes, piece);
        must(slow.state == whole.state, "how chunks are cut on the way changes nothing");
        if (whole.state != ChunkReader::State::done) continue;
        must(slow.body == whole.body, "the body is the same however it came");
        must(slow.left == whole.left, "what is behind the last chunk is left alone");
    }
    must(whole.body.size() <= 1 << 16, "a body keeps its limit");
}

void check_form(const Request& request, std::string_view body) {
    const auto type = request.headers.get("Content-Type");
    const auto parts = read_multipart(type, body);
    if (!parts) return;
    const auto again = write_multipart(*parts);
    const auto same = read_multipart(again.content_type, again.body);
    must(static_cast<bool>(same) && same->size() == parts->size(),
         "a form that was read can be written and read again");
    for (std::size_t i = 0; i < parts->size(); ++i)
        must((*same)[i].content == (*parts)[i].content, "a part keeps its bytes");
}

}  // namespace
}  // namespace parley::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace parley;
    using namespace parley::fuzz;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto end = bytes.find("\r\n\r\n");
    const auto head = end == std::string_view::npos ? bytes : bytes.substr(0, end + 4);
    const auto body = bytes.substr(head.size());
    const auto answer = pass_gate(head);
    if (!answer.head) {
        must(answer.refusal >= 400 && answer.refusal <= 505, "what is refused has a status");
        return 0;
    }
    must(end != std::string_view::npos, "a head ends with an empty line");
    const auto& request = answer.head->request;
    must(request.path.starts_with('/') || request.path == "*", "a path begins at the root");
    must(request.path.find('\0') == std::string::npos, "no path holds a NUL");
    must(!(answer.head->chunked && answer.head->content_length), "a body has one length");
    if (answer.head->chunked) check_chunks(body);
    check_form(request, body);
    return 0;
}
