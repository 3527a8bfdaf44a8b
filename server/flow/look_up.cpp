#include "server/flow/look_up.hpp"

#include "server/base/log.hpp"
#include "server/flow/ingest.hpp"

#include <optional>
#include <vector>

namespace parley {

namespace asio = boost::asio;

namespace {

struct Kept {
    std::int64_t channel_id = 0;
    Millis received_at = 0;
    std::string body;
};

std::optional<Kept> kept_update(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::raw_update_get, id);
    if (!row.next()) return std::nullopt;
    return Kept{row.integer(0), row.integer(1), row.blob(2)};
}

}  // namespace

UpdateOutcome ingest_look_up(IngestContext& context, const LookUp& told) {
    auto& transaction = context.transaction;
    // It may have come with its words before.
    if (message_by_key(transaction, channel_scope(context.channel.id), told.external_id))
        return ignored("it is known already");
    transaction.db().execute(db::q::job_insert, transaction.next_id(), kLookUpJob, context.raw_update_id,
                             transaction.now(), transaction.now());
    transaction.signal("jobs");
    return {};
}

asio::awaitable<bool> look_up_told(Store& store, const Channels& channels, std::int64_t raw_update_id, bool last) {
    const auto kept = co_await store.read([&](db::Connection& db) { return kept_update(db, raw_update_id); });
    const auto channel = kept ? channels.by_id(kept->channel_id) : nullptr;
    if (!channel) co_return true;
    Request request;
    request.method = Method::post;
    request.body = kept->body;
    const auto parsed = channel->connector->parse({request, "", kept->received_at});
    if (!parsed) co_return true;
    bool all = true;
    for (const auto& update : parsed->updates) {
        const auto* told = std::get_if<LookUp>(&update.body);
        if (!told) continue;
        Result<std::vector<Update>> found = co_await channel->connector->look_up(*told, last);
        if (!found) {
            log_info("channel {}: {} cannot be looked up now: {}", channel->config.id, told->external_id,
                     found.error().detail());
            all = false;
            continue;
        }
        co_await store.write(
            [&](Transaction& transaction) {
                ingest_again(transaction, channel->ingest, raw_update_id, kept->received_at, *found);
            },
            Store::Repeat::yes);
    }
    co_return all;
}

}  // namespace parley
