#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/flow/assign.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/directory.hpp"
#include "server/store/search.hpp"
#include "server/store/views.hpp"

#include <algorithm>
#include <set>

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
            filter.waiting = true, filter.status = static_cast<int>(ConversationStatus::open);
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
    const auto sort = request.parameter("sort").value_or("");
    if (!sort.empty() && sort != "wait" && sort != "newest") throw Failure(Error::field("sort", "is wait or newest"));
    filter.wait_first = sort == "wait";
    return filter;
}

InboxIndex::Page closed_page(db::Connection& db, const InboxFilter& filter, std::size_t limit, std::int64_t before) {
    InboxIndex::Page page;
    if (filter.waiting) return page;
    for (auto row = db.query(db::q::conversations_closed_page, before, filter.assignee_id, filter.unassigned,
                             filter.channel_id, limit);
         row.next();)
        page.ids.push_back(row.integer(0));
    if (page.ids.size() == limit) page.next_cursor = std::to_string(page.ids.back());
    return page;
}

/// Of one contact, or of those whose contact or words fit `q`: few, so they are looked at one by one. Closed ones too.
InboxIndex::Page narrow_page(ApiContext& context, db::Connection& db, const InboxFilter& filter, std::size_t limit,
                             std::optional<std::int64_t> contact, const std::string& words) {
    std::vector<std::int64_t> contacts;
    std::set<std::int64_t> ids;
    if (contact)
        contacts.push_back(*contact);
    else
        contacts = search_contacts(db, words, limit, context.clock).ids;
    for (const auto id : contacts) {
        for (auto row = db.query(db::q::conversations_of_contact, id); row.next();) ids.insert(row.integer(0));
    }
    if (!contact) {
        for (const auto& message : search_messages(db, read_word_query(words), limit, context.clock).messages)
            ids.insert(message.conversation_id);
    }
    std::vector<std::pair<Millis, std::int64_t>> found;
    for (const auto id : ids) {
        const auto c = conversation_by_id(db, id);
        if (c && passes(filter, inbox_entry(*c))) found.emplace_back(c->last_activity_at, id);
    }
    std::sort(found.rbegin(), found.rend());
    InboxIndex::Page page;
    for (const auto& [at, id] : found) {
        if (page.ids.size() < limit) page.ids.push_back(id);
    }
    return page;
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto filter = read_filter(request, caller);
    const auto limit = list_limit(request);
    const auto contact = number_parameter(request, "contact");
    const auto words = request.parameter("q").value_or("");
    InboxIndex::Page page;
    if (contact || !words.empty()) {
        page = co_await context.store.read(
            [&](db::Connection& db) { return narrow_page(context, db, filter, limit, contact, words); });
    } else if (filter.status == static_cast<int>(ConversationStatus::closed)) {
        const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
        page = co_await context.store.read([&](db::Connection& db) { return closed_page(db, filter, limit, before); });
    } else {
        page = context.inbox.page(filter, limit, request.parameter("cursor"));
    }
    auto body = co_await context.store.read([&](db::Connection& db) {
        Directory names(db);
        JsonList items;
        for (const auto id : page.ids) {
            if (const auto view = view_conversation(names, id); !view.is_null()) items.push_back(view);
        }
        return json_object({{"items", items.text()}, {"next_cursor", page.next_cursor}}).text;
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> show(ApiContext& context, std::int64_t id) {
    auto view = co_await context.store.read([&](db::Connection& db) {
        Directory names(db);
        return view_whole_conversation(names, id);
    });
    if (view.is_null()) throw Failure(Error(Errc::not_found, "there is no such conversation"));
    co_return Response::json(200, std::move(view.text));
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
            reopen_conversation(transaction, c, caller.user_id);
            break;
        case ConversationStatus::closed:
            close_conversation(transaction, c, caller.user_id);
            break;
        case ConversationStatus::snoozed: {
            const auto until = from_rfc3339(text_or(body, "snoozed_until"));
            if (!until) throw Failure(Error::field("snoozed_until", "must be an RFC 3339 time"));
            snooze_conversation(transaction, c, *until, caller.user_id);
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
