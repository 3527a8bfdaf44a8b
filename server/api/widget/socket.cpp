#include "server/api/frames.hpp"
#include "server/api/widget/house.hpp"
#include "server/api/widget/view.hpp"
#include "server/flow/ingest.hpp"
#include "server/store/visitors.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr auto kAuthTime = std::chrono::seconds(10);
/// Further behind than this, the newest messages are told as they stand instead of what happened to them.
constexpr std::int64_t kMostReplayed = 5000;
constexpr std::size_t kMostEvents = 500, kNewest = 50;
constexpr int kNotKnown = 4401;

using Socket = std::shared_ptr<WebSocket>;

struct Hello {
    std::string token;
    std::int64_t after = 0;
};

/// Who says nothing for ten seconds is shown out.
asio::awaitable<std::optional<Hello>> read_hello(Socket socket) {
    auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor, kAuthTime);
    timer->async_wait([socket, timer](boost::system::error_code cancelled) {
        if (!cancelled) socket->abort();
    });
    const auto text = co_await socket->read();
    timer->cancel();
    if (!text) co_return std::nullopt;
    const auto frame = read_json(*text, {4096, 4});
    if (!frame || text_or(*frame, "type") != "auth") co_return std::nullopt;
    co_return Hello{text_or(*frame, "token"), integer_of(*frame, "after").value_or(0)};
}

/// What happened in the conversation since `after`, and how it stands now: frames that follow the hello.
std::vector<std::string> missed(db::Connection& db, std::int64_t conversation_id, std::int64_t after, std::int64_t seq,
                                const FileSigner& files) {
    std::vector<std::string> frames;
    const auto c = conversation_by_id(db, conversation_id);
    if (!c) return frames;
    const auto tell = [&](std::int64_t message_id, bool created, std::int64_t number) {
        const auto message = message_at(db, {conversation_id, message_id});
        if (message && shown_to_visitor(*message))
            frames.push_back(message_frame(db, *message, created, number, files));
    };
    if (after > 0 && seq - after <= kMostReplayed) {
        std::vector<Event> events;
        for (auto row = db.query(db::q::message_events_after, after, conversation_id, kMostEvents); row.next();)
            events.push_back({row.integer(0), row.text(1), row.maybe_integer(2), row.integer(3), row.text(4)});
        for (const auto& event : events) {
            if (event.seq <= seq) tell(message_of(event), event.type == "message.created", event.seq);
        }
    } else if (after < seq) {
        std::vector<std::int64_t> ids;
        for (auto row = db.query(db::q::messages_before, conversation_id, INT64_MAX, kNewest); row.next();)
            ids.push_back(row.integer(0));
        for (auto id = ids.rbegin(); id != ids.rend(); ++id) tell(*id, false, seq);
    }
    if (c->unread == 0) frames.push_back(read_frame(newest_of_visitor(db, conversation_id)));
    if (c->status == ConversationStatus::closed) frames.push_back(closed_frame());
    return frames;
}

/// One page's acknowledgements; marks only move forward.
struct Marks {
    std::int64_t delivered = 0, read = 0;
};

asio::awaitable<void> acknowledge(House& house, const Visitor& visitor, std::int64_t conversation_id,
                                  std::int64_t up_to, MessageStatus status) {
    const auto now = house.api.clock.now();
    co_await house.api.store.write([&](Transaction& transaction) {
        std::vector<Update> updates;
        // Only messages of his own conversation, and each for itself: one may still be on its way to the outbox.
        for (auto row = transaction.db().query(db::q::messages_out_not_read, conversation_id, up_to); row.next();) {
            if (!moves_forward(static_cast<MessageStatus>(row.integer(1)), status)) continue;
            Receipt receipt;
            receipt.thread = visitor.id;
            receipt.message_id = row.integer(0);
            receipt.status = status;
            receipt.at = now;
            updates.push_back({receipt, std::nullopt});
        }
        if (updates.empty()) return;
        const auto raw = dump({{"visitor", visitor.id}, {"receipt", name_of(status)}, {"up_to", up_to}});
        ingest(transaction, visitor.channel->ingest, raw, now, updates);
    });
}

void tell_typing(House& house, std::int64_t conversation_id, bool on) {
    house.api.hub.publish_transient(dump({{"type", "typing"},
                                          {"conversation_id", conversation_id},
                                          {"by", "contact"},
                                          {"user_id", nullptr},
                                          {"on", on}}));
}

asio::awaitable<void> receive(std::shared_ptr<House> house, Visitor visitor, Socket socket,
                              std::shared_ptr<Feed::Line> line) {
    FrameReader frames(std::move(socket), house->api.clock);
    Marks marks;
    bool typing = false;
    while (const auto frame = co_await frames.next()) {
        const auto conversation_id = house->feed.conversation_of(visitor.id);
        if (conversation_id == 0) continue;  // nothing to type into or to acknowledge yet
        const auto type = text_or(*frame, "type");
        const auto up_to = integer_of(*frame, "up_to").value_or(0);
        if (type == "typing") {
            typing = flag_of(*frame, "on");
            tell_typing(*house, conversation_id, typing);
        } else if (type == "delivered" && up_to > std::max(marks.delivered, marks.read)) {
            marks.delivered = up_to;
            co_await acknowledge(*house, visitor, conversation_id, up_to, MessageStatus::delivered);
        } else if (type == "read" && up_to > marks.read) {
            marks.read = up_to;
            co_await acknowledge(*house, visitor, conversation_id, up_to, MessageStatus::read);
        }
    }
    if (typing) tell_typing(*house, house->feed.conversation_of(visitor.id), false);
    line->frames->stop();
}

asio::awaitable<bool> say(Socket socket, std::string text) {
    co_return co_await socket->write(std::make_shared<const std::string>(std::move(text)));
}

/// hello, what was missed, then what comes: nothing falls between, since the line joins before the log is read.
asio::awaitable<void> speak(House& house, std::int64_t conversation_id, std::int64_t after, Socket socket,
                            std::shared_ptr<Feed::Line> line) {
    const auto* proofs = co_await house.proofs();
    const auto seq = house.api.store.last_seq();
    const auto now = house.api.clock.now();
    bool open = co_await say(socket, dump({{"type", "hello"}, {"seq", seq}}));
    if (conversation_id != 0) {
        auto frames = co_await house.api.store.read(
            [&](db::Connection& db) { return missed(db, conversation_id, after, seq, {*proofs, now}); });
        for (auto& frame : frames) {
            if (open) open = co_await say(socket, std::move(frame));
        }
    }
    line->frames->skip_to(seq);
    if (open) co_await pass_on(line->frames, socket);
    socket->abort();
}

asio::awaitable<void> serve(std::shared_ptr<House> house, Socket socket) {
    const auto hello = co_await read_hello(socket);
    if (!hello) {
        co_await socket->close(1008, "the first frame is {\"type\":\"auth\",\"token\",\"after\"}");
        co_return;
    }
    std::optional<Visitor> visitor;
    try {
        visitor = co_await house->visitor_by_token(hello->token);
    } catch (const Failure&) {
    }
    if (!visitor) {
        co_await socket->close(kNotKnown, "the token is not known any more: boot again");
        co_return;
    }
    const auto conversation =
        co_await house->api.store.read([&](db::Connection& db) { return conversation_of_visitor(db, visitor->id); });
    const auto conversation_id = conversation ? conversation->id : 0;
    auto line = house->feed.join(visitor->id, conversation ? &*conversation : nullptr, co_await house->proofs());
    if (!line) {
        co_await socket->close(1013, "too many pages are open");
        co_return;
    }
    asio::co_spawn(co_await asio::this_coro::executor, receive(house, *visitor, socket, line),
                   [line](std::exception_ptr) { line->frames->stop(); });
    co_await speak(*house, conversation_id, hello->after, socket, line);
    line->frames->stop();
}

}  // namespace

void add_socket_routes(Router& router, std::shared_ptr<House> house) {
    Route route;
    route.method = Method::get;
    route.pattern = "/widget/socket";
    route.handler = [house](Request& request) -> asio::awaitable<Response> {
        house->check_origin(request);
        house->calls.take(request.peer, house->api.clock.elapsed());
        co_return Response::text(426, "this path speaks WebSocket");
    };
    route.socket = [house](Request, Socket socket) { return serve(house, std::move(socket)); };
    router.add(std::move(route));
}

}  // namespace parley::widget
