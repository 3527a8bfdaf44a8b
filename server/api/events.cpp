#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/frames.hpp"
#include "server/api/pages.hpp"
#include "server/api/passwords.hpp"
#include "server/api/routes.hpp"
#include "server/base/log.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/event_view.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostReplayed = 5000;

std::vector<Event> events_after(db::Connection& db, std::int64_t after, std::size_t limit) {
    std::vector<Event> out;
    for (auto row = db.query(db::q::events_after, after, limit); row.next();) {
        out.push_back({row.integer(0), row.text(1), row.maybe_integer(2), row.integer(3), row.text(4)});
    }
    return out;
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto after = number_parameter(request, "after").value_or(0);
    const auto limit = list_limit(request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        const auto events = events_after(db, after, limit);
        EventRenderer renderer(db, context.settings.public_url);
        std::string items;
        for (const auto& event : events) items += (items.empty() ? "" : ",") + renderer.frame(event);
        const auto next = events.size() == limit ? dump(std::to_string(events.back().seq)) : "null";
        return R"({"items":[)" + items + R"(],"next_cursor":)" + next + "}";
    });
    co_return Response::json(200, std::move(body));
}

/// A user is online while at least one of his sockets is; whoever comes online takes from the queue.
asio::awaitable<void> set_online(ApiContext& context, std::int64_t user_id, bool online, bool away) {
    co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::user_set_presence, user_id, online, away);
        if (online && !away) drain_queue(transaction);
    });
    context.hub.publish_transient(dump({{"type", "presence"},
                                        {"user_id", user_id},
                                        {"state", !online ? "offline"
                                                  : away  ? "away"
                                                          : "online"}}));
}

/// A socket opens, speaks and closes also while nothing can be stored: a full disk takes nobody's inbox away.
asio::awaitable<void> try_set_online(ApiContext& context, std::int64_t user_id, bool online, bool away) {
    try {
        co_await set_online(context, user_id, online, away);
    } catch (const std::exception& error) {
        log_warning("the presence of user {} could not be stored: {}", user_id, error.what());
    }
}

/// A socket turns to another conversation; everybody learns who looks at it.
void look(ApiContext& context, std::int64_t user_id, std::int64_t& viewed, std::int64_t conversation_id) {
    for (auto& frame : context.desk.look(user_id, viewed, conversation_id))
        context.hub.publish_transient(std::move(frame));
    viewed = conversation_id;
}

constexpr Millis kTypingPause = 4000;

/// Tells the customer's platform that somebody types; never stored, never tried again.
asio::awaitable<void> show_typing(ApiContext& context, std::int64_t conversation_id, std::string name, bool on) {
    const Millis now = context.clock.elapsed();
    const auto last = context.typing_sent.find(conversation_id);
    if (on && last != context.typing_sent.end() && now - last->second < kTypingPause) co_return;
    if (context.typing_sent.size() > 10'000) context.typing_sent.clear();
    if (on)
        context.typing_sent[conversation_id] = now;
    else
        context.typing_sent.erase(conversation_id);
    const auto c =
        co_await context.store.read([&](db::Connection& db) { return conversation_by_id(db, conversation_id); });
    auto channel = c ? context.channels.by_id(c->channel_id) : nullptr;
    if (!channel || !channel->enabled) co_return;
    const auto can = channel->connector->capabilities();
    if (!can.typing || (!on && !can.typing_stops)) co_return;
    Outgoing out;
    out.author_name = std::move(name);
    out.content = {{"on", on}};
    out.act = Outgoing::Act::typing;
    out.channel_id = c->channel_id;
    out.conversation_id = c->id;
    out.thread = c->thread;
    out.peer = c->peer;
    // Some platforms know only an answer that is being typed: to the last message.
    out.external_id = co_await context.store.read([&](db::Connection& db) -> std::optional<std::string> {
        auto row = db.query(db::q::message_last_inbound_id, c->id);
        if (!row.next()) return std::nullopt;
        const auto last = message_at(db, {c->id, row.integer(0)});
        return last ? last->external_id : std::nullopt;
    });
    co_await channel->connector->send(std::move(out));
}

asio::awaitable<void> note_seen(ApiContext& context, std::int64_t conversation_id, std::int64_t message_id) {
    try {
        const auto can = context.channels.capabilities();
        co_await context.store.write([&](Transaction& transaction) {
            auto c = conversation_by_id(transaction.db(), conversation_id);
            if (c) mark_seen(transaction, *c, message_id, capabilities_for(transaction, can, c->id));
        });
    } catch (const std::exception& error) {
        log_warning("conversation {} could not be marked as seen: {}", conversation_id, error.what());
    }
}

asio::awaitable<void> receive(ApiContext& context, std::int64_t user_id, std::string name,
                              std::shared_ptr<WebSocket> socket, std::shared_ptr<Subscription> subscription,
                              std::shared_ptr<std::int64_t> viewed) {
    FrameReader frames(std::move(socket), context.clock);
    while (const auto frame = co_await frames.next()) {
        const auto type = text_or(*frame, "type");
        const auto conversation_id = integer_of(*frame, "conversation_id").value_or(0);
        if (type == "typing") {
            context.hub.publish_transient(dump({{"type", "typing"},
                                                {"conversation_id", conversation_id},
                                                {"by", "operator"},
                                                {"user_id", user_id},
                                                {"on", flag_of(*frame, "on")}}));
            const auto home = co_await asio::this_coro::executor;
            asio::co_spawn(home, show_typing(context, conversation_id, name, flag_of(*frame, "on")),
                           [](std::exception_ptr) {});
        } else if (type == "viewing") {
            look(context, user_id, *viewed, conversation_id);
        } else if (type == "presence") {
            const bool away = text_or(*frame, "state") == "away";
            context.desk.set_away(user_id, away);
            co_await try_set_online(context, user_id, true, away);
        } else if (type == "seen") {
            co_await note_seen(context, conversation_id, integer_of(*frame, "message_id").value_or(0));
        }
    }
    subscription->stop();
}

/// hello, what was missed, then what comes: nothing falls between, since the subscription begins before the log is
/// read.
asio::awaitable<void> speak(ApiContext& context, std::int64_t user_id, std::int64_t after, bool resume,
                            std::shared_ptr<WebSocket> socket, std::shared_ptr<Subscription> subscription) {
    const auto seq = context.store.last_seq();
    const auto hello = dump({{"type", "hello"},
                             {"seq", seq},
                             {"user_id", user_id},
                             {"presence", context.desk.presence()},
                             {"now", to_rfc3339(context.clock.now())},
                             {"build", page_build().empty() ? Json() : Json(page_build())}});
    bool open = co_await socket->write(std::make_shared<const std::string>(hello));
    for (auto& frame : context.desk.viewing()) {
        if (open) open = co_await socket->write(std::make_shared<const std::string>(std::move(frame)));
    }
    std::int64_t sent = resume ? after : seq;
    if (resume && seq - after > static_cast<std::int64_t>(kMostReplayed)) {
        open = co_await socket->write(std::make_shared<const std::string>(dump({{"type", "refetch"}, {"seq", seq}})));
        sent = seq;
    }
    while (open && sent < seq) {
        auto missed = co_await context.store.read([&](db::Connection& db) {
            std::vector<std::pair<std::int64_t, std::string>> out;
            EventRenderer renderer(db, context.settings.public_url);
            for (const auto& event : events_after(db, sent, 100)) out.emplace_back(event.seq, renderer.frame(event));
            return out;
        });
        if (missed.empty()) break;
        for (auto& [number, frame] : missed) {
            if (number > seq) break;
            open = co_await socket->write(std::make_shared<const std::string>(std::move(frame)));
            sent = number;
            if (!open) break;
        }
        if (missed.back().first >= seq) break;
    }
    subscription->skip_to(std::max(sent, seq));
    if (open) co_await pass_on(std::move(subscription), socket);
    socket->abort();
}

asio::awaitable<void> serve(ApiContext& context, Request request, std::shared_ptr<WebSocket> socket) {
    const auto caller = co_await signed_in(context, request);
    const auto after = number_parameter(request, "after");
    auto subscription = context.hub.subscribe();
    context.desk.opened(caller.user_id, caller.csrf.empty() ? "" : session_hash(request), subscription);
    if (context.desk.enter(caller.user_id)) co_await try_set_online(context, caller.user_id, true, false);
    const auto executor = co_await asio::this_coro::executor;
    const auto viewed = std::make_shared<std::int64_t>(0);
    asio::co_spawn(executor, receive(context, caller.user_id, caller.name, socket, subscription, viewed),
                   [subscription](std::exception_ptr) { subscription->stop(); });
    co_await speak(context, caller.user_id, after.value_or(0), after.has_value(), socket, subscription);
    subscription->stop();
    look(context, caller.user_id, *viewed, 0);
    if (context.desk.leave(caller.user_id)) co_await try_set_online(context, caller.user_id, false, false);
}

/// Another site's page must not open our socket with the operator's cookie (T19).
void check_origin(const ApiContext& context, const Request& request) {
    const auto origin = request.headers.get("Origin");
    if (origin.empty()) return;
    const auto host = std::string(request.headers.get("Host"));
    if (origin == "http://" + host || origin == "https://" + host) return;
    if (!context.settings.public_url.empty() && origin == context.settings.public_url) return;
    throw Failure(Error(Errc::forbidden, "origin", "sockets open from Parley's own pages only"));
}

}  // namespace

void add_event_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/events", [&context](Request& request) { return list(context, request); }});
    Route socket;
    socket.method = Method::get;
    socket.pattern = "/ws";
    socket.handler = [&context](Request& request) -> asio::awaitable<Response> {
        check_origin(context, request);
        co_await signed_in(context, request);
        auto response = Response::text(426, "this path speaks WebSocket");
        co_return response;
    };
    socket.socket = [&context](Request request, std::shared_ptr<WebSocket> peer) {
        return serve(context, std::move(request), std::move(peer));
    };
    router.add(std::move(socket));
}

}  // namespace parley
