#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/files.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/flow/amend.hpp"
#include "server/flow/moderate.hpp"
#include "server/flow/outbound.hpp"
#include "server/flow/react.hpp"
#include "server/store/attachments.hpp"
#include "server/store/directory.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto limit = list_limit(request);
    const auto given_after = number_parameter(request, "after");
    const auto before = number_parameter(request, "before");
    const auto since = time_parameter(request, "since");
    auto body = co_await context.store.read([&](db::Connection& db) {
        if (!conversation_by_id(db, id)) throw Failure(Error(Errc::not_found, "there is no such conversation"));
        std::vector<Message> found;
        auto after = given_after;
        if (since) {
            // What was brought in from elsewhere is older than the lines that tell of it.
            auto row =
                db.query(db::q::message_first_since, id, *since, static_cast<std::int64_t>(MessageKind::activity));
            after = row.next() ? row.integer(0) - 1 : INT64_MAX;
        }
        if (after) {
            for (auto row = db.query(db::q::messages_after, id, *after, limit); row.next();)
                found.push_back(read_message(row));
        } else {
            for (auto row = db.query(db::q::messages_before, id, before.value_or(INT64_MAX), limit); row.next();)
                found.push_back(read_message(row));
            std::reverse(found.begin(), found.end());
        }
        bool has_before = false;
        if (!found.empty()) {
            auto row = db.query(db::q::messages_before, id, found.front().id, 1);
            has_before = row.next();
        }
        Directory names(db);
        JsonList items;
        for (const auto& message : found) items.push_back(view_message(names, message));
        std::optional<std::string> next;
        if (found.size() == limit) next = std::to_string(after ? found.back().id : found.front().id);
        return json_object({{"items", items.text()}, {"next_cursor", next}, {"has_before", has_before}}).text;
    });
    co_return Response::json(200, std::move(body));
}

/// What stands in a template's places, part by part.
std::vector<std::string> read_values(const Json& chosen, const char* part) {
    std::vector<std::string> values;
    const Json* list = find(chosen, part);
    if (!list || list->is_null()) return values;
    const auto wrong = Error::field(std::string("template.") + part, "must be a list of texts");
    if (!list->is_array()) throw Failure(wrong);
    for (const auto& value : *list) {
        if (!value.is_string()) throw Failure(wrong);
        values.push_back(value.get<std::string>());
    }
    return values;
}

std::optional<ChosenTemplate> read_template(const Json& body) {
    const Json* chosen = find(body, "template");
    if (!chosen || chosen->is_null()) return std::nullopt;
    const auto id = chosen->is_object() ? integer_of(*chosen, "id") : std::nullopt;
    if (!id) throw Failure(Error::field("template", "must be an object with the template's id"));
    return ChosenTemplate{*id, read_values(*chosen, "header"), read_values(*chosen, "body"),
                          read_values(*chosen, "buttons")};
}

Reply read_reply(const Json& body) {
    Reply reply;
    reply.text = text_or(body, "text");
    reply.client_id = text_of(body, "client_id");
    reply.reply_to = integer_of(body, "reply_to");
    reply.note = flag_of(body, "note");
    reply.only_them = flag_of(body, "private");
    reply.attachments = ids_field(body, "attachments", "attachment");
    reply.mentions = ids_field(body, "mentions", "user");
    if (const Json* buttons = find(body, "buttons")) reply.buttons = *buttons;
    reply.list_title = text_or(body, "list_title");
    if (const Json* place = find(body, "location")) reply.place = *place;
    if (const Json* card = find(body, "contact")) reply.card = *card;
    reply.chosen = read_template(body);
    return reply;
}

asio::awaitable<Response> post(ApiContext& context, Request& request) {
    context.store.expect_write();
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto reply =
        read_reply(read_body(request, {"text", "client_id", "attachments", "reply_to", "note", "mentions", "buttons",
                                       "list_title", "location", "contact", "template", "private"}));
    const auto can = context.channels.capabilities();
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        const auto posted = post_reply(transaction, id, caller.user_id, reply, capabilities_for(transaction, can, id));
        const auto message = message_at(transaction.db(), {id, posted.message_id});
        Directory names(transaction.db());
        return Response::json(posted.fresh ? 201 : 200, view_message(names, *message).text);
    });
}

/// Sent again, or confirmed: what an operator decides about one message.
asio::awaitable<Response> decide(ApiContext& context, Request& request,
                                 void (*act)(Transaction& transaction, MessageAddress address)) {
    co_await signed_in(context, request);
    const MessageAddress address{path_id(request), path_id(request, "message")};
    auto body = co_await context.store.write([&](Transaction& transaction) {
        act(transaction, address);
        Directory names(transaction.db());
        return view_message(names, *message_at(transaction.db(), address)).text;
    });
    co_return Response::json(200, std::move(body));
}

/// What was deleted is kept from all but its author and those who lead.
asio::awaitable<Response> words(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const MessageAddress address{path_id(request), path_id(request, "message")};
    auto body = co_await context.store.read([&](db::Connection& db) {
        const auto message = message_at(db, address);
        if (!message || message->kind == MessageKind::activity)
            throw Failure(Error(Errc::not_found, "there is no such message"));
        const bool own = message->author_type == AuthorType::operator_ && message->author_id == caller.user_id;
        if (message->deleted_at && !own && caller.role == Role::operator_)
            throw Failure(Error(Errc::forbidden, "deleted", "only its author or a manager can read what was deleted"));
        const Json* before = find(message->content, "before");
        JsonList files;
        for (const auto& file : attachments_of(db, message->id)) files.push_back(view_attachment(file));
        return json_object({{"text", message->text},
                            {"before", JsonText{before ? dump(*before) : "[]"}},
                            {"attachments", files.text()}})
            .text;
    });
    co_return Response::json(200, std::move(body));
}

/// Other words, or none any more.
asio::awaitable<Response> amend(ApiContext& context, Request& request, bool removes) {
    const auto caller = co_await signed_in(context, request);
    const MessageAddress address{path_id(request), path_id(request, "message")};
    std::optional<std::string> text;
    if (!removes) {
        text = text_of(read_body(request, {"text"}), "text");
        if (!text) throw Failure(Error::field("text", "is what the message shall say; it is missing"));
    }
    const auto can = context.channels.capabilities();
    auto body = co_await context.store.write([&](Transaction& transaction) {
        const Amender by{caller.user_id, caller.role != Role::operator_,
                         capabilities_for(transaction, can, address.conversation_id)};
        if (removes)
            delete_message(transaction, address, by);
        else
            edit_message(transaction, address, by, *text);
        Directory names(transaction.db());
        return view_message(names, *message_at(transaction.db(), address)).text;
    });
    co_return Response::json(200, std::move(body));
}

/// Our emoji on a message, or none any more.
asio::awaitable<Response> react(ApiContext& context, Request& request, bool removes) {
    const auto caller = co_await signed_in(context, request);
    const MessageAddress address{path_id(request), path_id(request, "message")};
    std::string emoji;
    if (!removes) {
        emoji = text_or(read_body(request, {"emoji"}), "emoji");
        if (emoji.empty()) throw Failure(Error::field("emoji", "is missing"));
    }
    const auto can = context.channels.capabilities();
    auto body = co_await context.store.write([&](Transaction& transaction) {
        set_reaction(transaction, address, caller.user_id, capabilities_for(transaction, can, address.conversation_id),
                     emoji);
        Directory names(transaction.db());
        return view_message(names, *message_at(transaction.db(), address)).text;
    });
    co_return Response::json(200, std::move(body));
}

/// A comment of somebody else's under a post: for all to see, or not.
asio::awaitable<Response> hide(ApiContext& context, Request& request, bool hidden) {
    co_await signed_in(context, request);
    const MessageAddress address{path_id(request), path_id(request, "message")};
    const auto can = context.channels.capabilities();
    auto body = co_await context.store.write([&](Transaction& transaction) {
        hide_comment(transaction, address, capabilities_for(transaction, can, address.conversation_id), hidden);
        Directory names(transaction.db());
        return view_message(names, *message_at(transaction.db(), address)).text;
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> upload(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto a = read_upload(request);
    a.owner = "user:" + std::to_string(caller.user_id);
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        a.id = transaction.next_id();
        insert_attachment(transaction, a);
        store_attachment_bytes(transaction, a, request.body);
        return Response::json(201, view_attachment(a).text);
    });
}

asio::awaitable<Response> download(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    co_return co_await file_bytes(context.store, path_id(request));
}

asio::awaitable<Response> linked(ApiContext& context, Request& request) {
    const auto expires = request.parameter("expires").value_or("");
    const auto expires_at = number_parameter(request, "expires").value_or(0);
    if (!context.links.genuine(request.value("id"), expires, expires_at, request.parameter("signature").value_or(""))) {
        throw Failure(Error(Errc::not_found, "there is no such file, or the link is too old"));
    }
    co_return co_await file_bytes(context.store, path_id(request));
}

}  // namespace

void add_message_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/conversations/{id}/messages",
                [&context](Request& request) { return list(context, request); }});
    router.add({Method::post, "/api/v1/conversations/{id}/messages",
                [&context](Request& request) { return post(context, request); }});
    router.add({Method::patch, "/api/v1/conversations/{id}/messages/{message}",
                [&context](Request& request) { return amend(context, request, false); }});
    router.add({Method::del, "/api/v1/conversations/{id}/messages/{message}",
                [&context](Request& request) { return amend(context, request, true); }});
    router.add({Method::get, "/api/v1/conversations/{id}/messages/{message}/words",
                [&context](Request& request) { return words(context, request); }});
    router.add({Method::put, "/api/v1/conversations/{id}/messages/{message}/reaction",
                [&context](Request& request) { return react(context, request, false); }});
    router.add({Method::del, "/api/v1/conversations/{id}/messages/{message}/reaction",
                [&context](Request& request) { return react(context, request, true); }});
    router.add({Method::put, "/api/v1/conversations/{id}/messages/{message}/hidden",
                [&context](Request& request) { return hide(context, request, true); }});
    router.add({Method::del, "/api/v1/conversations/{id}/messages/{message}/hidden",
                [&context](Request& request) { return hide(context, request, false); }});
    router.add({Method::post, "/api/v1/conversations/{id}/messages/{message}/retry",
                [&context](Request& request) { return decide(context, request, send_again); }});
    router.add({Method::post, "/api/v1/conversations/{id}/messages/{message}/confirm",
                [&context](Request& request) { return decide(context, request, confirm_arrival); }});
    router.add({Method::post, "/api/v1/attachments", [&context](Request& request) { return upload(context, request); },
                kUploadLimit});
    router.add(
        {Method::get, "/api/v1/attachments/{id}", [&context](Request& request) { return download(context, request); }});
    router.add({Method::get, "/files/{id}", [&context](Request& request) { return linked(context, request); }});
}

}  // namespace parley
