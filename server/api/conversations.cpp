#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/conversation_change.hpp"
#include "server/api/inbox_question.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/flow/leads.hpp"
#include "server/flow/outbound.hpp"
#include "server/store/read_ahead.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto question = read_question(parameters_of(request), caller);
    const auto page =
        co_await answer_question(context, std::move(question), list_limit(request), request.parameter("cursor"));
    auto body = co_await context.store.read([&](db::Connection& db) {
        Directory names(db);
        read_ahead(names, page.ids);
        JsonList items;
        for (const auto id : page.ids) {
            if (const auto view = view_conversation(names, id); !view.is_null()) items.push_back(view);
        }
        return json_object({{"items", items.text()}, {"next_cursor", page.next_cursor}}).text;
    });
    co_return Response::json(200, std::move(body));
}

/// What its channel takes, for the composer. Null when the channel is not connected.
JsonText channel_can(const ApiContext& context, std::int64_t channel_id, std::string_view thread) {
    const auto channel = context.channels.by_id(channel_id);
    if (!channel) return {};
    const auto can = channel->connector->capabilities();
    using Unit = Capabilities::Unit;
    JsonList reactions;
    if (!can.reacts_in || can.reacts_in(thread)) {
        for (const auto emoji : can.reactions) reactions.push_back(emoji);
    }
    const bool comments = can.comments_in && can.comments_in(thread);
    std::optional<std::int64_t> public_limit, private_hours;
    if (comments) {
        public_limit = static_cast<std::int64_t>(can.public_limit);
        private_hours = can.private_within.count();
    }
    JsonList voices;
    for (const auto type : can.voices) voices.push_back(type);
    return json_object({{"edits", can.edits},
                        {"removes", comments ? can.moderates : can.removes},
                        {"moderates", comments && can.moderates},
                        {"reactions", reactions.text()},
                        {"splits", can.splits},
                        {"formats", can.formats},
                        {"templates", can.templates},
                        {"album", can.album},
                        {"buttons", can.buttons && (!can.buttons_in || can.buttons_in(thread))},
                        {"button_title", can.button_title},
                        {"links_alone", can.links_alone},
                        {"lists", can.lists},
                        {"private_reply", comments},
                        {"private_hours", private_hours},
                        {"public_limit", public_limit},
                        {"voices", voices.text()},
                        {"asks_phone", can.asks_in && can.asks_in(thread)},
                        {"asks_location", can.asks_place_in && can.asks_place_in(thread)},
                        {"locations", can.places},
                        {"contacts", can.cards},
                        {"text_limit", can.text_limit},
                        {"caption_limit", can.caption_limit},
                        {"text_unit", can.text_unit == Unit::utf16   ? "utf16"
                                      : can.text_unit == Unit::bytes ? "bytes"
                                                                     : "code_points"},
                        {"file_limit", can.file_limit},
                        {"voice_limit", can.voice_limit}});
}

asio::awaitable<Response> show(ApiContext& context, std::int64_t id) {
    std::int64_t channel_id = 0;
    std::string thread;
    auto view = co_await context.store.read([&](db::Connection& db) {
        Directory names(db);
        if (const auto c = conversation_by_id(db, id)) channel_id = c->channel_id, thread = c->thread;
        return view_whole_conversation(names, id);
    });
    if (view.is_null()) throw Failure(Error(Errc::not_found, "there is no such conversation"));
    json_extend(view, {{"channel_can", channel_can(context, channel_id, thread)}});
    co_return Response::json(200, std::move(view.text));
}

asio::awaitable<Response> change(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, change_members());
    co_await context.store.write([&](Transaction& transaction) {
        auto c = require_conversation(transaction.db(), id);
        apply_change(transaction, c, body, caller);
    });
    co_return co_await show(context, id);
}

constexpr std::size_t kMostIds = 5000, kMostAtOnce = 200;

/// Which ones a view holds, for a choice of all of them.
asio::awaitable<Response> ids(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto question = read_question(parameters_of(request), caller);
    const auto page = co_await answer_question(context, std::move(question), kMostIds, std::nullopt);
    co_return Response::json(200, dump({{"ids", page.ids}, {"more", page.next_cursor.has_value()}}));
}

std::vector<std::int64_t> read_many(const Json& body) {
    const auto wrong = Error::field("ids", "must be a list of 1 to 200 conversations");
    const Json* list = find(body, "ids");
    if (!list || !list->is_array() || list->empty() || list->size() > kMostAtOnce) throw Failure(wrong);
    std::vector<std::int64_t> ids;
    for (const auto& id : *list) {
        if (!id.is_number_integer()) throw Failure(wrong);
        ids.push_back(id.get<std::int64_t>());
    }
    return ids;
}

/// One change of many, in one transaction. Those it does not fit (gone, closed and to be snoozed, no lead to be moved)
/// are left alone; the others are told with what they were before, so that it can be taken back.
asio::awaitable<Response> change_many(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto body = read_body(request, change_members({"ids", "stage_id"}));
    const auto ids = read_many(body);
    if (is_cleared(body, "stage_id")) throw Failure(Error::field("stage_id", "a lead stands in a stage always"));
    const auto stage = integer_field(body, "stage_id");
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        Json items = Json::array();
        for (const auto id : ids) {
            auto c = conversation_by_id(transaction.db(), id);
            if (!c) continue;
            if (c->status == ConversationStatus::closed && text_or(body, "status") == "snoozed") continue;
            std::optional<Lead> lead;
            if (stage && c->lead_id) lead = lead_by_id(transaction.db(), *c->lead_id);
            if (stage && !lead) continue;
            Json tags = Json::array();
            for (auto row = transaction.db().query(db::q::conversation_tags, id); row.next();)
                tags.push_back(row.text(0));
            Json before{{"status", name_of(c->status)},
                        {"snoozed_until", c->snoozed_until ? Json(to_rfc3339(*c->snoozed_until)) : Json()},
                        {"assignee_id", c->assignee_id ? Json(*c->assignee_id) : Json()},
                        {"unread", c->unread},
                        {"priority", c->priority},
                        {"tags", std::move(tags)},
                        {"stage_id", lead ? Json(lead->stage_id) : Json()}};
            apply_change(transaction, *c, body, caller);
            if (lead) {
                move_lead(transaction, *lead, *stage, caller.user_id);
                announce_lead(transaction, *lead);
            }
            items.push_back({{"id", id}, {"before", std::move(before)}});
        }
        return Response::json(200, dump({{"items", std::move(items)}}));
    });
}

/// What a list can be narrowed by, beside people, channels and tags, which have lists of their own.
asio::awaitable<Response> sources(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    auto body = co_await context.store.read([](db::Connection& db) {
        Json items = Json::array();
        for (auto row = db.query(db::q::sources_lately); row.next();)
            items.push_back({{"name", row.text(0)}, {"count", row.integer(1)}});
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> counts(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto mentions = co_await context.store.read([&](db::Connection& db) {
        auto row = db.query(db::q::mentions_unseen, caller.user_id);
        return row.next() ? row.integer(0) : 0;
    });
    const auto now = context.inbox.counts(caller.user_id);
    co_return Response::json(200, dump({{"mine", now.mine},
                                        {"unassigned", now.unassigned},
                                        {"waiting", now.waiting},
                                        {"mentions", mentions},
                                        {"snoozed", now.snoozed},
                                        {"all", now.all}}));
}

}  // namespace

void add_conversation_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/conversations", [&context](Request& request) { return list(context, request); }});
    router.add({Method::get, "/api/v1/conversations/counts",
                [&context](Request& request) { return counts(context, request); }});
    router.add(
        {Method::get, "/api/v1/conversations/ids", [&context](Request& request) { return ids(context, request); }});
    router.add({Method::get, "/api/v1/conversations/sources",
                [&context](Request& request) { return sources(context, request); }});
    router.add({Method::post, "/api/v1/conversations/bulk",
                [&context](Request& request) { return change_many(context, request); }});
    router.add({Method::get, "/api/v1/conversations/{id}", [&context](Request& request) -> asio::awaitable<Response> {
                    co_await signed_in(context, request);
                    co_return co_await show(context, path_id(request));
                }});
    router.add({Method::patch, "/api/v1/conversations/{id}",
                [&context](Request& request) { return change(context, request); }});
    router.add(
        {Method::post, "/api/v1/conversations/{id}/seen", [&context](Request& request) -> asio::awaitable<Response> {
             const auto caller = co_await signed_in(context, request);
             const auto id = path_id(request);
             const auto body = read_body(request, {"message_id"});
             const auto can = context.channels.capabilities();
             co_await context.store.write([&](Transaction& transaction) {
                 auto c = require_conversation(transaction.db(), id);
                 transaction.db().execute(db::q::mention_seen, caller.user_id, id);
                 mark_seen(transaction, c, integer_of(body, "message_id").value_or(INT64_MAX),
                           capabilities_for(transaction, can, id));
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
