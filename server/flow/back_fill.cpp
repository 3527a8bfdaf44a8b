#include "server/flow/back_fill.hpp"

#include "server/base/log.hpp"
#include "server/flow/ingest.hpp"

#include <algorithm>
#include <charconv>

namespace parley {

namespace asio = boost::asio;

namespace {

/// What is older is not asked for: nobody waits for an answer to it any more.
constexpr Millis kMostAge = 7LL * 24 * 3600 * 1000;
constexpr std::chrono::seconds kBeforeAnew(5);
/// Two clocks, and what was under way.
constexpr Millis kOverlap = 10 * 60'000;

std::string receiving_setting(std::int64_t channel_id) {
    return "receiving:" + std::to_string(channel_id);
}
/// {since, next}, as long as there is anything to ask for.
std::string gap_setting(std::int64_t channel_id) {
    return "gap:" + std::to_string(channel_id);
}

std::optional<std::string> setting(db::Connection& db, const std::string& name) {
    auto row = db.query(db::q::setting_get, name);
    if (!row.next()) return std::nullopt;
    return row.text(0);
}

/// When we last knew that everything reached us.
std::optional<Millis> surely_received(db::Connection& db, std::int64_t channel_id) {
    std::optional<Millis> known;
    if (const auto told = setting(db, receiving_setting(channel_id))) {
        Millis at = 0;
        std::from_chars(told->data(), told->data() + told->size(), at);
        known = at;
    }
    if (auto row = db.query(db::q::channel_received_lately, channel_id); row.next() && !row.null(0))
        known = std::min(known.value_or(row.integer(0)), row.integer(0));
    return known;
}

}  // namespace

void note_receiving(Transaction& transaction, std::int64_t channel_id) {
    transaction.db().execute(db::q::setting_put, receiving_setting(channel_id), std::to_string(transaction.now()));
}

void want_back_fill(Transaction& transaction, std::int64_t channel_id) {
    auto& db = transaction.db();
    auto since = surely_received(db, channel_id);
    if (!since) return;
    *since = std::max(*since - kOverlap, transaction.now() - kMostAge);
    if (const auto open = setting(db, gap_setting(channel_id)))
        since = std::min(*since, integer_of(stored_json(*open), "since").value_or(*since));
    db.execute(db::q::setting_put, gap_setting(channel_id), dump({{"since", *since}, {"next", nullptr}}));
    db.execute(db::q::jobs_drop, kBackFillJob, channel_id);  // one is enough, and it begins now
    db.execute(db::q::job_insert, transaction.next_id(), kBackFillJob, channel_id, transaction.now(),
               transaction.now());
    transaction.signal("jobs");
}

void forget_back_fill(Transaction& transaction, std::int64_t channel_id) {
    transaction.db().execute(db::q::setting_delete, receiving_setting(channel_id));
    transaction.db().execute(db::q::setting_delete, gap_setting(channel_id));
}

asio::awaitable<std::optional<std::chrono::milliseconds>> back_fill_piece(Store& store, const Channels& channels,
                                                                          Clock& clock, std::int64_t channel_id) {
    const auto channel = channels.by_id(channel_id);
    if (!channel || !channel->enabled) co_return std::nullopt;
    const auto open = co_await store.read([&](db::Connection& db) { return setting(db, gap_setting(channel_id)); });
    if (!open) co_return std::nullopt;
    const auto gap = stored_json(*open);
    const Json from = gap.value("next", Json(nullptr));
    Result<BackFill> told = co_await channel->connector->back_fill(integer_of(gap, "since").value_or(0), from);
    BackFill piece;
    if (told) {
        piece = std::move(*told);
    } else {
        if (told.error().code() == Errc::unavailable) throw Failure(told.error());
        log_warning("channel {}: what was said meanwhile is not told: {}", channel_id, told.error().detail());
        // A place to go on at may have grown too old. Else it stays wanted until the channel is well again.
        if (from.is_null()) co_return std::nullopt;
        piece.next = Json::object();
        piece.wait = kBeforeAnew;
    }
    Request request;
    request.method = Method::post;
    request.body = std::move(piece.delivery);
    const auto received_at = clock.now();
    std::vector<Update> updates;
    if (!request.body.empty()) {
        auto parsed = channel->connector->parse({request, "", received_at});
        if (!parsed) throw Failure(parsed.error());
        updates = std::move(parsed->updates);
    }
    co_await store.write(
        [&](Transaction& transaction) {
            if (!updates.empty()) ingest(transaction, channel->ingest, request.body, received_at, updates);
            // Another gap may have opened since: then all is asked for anew.
            if (setting(transaction.db(), gap_setting(channel_id)) != open) return;
            if (piece.next.is_null()) {
                transaction.db().execute(db::q::setting_delete, gap_setting(channel_id));
                return;
            }
            auto rest = gap;
            rest["next"] = piece.next.empty() ? Json(nullptr) : piece.next;
            transaction.db().execute(db::q::setting_put, gap_setting(channel_id), dump(rest));
        },
        Store::Repeat::yes);
    if (piece.next.is_null()) co_return std::nullopt;
    co_return piece.wait;
}

}  // namespace parley
