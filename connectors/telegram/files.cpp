#include "connectors/telegram/telegram.hpp"

#include <algorithm>
#include <string_view>

namespace parley::telegram {
namespace {

constexpr std::int64_t kPhotoLimit = 10'000'000;
constexpr std::size_t kAlbumLimit = 10;
/// Telegram takes 50 MB in one call, the form around the files included.
constexpr std::int64_t kCallLimit = 49'000'000;

struct Way {
    std::string_view method, field;
    std::string_view family;  ///< files of the same one go together; empty: it goes alone
};

Way way_of(const Outgoing::File& file) {
    const auto& type = file.content_type;
    if (file.kind == MessageKind::voice) return {"sendVoice", "voice", ""};
    if (file.kind == MessageKind::video) return {"sendVideo", "video", "pictures"};
    if (file.kind == MessageKind::audio) return {"sendAudio", "audio", "audio"};
    if (file.kind == MessageKind::image && type == "image/gif") return {"sendAnimation", "animation", ""};
    if (file.kind == MessageKind::image && file.size <= kPhotoLimit &&
        (type == "image/jpeg" || type == "image/png" || type == "image/webp"))
        return {"sendPhoto", "photo", "pictures"};
    return {"sendDocument", "document", "documents"};
}

Piece alone(const Outgoing::File& file, const Json& place) {
    const auto way = way_of(file);
    Piece piece{std::string(way.method), place, {{&file, std::string(way.field)}}};
    if (way.field == "video") piece.params["supports_streaming"] = true;
    return piece;
}

Piece album(std::span<const Outgoing::File> files, const Json& place) {
    Piece piece{"sendMediaGroup", place, {}};
    Json media = Json::array();
    for (const auto& file : files) {
        const auto field = "file" + std::to_string(media.size());
        const auto type = way_of(file).field;
        Json item{{"type", type}, {"media", "attach://" + field}};
        if (type == "video") item["supports_streaming"] = true;
        media.push_back(std::move(item));
        piece.uploads.push_back({&file, field});
    }
    piece.params["media"] = std::move(media);
    return piece;
}

}  // namespace

std::vector<Piece> file_pieces(std::span<const Outgoing::File> files, const Json& place) {
    std::vector<Piece> pieces;
    while (!files.empty()) {
        const auto family = way_of(files.front()).family;
        std::size_t together = 1;
        auto bytes = files.front().size;
        while (!family.empty() && together < std::min(files.size(), kAlbumLimit)) {
            const auto& next = files[together];
            if (way_of(next).family != family || bytes + next.size > kCallLimit) break;
            bytes += next.size;
            ++together;
        }
        pieces.push_back(together > 1 ? album(files.first(together), place) : alone(files.front(), place));
        files = files.subspan(together);
    }
    return pieces;
}

Json& caption_holder(Piece& piece) {
    return piece.method == "sendMediaGroup" ? piece.params["media"][0] : piece.params;
}

bool turn_into_documents(Piece& piece) {
    if (piece.uploads.empty()) return false;
    if (piece.method == "sendMediaGroup") {
        for (auto& item : piece.params["media"]) {
            item["type"] = "document";
            item.erase("supports_streaming");
        }
        return true;
    }
    if (piece.method == "sendDocument") return false;
    piece.method = "sendDocument";
    piece.uploads.front().field = "document";
    return true;
}

}  // namespace parley::telegram
