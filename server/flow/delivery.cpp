#include "server/flow/delivery.hpp"

#include "connectors/in_parts.hpp"
#include "server/base/log.hpp"
#include "server/domain/backoff.hpp"
#include "server/flow/ingest.hpp"
#include "server/flow/pace.hpp"
#include "server/store/attachments.hpp"
#include "server/store/people.hpp"
#include "server/store/reactions.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <random>
#include <set>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr Millis kLease = 5 * 60'000;
constexpr std::size_t kMostInFlight = 64;
/// How long a lane rests after its row could not be read or leased: a full disk, most likely.
constexpr Millis kStoragePause = 5000;
constexpr Millis kFirstSettlePause = 500, kLongestSettlePause = 30'000;
constexpr std::chrono::milliseconds kStopStep(20);

Outgoing::Act act_from(std::string_view name) {
    if (name == "edit") return Outgoing::Act::edit;
    if (name == "remove") return Outgoing::Act::remove;
    if (name == "react") return Outgoing::Act::react;
    if (name == "hide") return Outgoing::Act::hide;
    if (name == "read") return Outgoing::Act::read;
    if (name == "closed") return Outgoing::Act::closed;
    return Outgoing::Act::send;
}

/// The sequence is given at the first attempt: what is taken back before leaves no gap.
void number(Transaction& transaction, OutboxHead& head) {
    if (head.sequence != 0) return;
    auto c = conversation_by_id(transaction.db(), head.conversation_id);
    if (!c) return;
    head.sequence = ++c->sent_acts;
    save_conversation(transaction, *c);
}

std::optional<Outgoing> compose(db::Connection& db, const OutboxHead& head, const FileLinks& links) {
    const auto c = conversation_by_id(db, head.conversation_id);
    if (!c) return std::nullopt;
    Outgoing out;
    out.act = act_from(head.act);
    out.channel_id = head.channel_id;
    out.conversation_id = head.conversation_id;
    out.message_id = head.message_id;
    out.outbox_id = head.id;
    out.attempt = head.attempt;
    out.thread = c->thread;
    out.peer = c->peer;
    out.contact_id = c->contact_id;
    out.created_at = head.created_at;
    if (const auto contact = contact_by_id(db, c->contact_id)) out.contact_name = contact->name;
    out.sequence = head.sequence;
    const auto message = message_at(db, {head.conversation_id, head.message_id});
    if (!message) return out.act == Outgoing::Act::closed ? std::optional(out) : std::nullopt;
    out.author = message->author_type;
    out.author_id = message->author_id.value_or(0);
    if (message->author_id) {
        if (auto row = db.query(db::q::user_get, *message->author_id); row.next()) out.author_name = row.text(2);
    }
    if (out.act == Outgoing::Act::send) out.created_at = message->received_at;
    out.kind = message->kind;
    out.text = message->text;
    out.content = message->content;
    out.external_id = message->external_id;
    out.more_external_ids = texts_of(message->content, "parts");
    if (out.act == Outgoing::Act::send) out.arrived = read_arrived(message->content);
    if (out.act == Outgoing::Act::react) out.reaction = read_reactions(message->reactions).shown();
    if (message->reply_to) {
        out.reply_to_id = message->reply_to;
        if (const auto quoted = message_at(db, {head.conversation_id, *message->reply_to}))
            out.reply_to_external_id = quoted->external_id;
    }
    for (const auto& a : attachments_of(db, message->id)) {
        const auto link = links.make(a.id);
        out.files.push_back({a.id, a.kind, a.name, a.content_type, a.sha256, a.size, link.url, link.expires_at});
    }
    return out;
}

/// A connector that throws has a fault of its own, and nobody knows how far it came.
asio::awaitable<SendOutcome> send_guarded(Connector& connector, Outgoing out, const Capabilities& can) {
    SendOutcome outcome;
    try {
        outcome = co_await connector.send(std::move(out));
    } catch (const std::exception& error) {
        log_error("a connector failed while sending: {}", error.what());
        outcome.kind = can.keyed ? SendOutcome::Kind::retry : SendOutcome::Kind::unconfirmed;
        outcome.code = "internal";
        outcome.message = "something went wrong on our side while sending";
    }
    co_return outcome;
}

/// A refusal may tell something of the contact.
void learn(Transaction& transaction, const IngestChannel& channel, const OutboxHead& head, const Json& attributes) {
    const auto c = conversation_by_id(transaction.db(), head.conversation_id);
    if (!c || !attributes.is_object()) return;
    IngestContext context{transaction, channel, 0, transaction.now()};
    Person person;
    person.external_id = c->peer;
    person.attributes = attributes;
    find_contact(context, person);
}

/// The chat goes on under another id, and so does its conversation. Where that id has one of its own already, an
/// operator has to answer there.
SendOutcome follow(Transaction& transaction, const IngestChannel& channel, const OutboxHead& head,
                   SendOutcome outcome) {
    if (!outcome.moved) return outcome;
    IngestContext context{transaction, channel, 0, transaction.now()};
    ingest_move(context, *outcome.moved);
    const auto c = conversation_by_id(transaction.db(), head.conversation_id);
    if (outcome.kind != SendOutcome::Kind::retry || (c && c->thread == outcome.moved->to)) return outcome;
    auto failed = SendOutcome::failed_with("chat_moved", "the chat has another id: answer in its new conversation");
    failed.unreachable = true;
    return failed;
}

}  // namespace

struct Delivery::State : std::enable_shared_from_this<Delivery::State> {
    State(asio::any_io_executor io, Store& the_store, Channels& the_channels, Clock& the_clock,
          const FileLinks& the_links)
        : executor(io), store(the_store), channels(the_channels), clock(the_clock), links(the_links), timer(io) {}

    asio::any_io_executor executor;
    Store& store;
    Channels& channels;
    Clock& clock;
    const FileLinks& links;
    asio::steady_timer timer;
    std::set<std::int64_t> busy;  ///< conversations with a send under way
    Pace pace;
    std::map<std::int64_t, Millis> lane_pause;  ///< of conversations, until: their row could not be leased
    std::mt19937_64 random{std::random_device{}()};
    bool stopped = false, again = false;

    double random01() { return std::uniform_real_distribution<double>(0.0, 1.0)(random); }

    /// May this one go now? Otherwise the time at which to look again.
    std::optional<Millis> held_until(const OutboxHead& head, Millis now) {
        if (head.due_at > now) return head.due_at;
        if (const auto pause = lane_pause.find(head.conversation_id); pause != lane_pause.end()) {
            if (pause->second > now) return pause->second;
            lane_pause.erase(pause);
        }
        const auto channel = channels.by_id(head.channel_id);
        if (!channel || !channel->enabled || channel->state == "paused") return now + 60'000;
        if (busy.size() >= kMostInFlight) return now + 1000;
        const auto elapsed = clock.elapsed();
        const auto later = pace.held_until(head, channel->connector->capabilities(), elapsed);
        if (!later) return std::nullopt;
        return now + std::min<Millis>(*later - elapsed, 60'000);
    }

    asio::awaitable<void> recover();
    asio::awaitable<std::vector<OutboxHead>> heads();
    asio::awaitable<Millis> pump();
    asio::awaitable<void> store_outcome(const OutboxHead& head, const SendOutcome& outcome, const Capabilities& can,
                                        const IngestChannel& channel);
    asio::awaitable<void> deliver(std::shared_ptr<Delivery::State> self, OutboxHead head);
};

/// After a crash: rows that were leased may have reached the platform.
asio::awaitable<void> Delivery::State::recover() {
    co_await store.write([this](Transaction& transaction) {
        std::vector<OutboxHead> leased;
        for (auto row = transaction.db().query(db::q::outbox_leased); row.next();) {
            leased.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.text(4), 0, 0, 0, 0});
        }
        for (const auto& head : leased) {
            if (is_replaced(transaction.db(), head)) {
                transaction.db().execute(db::q::outbox_delete, head.id);
                continue;
            }
            const auto channel = channels.by_id(head.channel_id);
            // Only of a message it matters whether it went out once or twice.
            if (head.act != "send" || !channel || channel->connector->capabilities().keyed) {
                transaction.db().execute(db::q::outbox_later, head.id, transaction.now());
                continue;
            }
            transaction.db().execute(db::q::outbox_delete, head.id);
            advance_status(transaction, {head.conversation_id, head.message_id}, MessageStatus::unconfirmed,
                           transaction.now(), "interrupted",
                           "the server stopped while sending; the message may have arrived");
        }
    });
}

/// What came of a send is known only here until it is stored, so it is tried until it is.
asio::awaitable<void> Delivery::State::store_outcome(const OutboxHead& head, const SendOutcome& outcome,
                                                     const Capabilities& can, const IngestChannel& channel) {
    for (int tried = 1;; ++tried) {
        std::string trouble;
        try {
            co_await store.write([&](Transaction& transaction) {
                learn(transaction, channel, head, outcome.attributes);
                settle(transaction, head, follow(transaction, channel, head, outcome), can, random01());
            });
            co_return;
        } catch (const std::exception& error) {
            trouble = error.what();
        }
        const auto pause = backoff(tried, kFirstSettlePause, kLongestSettlePause, random01());
        log_error("what came of outbox row {} could not be stored, trying again in {} ms: {}", head.id, pause, trouble);
        co_await clock.sleep(std::chrono::milliseconds(pause));
    }
}

asio::awaitable<void> Delivery::State::deliver(std::shared_ptr<Delivery::State> self, OutboxHead head) {
    try {
        auto channel = channels.by_id(head.channel_id);
        const auto can = channel->connector->capabilities();
        auto outgoing = co_await store.write([&](Transaction& transaction) {
            number(transaction, head);
            transaction.db().execute(db::q::outbox_lease, head.id, transaction.now() + kLease, head.sequence);
            if (head.act == "send")
                advance_status(transaction, {head.conversation_id, head.message_id}, MessageStatus::sending,
                               transaction.now());
            return compose(transaction.db(), head, links);
        });
        ++head.attempt;
        SendOutcome outcome = SendOutcome::failed_with("gone", "the message is not there any more");
        if (outgoing) {
            outgoing->attempt = head.attempt;
            head.reaction = outgoing->reaction;
            pace.leaves(head, can, outgoing->thread, clock.elapsed());
            outcome = co_await send_guarded(*channel->connector, std::move(*outgoing), can);
        }
        pace.answered(head, outcome, clock.elapsed());
        if (outcome.kind == SendOutcome::Kind::channel_down) {
            // Known here before the stored state is loaded again: not one more is sent meanwhile.
            if (const auto live = channels.by_id(head.channel_id)) live->state = "paused";
        }
        co_await store_outcome(head, outcome, can, channel->ingest);
    } catch (const std::exception& error) {
        // It could not be leased, so nothing was sent.
        log_error("outbox row {} waits {} ms: {}", head.id, kStoragePause, error.what());
        lane_pause[head.conversation_id] = clock.now() + kStoragePause;
    }
    busy.erase(head.conversation_id);
    pace.ends(head);
    again = true;
    timer.cancel();
}

/// The first row of every lane, channel by channel: a long queue of one hides nothing of the others.
asio::awaitable<std::vector<OutboxHead>> Delivery::State::heads() {
    std::vector<std::int64_t> open;
    for (const auto& [id, channel] : channels.all()) {
        if (channel->enabled && channel->state != "paused") open.push_back(id);
    }
    auto found = co_await store.read([&open](db::Connection& db) {
        std::vector<OutboxHead> out;
        for (const auto id : open) {
            for (auto row = db.query(db::q::outbox_heads, id, 500); row.next();) {
                if (!row.null(8)) continue;  // under way
                out.push_back({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.text(4),
                               static_cast<int>(row.integer(5)), row.integer(6), row.integer(7), row.integer(9)});
            }
        }
        return out;
    });
    co_return found;
}

/// Starts what may be sent now; when to look again at the latest.
asio::awaitable<Millis> Delivery::State::pump() {
    again = false;
    auto waiting = co_await heads();
    const Millis now = clock.now();
    Millis next = now + 60'000;
    for (auto& head : waiting) {
        if (busy.contains(head.conversation_id)) continue;
        if (const auto later = held_until(head, now)) {
            next = std::min(next, *later);
            continue;
        }
        busy.insert(head.conversation_id);
        pace.begins(head);
        asio::co_spawn(executor, deliver(shared_from_this(), std::move(head)), asio::detached);
    }
    co_return next - now;
}

Delivery::Delivery(asio::any_io_executor executor, Store& store, Channels& channels, Clock& clock,
                   const FileLinks& links)
    : state_(std::make_shared<State>(std::move(executor), store, channels, clock, links)) {}
Delivery::~Delivery() = default;

void Delivery::wake() {
    state_->again = true;
    state_->timer.cancel();
}

void Delivery::stop() {
    state_->stopped = true;
    state_->timer.cancel();
}

asio::awaitable<void> Delivery::finish(std::chrono::milliseconds grace) {
    const auto state = state_;
    for (auto waited = kStopStep; waited < grace && !state->busy.empty(); waited += kStopStep) {
        co_await state->clock.sleep(kStopStep);
    }
}

asio::awaitable<void> Delivery::run() {
    const auto state = state_;
    bool recovered = false;
    while (!state->stopped) {
        Millis wait = kStoragePause;
        try {
            if (!recovered) co_await state->recover();
            recovered = true;
            wait = co_await state->pump();
        } catch (const std::exception& error) {
            log_error("delivery waits {} ms: {}", kStoragePause, error.what());
        }
        if (state->again || state->stopped) continue;
        state->timer.expires_after(std::chrono::milliseconds(std::max<Millis>(wait, 1)));
        auto [cancelled] = co_await state->timer.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)cancelled;
    }
}

}  // namespace parley
