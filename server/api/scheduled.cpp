#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/flow/scheduling.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

/// Whether it waits for a word of ours when the customer writes before; nothing when it is not said.
std::optional<bool> holds_field(const Json& body) {
    const auto said = text_of(body, "if_written");
    if (!said) return std::nullopt;
    if (*said != "hold" && *said != "send") throw Failure(Error::field("if_written", "is hold or send"));
    return *said == "hold";
}

Scheduler scheduler(const Caller& caller) {
    return {caller.user_id, caller.role != Role::operator_};
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        require_conversation(db, id);
        Directory names(db);
        return json_object({{"items", view_scheduled_of(names, id)}, {"next_cursor", nullptr}}).text;
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> schedule(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"text", "attachments", "reply_to", "send_at", "if_written", "up_to"});
    Reply reply;
    reply.text = text_or(body, "text");
    reply.attachments = ids_field(body, "attachments", "attachment");
    reply.reply_to = integer_field(body, "reply_to");
    const auto holds = holds_field(body);
    const auto up_to = integer_field(body, "up_to");
    const auto due_at = time_field(body, "send_at");
    const auto can = context.channels.capabilities();
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        require_conversation(transaction.db(), id);
        if (!due_at) throw Failure(Error::field("send_at", "is when it shall go; it is missing"));
        const auto made = schedule_reply(transaction, id, caller.user_id, reply, {*due_at, holds.value_or(true), up_to},
                                         capabilities_for(transaction, can, id));
        Directory names(transaction.db());
        return Response::json(201, view_scheduled(names, *scheduled_by_id(transaction.db(), made)).text);
    });
}

asio::awaitable<Response> change(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request), which = path_id(request, "scheduled");
    const auto body = read_body(request, {"text", "send_at", "if_written", "up_to"});
    const ScheduleChange wanted{text_of(body, "text"), time_field(body, "send_at"), holds_field(body),
                                integer_field(body, "up_to")};
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        change_scheduled(transaction, id, which, scheduler(caller), wanted);
        Directory names(transaction.db());
        return view_scheduled(names, *scheduled_by_id(transaction.db(), which)).text;
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> cancel(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request), which = path_id(request, "scheduled");
    co_await context.store.write(
        [&](Transaction& transaction) { cancel_scheduled(transaction, id, which, scheduler(caller)); });
    co_return Response::empty(204);
}

asio::awaitable<Response> send_now(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request), which = path_id(request, "scheduled");
    const auto can = context.channels.capabilities();
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        const auto posted =
            send_scheduled_now(transaction, id, which, scheduler(caller), capabilities_for(transaction, can, id));
        Directory names(transaction.db());
        return view_message(names, *message_at(transaction.db(), {id, posted.message_id})).text;
    });
    co_return Response::json(201, std::move(answer));
}

}  // namespace

void add_scheduled_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/conversations/{id}/scheduled",
                [&context](Request& request) { return list(context, request); }});
    router.add({Method::post, "/api/v1/conversations/{id}/scheduled",
                [&context](Request& request) { return schedule(context, request); }});
    router.add({Method::patch, "/api/v1/conversations/{id}/scheduled/{scheduled}",
                [&context](Request& request) { return change(context, request); }});
    router.add({Method::del, "/api/v1/conversations/{id}/scheduled/{scheduled}",
                [&context](Request& request) { return cancel(context, request); }});
    router.add({Method::post, "/api/v1/conversations/{id}/scheduled/{scheduled}/send",
                [&context](Request& request) { return send_now(context, request); }});
}

}  // namespace parley
