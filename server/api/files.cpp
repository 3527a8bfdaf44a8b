#include "server/api/files.hpp"

#include "server/api/body.hpp"
#include "server/base/text.hpp"
#include "server/net/multipart.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestType = 200;
constexpr Millis kLongestSound = 24 * 3600 * 1000;

/// Only kinds that no browser runs are shown in place; everything else is a download (T24).
bool shown_in_place(const std::string& type) {
    for (const std::string_view safe : {"image/png", "image/jpeg", "image/gif", "image/webp", "audio/", "video/"}) {
        if (type.starts_with(safe)) return true;
    }
    return false;
}

}  // namespace

Attachment read_upload(const Request& request) {
    if (request.body.empty())
        throw Failure(Error(Errc::invalid, "invalid_request", "the body is the file's bytes; it is empty"));
    Attachment a;
    a.name = std::string(cut_code_points(clean(request.parameter("name").value_or("file")), 200));
    a.content_type = std::string(request.headers.get("Content-Type"));
    if (a.content_type.empty()) a.content_type = "application/octet-stream";
    if (a.content_type.size() > kLongestType)
        throw Failure(Error::field("Content-Type", "is longer than 200 characters"));
    a.kind = kind_of_content(a.content_type);
    // Nothing in its bytes tells what somebody said into a microphone from a song.
    if (a.kind == MessageKind::audio && request.parameter("voice").value_or("") == "1") a.kind = MessageKind::voice;
    if (const auto told = request.parameter("duration_ms")) {
        const auto duration = number_parameter(request, "duration_ms");
        if (!duration || *duration < 0 || *duration > kLongestSound)
            throw Failure(Error::field("duration_ms", "is 0 to a day, in milliseconds"));
        if (a.kind == MessageKind::audio || a.kind == MessageKind::voice || a.kind == MessageKind::video)
            a.duration_ms = *duration;
    }
    return a;
}

asio::awaitable<Response> file_bytes(Store& store, std::int64_t id) {
    Response response;
    co_await store.read([&](db::Connection& db) {
        const auto a = attachment_by_id(db, id);
        if (!a || a->state != AttachmentState::ready) throw Failure(Error(Errc::not_found, "there is no such file"));
        response.body = attachment_bytes(db, id);
        const bool in_place = shown_in_place(a->content_type);
        // Browsers save a PDF all the same; platforms that fetch it go by its type.
        const bool told = in_place || a->content_type == "application/pdf";
        response.headers.add("Content-Type", told ? a->content_type : "application/octet-stream");
        response.headers.add("Content-Disposition", content_disposition(in_place ? "inline" : "attachment",
                                                                        a->name.empty() ? "file" : a->name));
        return 0;
    });
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.add("Cache-Control", "private, max-age=86400, immutable");
    co_return response;
}

}  // namespace parley
