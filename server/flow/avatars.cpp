#include "server/flow/avatars.hpp"

#include "server/base/image_size.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

/// Small pictures: what is larger was meant for something else.
constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::int64_t kMostPixels = 4096;
/// The same person is not asked for again before that.
constexpr Millis kRefresh = 7LL * 24 * 3600 * 1000;
/// After what the message itself brings.
constexpr Millis kLater = 1000;
constexpr std::size_t kTag = 16;

struct Wanted {
    std::int64_t channel_id = 0;
    Json source;
    std::string version, tag;
};

std::optional<Wanted> wanted(db::Connection& db, std::int64_t contact_id) {
    auto row = db.query(db::q::avatar_get, contact_id);
    if (!row.next()) return std::nullopt;
    return Wanted{row.integer(0), stored_json(row.view(2)), row.text(3), row.text(4)};
}

bool is_picture(std::string_view bytes) {
    const auto size = image_size(bytes);
    return bytes.size() <= kMostBytes && size && size->width <= kMostPixels && size->height <= kMostPixels;
}

}  // namespace

void want_avatar(IngestContext& context, std::int64_t contact_id, const Json& source) {
    auto& transaction = context.transaction;
    const auto text = dump(source);
    {
        auto row = transaction.db().query(db::q::avatar_get, contact_id);
        if (row.next() && row.view(2) == text && transaction.now() - row.integer(1) < kRefresh) return;
    }
    transaction.db().execute(db::q::avatar_want, contact_id, context.channel.id, transaction.now(), text);
    transaction.db().execute(db::q::job_insert, transaction.next_id(), kAvatarJob, contact_id,
                             transaction.now() + kLater, transaction.now());
    transaction.signal("jobs");
}

asio::awaitable<bool> fetch_avatar(Store& store, Channels& channels, std::int64_t contact_id) {
    const auto asked = co_await store.read([&](db::Connection& db) { return wanted(db, contact_id); });
    const auto channel = asked ? channels.by_id(asked->channel_id) : nullptr;
    if (!channel) co_return true;
    Result<FetchedAvatar> found = co_await channel->connector->fetch_avatar(asked->source, asked->version);
    if (!found) {
        log_info("the picture of contact {} could not be fetched: {}", contact_id, found.error().detail());
        if (found.error().code() == Errc::unavailable) co_return false;
        // Who did not let it be known may do so by what he does next.
        co_await store.write([&](Transaction& transaction) {
            transaction.db().execute(db::q::avatar_want, contact_id, asked->channel_id, Millis{0}, dump(asked->source));
        });
        co_return true;
    }
    if (found->name || found->username) {
        Person person;
        person.external_id = text_or(asked->source, "person");
        person.name = found->name;
        person.username = found->username;
        const auto ingest = channel->ingest;
        co_await store.write([&](Transaction& transaction) {
            IngestContext context{transaction, ingest, 0, transaction.now()};
            find_contact(context, person);
        });
    }
    if (!found->version.empty() && found->bytes.empty()) co_return true;
    const bool shown = is_picture(found->bytes);
    const auto tag = shown ? sha256_hex(found->bytes).substr(0, kTag) : std::string();
    co_await store.write([&](Transaction& transaction) {
        const auto type = shown ? image_type(found->bytes) : std::string_view();
        if (shown)
            transaction.db().execute(db::q::avatar_set, contact_id, found->version, tag, type, db::Blob{found->bytes});
        else
            transaction.db().execute(db::q::avatar_set, contact_id, found->version, tag, type, db::Argument(nullptr));
        if (tag != asked->tag)
            transaction.emit("contact.updated", std::nullopt, "{\"contact_id\":" + std::to_string(contact_id) + "}");
    });
    co_return true;
}

}  // namespace parley
