#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

InboxFilter read_filter(const Request& request, const Caller& caller) {
    InboxFilter filter;
    if (const auto view = request.parameter("view")) {
        if (*view == "mine")
            filter.assignee_id = caller.user_id, filter.status = static_cast<int>(ConversationStatus::open);
        else if (*view == "unassigned")
            filter.unassigned = true, filter.status = static_cast<int>(ConversationStatus::open);
        else if (*view == "waiting")
            filter.waiting = true;
        else if (*view == "snoozed")
            filter.status = static_cast<int>(ConversationStatus::snoozed);
        else if (*view == "closed")
            filter.status = static_cast<int>(ConversationStatus::closed);
        else if (*view != "all")
            throw Failure(Error::field("view", "is mine, unassigned, waiting, snoozed, closed or all"));
    }
    if (const auto status = request.parameter("status"); status && !status->empty()) {
        const auto known = conversation_status_from(*status);
        if (!known) throw Failure(Error::field("status", "is open, snoozed or closed"));
        filter.status = static_cast<int>(*known);
    }
    if (const auto assignee = request.parameter("assignee"); assignee && !assignee->empty()) {
        if (*assignee == "me")
            filter.assignee_id = caller.user_id;
        else if (*assignee == "none")
            filter.unassigned = true;
        else
            filter.assignee_id = number_parameter(request, "assignee");
    }
    filter.channel_id = number_parameter(request, "channel");
    if (request.parameter("waiting").value_or("") == "true") filter.waiting = true;
    return filter;
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto filter = read_filter(request, caller);
    const auto limit = list_limit(request);
    InboxIndex::Page page;
    if (filter.status == static_cast<int>(ConversationStatus::closed)) {
        const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
        page = co_await context.store.read([&](db::Connection& db) {
            InboxIndex::Page out;
            for (auto row = db.query(db::q::conversations_closed_page, before, limit); row.next();)
                out.ids.push_back(row.integer(0));
            if (out.ids.size() == limit) out.next_cursor = std::to_string(out.ids.back());
            return out;
        });
    } else {
        page = context.inbox.page(filter, limit, request.parameter("cursor"));
    }
    auto body = co_await context.store.read([&](db::Connection& db) {
        Json items = Json::array();
        for (const auto id : page.ids) {
            if (auto view = view_conversation(db, id); !view.is_null()) items.push_back(std::move(view));
        }
        return dump(
            {{"items", std::move(items)}, {"next_cursor", page.next_cursor ? Json(*page.next_cursor) : Json(nullptr)}});
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> show(ApiContext& context, std::int64_t id) {
    auto view = co_await context.store.read([&](db::Connection& db) { return view_conversation(db, id, true); });
    if (view.is_null()) throw Failure(Error(Errc::not_found, "there is no such conversation"));
    co_return Response::json(200, dump(view));
}

void change_assignee(Transaction& transaction, Conversation& c, const Json& body, const Caller& caller) {
    std::optional<std::int64_t> wanted;
    if (!body["assignee_id"].is_null()) {
        wanted = integer_of(body, "assignee_id");
        auto row = transaction.db().query(db::q::user_get, wanted.value_or(0));
        if (!wanted || !row.next() || row.integer(5) == 0)
            throw Failure(Error::field("assignee_id", "there is no such active user"));
    }
    // Compare and set: who was slower learns who has it.
    if (body.contains("expected_assignee_id") && c.assignee_id != integer_of(body, "expected_assignee_id")) {
        const auto winner = text_or(view_user_brief(transaction.db(), c.assignee_id), "name", "nobody");
        throw Failure(Error(Errc::conflict, "already_assigned", winner + " has this conversation now"));
    }
    assign_to(transaction, c, wanted, wanted == caller.user_id ? "claimed" : "manual", caller.user_id);
    save_conversation(transaction, c);
    announce_conversation(transaction, c.id);
}

void change_status(Transaction& transaction, Conversation& c, const Json& body, const Caller& caller) {
    const auto status = conversation_status_from(text_or(body, "status"));
    if (!status) throw Failure(Error::field("status", "is open, snoozed or closed"));
    switch (*status) {
        case ConversationStatus::open:
            reopen_conversation(transaction, c);
            break;
        case ConversationStatus::closed:
            close_conversation(transaction, c, caller.user_id);
            break;
        case ConversationStatus::snoozed: {
            const auto until = from_rfc3339(text_or(body, "snoozed_until"));
            if (!until) throw Failure(Error::field("snoozed_until", "must be an RFC 3339 time"));
            snooze_conversation(transaction, c, *until);
            break;
        }
    }
}

asio::awaitable<Response> change(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"status", "snoozed_until", "assignee_id", "expected_assignee_id"});
    co_await context.store.write([&](Transaction& transaction) {
        auto c = require_conversation(transaction.db(), id);
        if (body.contains("assignee_id")) change_assignee(transaction, c, body, caller);
        if (body.contains("status")) change_status(transaction, c, body, caller);
    });
    co_return co_await show(context, id);
}

asio::awaitable<Response> counts(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto now = context.inbox.counts(caller.user_id);
    co_return Response::json(200, dump({{"mine", now.mine},
                                        {"unassigned", now.unassigned},
                                        {"waiting", now.waiting},
                                        {"snoozed", now.snoozed},
                                        {"all", now.all}}));
}

}  // namespace

void add_conversation_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/conversations", [&context](Request& request) { return list(context, request); }});
    router.add({Method::get, "/api/v1/conversations/counts",
                [&context](Request& request) { return counts(context, request); }});
    router.add({Method::get, "/api/v1/conversations/{id}", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await signed_in(context, request);
                    co_return co_await show(context, path_id(request));
                }});
    router.add({Method::patch, "/api/v1/conversations/{id}",
                [&context](Request& request) { return change(context, request); }});
    router.add(
        {Method::post, "/api/v1/conversations/{id}/seen", [&context](Request& request) -> asio::awaitable<Response> {
             co_await signed_in(context, request);
             const auto id = path_id(request);
             const auto body = read_body(request, {"message_id"});
             co_await context.store.write([&](Transaction& transaction) {
                 auto c = require_conversation(transaction.db(), id);
                 mark_seen(transaction, c, integer_of(body, "message_id").value_or(INT64_MAX));
             });
             co_return Response::empty(204);
         }});
    router.add({Method::post, "/api/v1/conversations/{id}/no-reply-needed",
                [&context](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    const auto id = path_id(request);
                    co_await context.store.write([&](Transaction& transaction) {
                        auto c = require_conversation(transaction.db(), id);
                        end_wait_without_reply(transaction, c, caller.user_id);
                    });
                    co_return co_await show(context, id);
                }});
}

}  // namespace parley
