#include "server/flow/intake.hpp"

#include "server/base/log.hpp"
#include "server/base/secret.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostComplaints = 20;

/// A raw update as it is stored.
struct Kept {
    std::int64_t id = 0, channel_id = 0;
    Millis received_at = 0;
    std::string body;
};

bool all_settled(const std::vector<UpdateOutcome>& outcomes) {
    for (const auto& outcome : outcomes) {
        if (outcome.status == UpdateOutcome::Status::rejected) return false;
    }
    return true;
}

std::vector<Kept> kept_after(db::Connection& db, std::int64_t after, bool quarantine_only, Millis since) {
    std::vector<Kept> out;
    if (!quarantine_only) {
        for (auto row = db.query(db::q::raw_updates_since, since, after); row.next();)
            out.push_back({row.integer(0), row.integer(1), row.integer(2), row.blob(3)});
        return out;
    }
    std::vector<std::int64_t> ids;
    for (auto row = db.query(db::q::quarantine_all, 10'000); row.next();) {
        if (row.integer(0) > after && ids.size() < 200) ids.push_back(row.integer(0));
    }
    for (const auto id : ids) {
        if (auto row = db.query(db::q::raw_update_get, id); row.next())
            out.push_back({id, row.integer(0), row.integer(1), row.blob(2)});
    }
    return out;
}

/// True when nothing of it remains to be understood.
asio::awaitable<bool> read_again(Store& store, const LiveChannel& channel, const Kept& kept) {
    Request request;
    request.method = Method::post;
    request.body = kept.body;
    const auto parsed =
        channel.connector->parse({request, channel.config.kind == "api" ? "events" : "", kept.received_at});
    if (!parsed) co_return false;
    co_return co_await store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::quarantine_delete, kept.id);
        return all_settled(ingest_again(transaction, channel.ingest, kept.id, kept.received_at, parsed->updates));
    });
}

using Share = std::pair<std::shared_ptr<LiveChannel>, std::vector<Update>>;

/// What of a delivery other channels of its kind find to be theirs. What nobody understands stays with the channel it
/// was sent to.
std::vector<Share> shares_of(const Channels& channels, const LiveChannel& receiver, const HookCall& delivery) {
    std::vector<Share> shares;
    if (!receiver.connector->shares_deliveries()) return shares;
    for (const auto& [id, other] : channels.all()) {
        if (id == receiver.config.id || other->config.kind != receiver.config.kind || !other->enabled) continue;
        if (!other->connector->verify(delivery)) continue;
        auto parsed = other->connector->parse(delivery);
        if (!parsed) continue;
        std::erase_if(parsed->updates, [](const Update& update) {
            return std::holds_alternative<Ignored>(update.body) || std::holds_alternative<NotUnderstood>(update.body);
        });
        if (!parsed->updates.empty()) shares.emplace_back(other, std::move(parsed->updates));
    }
    return shares;
}

}  // namespace

asio::awaitable<Response> take_in(Store& store, const Channels& channels, Clock& clock,
                                  std::shared_ptr<LiveChannel> channel, Request& request, std::string_view rest) {
    store.expect_write();
    const HookCall delivery{request, rest, clock.now()};
    const Connector& connector = *channel->connector;
    if (auto answer = connector.handshake(delivery)) co_return std::move(*answer);
    if (auto genuine = connector.verify(delivery); !genuine) co_return connector.refuse(delivery, genuine.error());
    if (!channel->enabled)
        co_return connector.refuse(delivery,
                                   Error(Errc::forbidden, "channel_disabled", "this channel is switched off"));
    auto parsed = connector.parse(delivery);
    if (!parsed) {
        // Not readable as a whole: told so, and the sender keeps it. A platform that would send it again for ever gets
        // an acknowledgement instead, since its connector parses to NotUnderstood (Telegram).
        co_return connector.refuse(delivery, parsed.error());
    }

    const auto shared = shares_of(channels, *channel, delivery);
    std::optional<Response> answer;
    try {
        co_await store.write(
            [&](Transaction& transaction) {
                answer.reset();
                if (parsed->idempotency_key) {
                    const auto first =
                        answered_before(transaction, channel->config.id, *parsed->idempotency_key, request.body);
                    if (first) {
                        answer = Response::json(first->status, first->answer);
                        answer->headers.add("idempotent-replayed", "true");
                        return;
                    }
                }
                const auto raw_update_id = transaction.next_id();
                const auto outcomes =
                    ingest_again(transaction, channel->ingest, raw_update_id, delivery.received_at, parsed->updates);
                for (const auto& [other, updates] : shared)
                    ingest(transaction, other->ingest, request.body, delivery.received_at, updates);
                answer = connector.answer(delivery, *parsed, outcomes);
                std::optional<AnsweredRequest> request_answered;
                if (parsed->idempotency_key)
                    request_answered = {*parsed->idempotency_key, answer->status, answer->body};
                keep_raw_update(transaction, raw_update_id, channel->ingest, delivery.received_at, request.body,
                                request_answered ? &*request_answered : nullptr);
            },
            Store::Repeat::yes);
        co_return std::move(*answer);
    } catch (const Failure& failure) {
        co_return connector.refuse(delivery, failure.error());
    } catch (const std::exception& error) {
        // Our own fault while interpreting: the bytes are kept in quarantine and the platform is told we have them, so
        // that one poisonous update does not block its chat (G6).
        log_error("channel {}: an update could not be interpreted: {}", channel->config.id, error.what());
        parsed->updates.assign(1, Update{NotUnderstood{"internal", error.what(), "", true}, std::nullopt});
    }
    co_await store.write([&](Transaction& transaction) {
        const auto outcomes = ingest(transaction, channel->ingest, request.body, delivery.received_at, parsed->updates);
        answer = connector.answer(delivery, *parsed, outcomes);
    });
    co_return std::move(*answer);
}

asio::awaitable<std::vector<UpdateOutcome>> ChannelIntake::take(std::string raw, std::vector<Update> updates) {
    const Millis received_at = clock_.now();
    auto outcomes = co_await store_.write(
        [&](Transaction& transaction) { return ingest(transaction, channel_, raw, received_at, updates); },
        Store::Repeat::yes);
    co_return outcomes;
}

asio::awaitable<ReplayCount> replay(Store& store, Channels& channels, bool quarantine_only, Millis since) {
    ReplayCount count;
    std::int64_t after = 0;
    for (;;) {
        const auto batch =
            co_await store.read([&](db::Connection& db) { return kept_after(db, after, quarantine_only, since); });
        if (batch.empty()) co_return count;
        for (const auto& kept : batch) {
            after = kept.id;
            ++count.read;
            const auto channel = channels.by_id(kept.channel_id);
            bool settled = false;
            std::string fault;
            try {
                settled = channel && co_await read_again(store, *channel, kept);
            } catch (const std::exception& error) {
                fault = error.what();
            }
            settled ? ++count.understood : ++count.remaining;
            if (fault.empty()) continue;
            ++count.broken;
            if (count.complaints.size() < kMostComplaints)
                count.complaints.push_back("update " + std::to_string(kept.id) + " of channel " +
                                           std::to_string(kept.channel_id) + ": " + fault);
            co_await store.write([&](Transaction& transaction) {
                transaction.db().execute(db::q::quarantine_insert, kept.id, kept.channel_id, transaction.now(), 0,
                                         "internal: " + fault);
                transaction.signal("quarantine");
            });
        }
    }
}

}  // namespace parley
