#include "connectors/telegram/bot_api.hpp"
#include "connectors/telegram/telegram.hpp"

namespace parley::telegram {
namespace {

/// Large enough for every place that shows a face, also on a dense screen.
constexpr std::int64_t kFaceSide = 160;

/// The smallest of the sizes that is large enough, else the largest.
const Json* fitting(const Json& sizes) {
    const Json* best = nullptr;
    for (const auto& size : sizes) {
        if (!size.is_object() || text_or(size, "file_id").empty()) continue;
        const auto side = integer_of(size, "width").value_or(0);
        const auto had = best ? integer_of(*best, "width").value_or(0) : -1;
        if (had < kFaceSide ? side > had : side >= kFaceSide && side < had) best = &size;
    }
    return best;
}

struct Picture {
    std::string file_id, version;
};

/// Of getUserProfilePhotos, or of getChat.
Picture picture_in(const Json& told, bool group) {
    if (!told.is_object()) return {};
    if (group) {
        const Json* photo = object_at(told, "photo");
        return photo ? Picture{text_or(*photo, "small_file_id"), text_or(*photo, "small_file_unique_id")} : Picture{};
    }
    const Json* photos = find(told, "photos");
    if (!photos || !photos->is_array() || photos->empty() || !photos->front().is_array()) return {};
    const Json* size = fitting(photos->front());
    return size ? Picture{text_or(*size, "file_id"), text_or(*size, "file_unique_id")} : Picture{};
}

}  // namespace

boost::asio::awaitable<Result<FetchedMedia>> fetch_file(BotApi& api, std::string file_id) {
    Json params{{"file_id", std::move(file_id)}};
    HttpOutcome asked = co_await api.call("getFile", std::move(params));
    const auto file = result_of(asked);
    if (!file) {
        if (file.error().detail().find("file is too big") == std::string::npos) co_return file.error();
        co_return Error(Errc::not_found, "file_too_big", "file is too big: Telegram gives files up to 20 MB to bots");
    }
    const auto path = file->is_object() ? text_or(*file, "file_path") : std::string();
    if (path.empty()) co_return Error(Errc::unavailable, "no_file_path", "Telegram does not tell where the file is");
    if (path.starts_with('/')) {
        auto bytes = api.read_from_disk(path);
        if (!bytes) co_return bytes.error();
        FetchedMedia local;
        local.name = path.substr(path.rfind('/') + 1);
        local.bytes = std::move(*bytes);
        co_return local;
    }
    HttpOutcome outcome = co_await api.download(path);
    if (const auto* trouble = std::get_if<HttpTrouble>(&outcome)) {
        co_return Error(trouble->refused_target ? Errc::invalid : Errc::unavailable, "could_not_fetch", trouble->what);
    }
    auto& answer = std::get<HttpAnswer>(outcome);
    // A link may have run out meanwhile (404): asking again makes a new one.
    if (answer.status != 200)
        co_return Error(Errc::unavailable, "could_not_fetch",
                        "Telegram's file server answered " + std::to_string(answer.status));
    FetchedMedia media;
    media.content_type = std::string(answer.headers.get("Content-Type"));
    media.name = path.substr(path.rfind('/') + 1);
    media.bytes = std::move(answer.body);
    co_return media;
}

boost::asio::awaitable<Result<FetchedAvatar>> ask_avatar(BotApi& api, std::string person, std::string known) {
    const bool group = person.starts_with('-');
    const auto id = whole_number(person);
    if (!id) co_return Error(Errc::not_found, "Telegram knows nobody by this id");
    Json params{{group ? "chat_id" : "user_id", *id}};
    if (!group) params["limit"] = 1;
    HttpOutcome asked = co_await api.call(group ? "getChat" : "getUserProfilePhotos", std::move(params));
    const auto told = result_of(asked);
    if (!told) co_return told.error();
    FetchedAvatar avatar;
    auto picture = picture_in(*told, group);
    if (picture.file_id.empty()) co_return avatar;
    avatar.version = picture.version.empty() ? picture.file_id : std::move(picture.version);
    if (avatar.version == known) co_return avatar;
    Result<FetchedMedia> media = co_await fetch_file(api, std::move(picture.file_id));
    if (!media) co_return media.error();
    avatar.bytes = std::move(media->bytes);
    co_return avatar;
}

}  // namespace parley::telegram
