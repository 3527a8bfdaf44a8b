#include "server/store/views.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/api/view_counts.hpp"
#include "server/base/text.hpp"
#include "server/store/saved_views.hpp"

#include <algorithm>
#include <memory>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostViews = 200, kLongestName = 40, kLongestValue = 200;
constexpr std::string_view kAsked[] = {"view", "tag", "channel", "assignee", "source", "status", "team"};

Viewer viewer_of(const Caller& caller) {
    return {caller.user_id, caller.role != Role::operator_};
}

/// As it is kept: what a list can be asked for, each as it stands in its address. Read once, so that nothing is kept
/// that no list would take.
Json wanted_query(const Json& given, const Caller& caller) {
    const auto wrong = [](std::string what) { return Failure(Error::field("query", std::move(what))); };
    if (!given.is_object()) throw wrong("is what a list is asked for: {\"view\":\"all\",\"tag\":\"...\"}");
    Json query = {{"view", "all"}};
    for (const auto& [name, value] : given.items()) {
        if (std::ranges::find(kAsked, name) == std::end(kAsked)) throw wrong("has no \"" + name + "\"");
        if (!value.is_string()) throw wrong("has only texts");
        const auto text = std::string(trim(clean(value.get_ref<const std::string&>())));
        if (count_code_points(text) > kLongestValue) throw wrong("is too long");
        if (!text.empty()) query[name] = text;
    }
    try {
        read_question([&](std::string_view name) { return text_of(query, name); }, caller);
    } catch (const Failure& failure) {
        throw wrong(std::string(failure.error().detail()));
    }
    return query;
}

void check_may_share(const Caller& caller) {
    if (caller.role == Role::operator_)
        throw Failure(Error(Errc::forbidden, "role", "managers and admins share views"));
}

void take_scope(SavedView& view, const Json& body, const Caller& caller, db::Connection& db) {
    const auto scope = text_field(body, "scope", 10);
    const auto team = integer_field(body, "team_id");
    if (!scope && !body.contains("team_id")) return;
    const auto wanted = scope.value_or(scope_of(view));
    if (wanted != "mine" && wanted != "team" && wanted != "all")
        throw Failure(Error::field("scope", "is mine, team or all"));
    if (wanted != "mine" || view.shared) check_may_share(caller);
    view.shared = wanted != "mine";
    view.team_id = std::nullopt;
    if (wanted != "team") return;
    if (!team || !db.query(db::q::team_by_id, *team).next())
        throw Failure(Error::field("team_id", "there is no such team"));
    view.team_id = team;
}

void take_fields(SavedView& view, const Json& body, const Caller& caller, db::Connection& db) {
    if (const auto name = text_field(body, "name", kLongestName)) view.name = *name;
    if (view.name.empty()) throw Failure(Error::field("name", "is missing"));
    if (const Json* query = find(body, "query")) view.query = wanted_query(*query, caller);
    if (view.query.is_null()) throw Failure(Error::field("query", "is missing"));
    take_scope(view, body, caller, db);
}

/// Somebody else's own one looks like none at all.
SavedView require_view(db::Connection& db, std::int64_t id, const Caller& caller) {
    auto found = saved_view(db, id);
    if (!found || !may_see(*found, viewer_of(caller), teams_of(db, caller.user_id)))
        throw Failure(Error(Errc::not_found, "there is no such view"));
    return std::move(*found);
}
SavedView require_own(db::Connection& db, std::int64_t id, const Caller& caller) {
    auto found = require_view(db, id, caller);
    if (found.shared) check_may_share(caller);
    return found;
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        Json items = Json::array();
        for (const auto& item : views_of(db, viewer_of(caller)))
            items.push_back(view_saved(db, item, viewer_of(caller)));
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> make(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto body = read_body(request, {"name", "query", "scope", "team_id"});
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        auto& db = transaction.db();
        SavedView view;
        view.owner_id = caller.user_id;
        take_fields(view, body, caller, db);
        if (views_of(db, viewer_of(caller)).size() >= kMostViews)
            throw Failure(Error(Errc::conflict, "too_many", "there are 200 views already; delete one first"));
        view.id = transaction.next_id();
        db.execute(db::q::view_insert, view.id, view.name, view.owner_id, view.shared, view.team_id, dump(view.query),
                   transaction.now());
        transaction.emit("views.updated", std::nullopt, "{}");
        return Response::json(201, dump(view_saved(db, view, viewer_of(caller))));
    });
}

asio::awaitable<Response> change(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"name", "query", "scope", "team_id"});
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        auto& db = transaction.db();
        auto view = require_own(db, id, caller);
        take_fields(view, body, caller, db);
        db.execute(db::q::view_update, view.id, view.name, view.shared, view.team_id, dump(view.query));
        transaction.emit("views.updated", std::nullopt, "{}");
        return dump(view_saved(db, view, viewer_of(caller)));
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> remove(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    co_await context.store.write([&](Transaction& transaction) {
        const auto view = require_own(transaction.db(), id, caller);
        transaction.db().execute(db::q::view_places_forget, key_of(view));
        transaction.db().execute(db::q::view_delete, id);
        transaction.emit("views.updated", std::nullopt, "{}");
    });
    co_return Response::empty(204);
}

std::vector<std::string> read_keys(const Json& body) {
    const auto wrong = Failure(Error::field("keys", "must be a list of views by their key"));
    const Json* list = find(body, "keys");
    if (!list || !list->is_array() || list->size() > 2 * kMostViews) throw wrong;
    std::vector<std::string> keys;
    for (const auto& key : *list) {
        if (!key.is_string() || key.get_ref<const std::string&>().size() > 40) throw wrong;
        if (std::ranges::find(keys, key.get_ref<const std::string&>()) == keys.end())
            keys.push_back(key.get<std::string>());
    }
    return keys;
}

/// The caller's own order; others have theirs.
asio::awaitable<Response> order(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto keys = read_keys(read_body(request, {"keys"}));
    co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::view_places_clear, caller.user_id);
        std::int64_t place = 0;
        for (const auto& key : keys) transaction.db().execute(db::q::view_place_insert, caller.user_id, key, place++);
        transaction.emit("views.updated", std::nullopt, "{}");
    });
    co_return Response::empty(204);
}

asio::awaitable<Response> counts(ApiContext& context, Request& request, std::shared_ptr<ViewCounts> known) {
    const auto caller = co_await signed_in(context, request);
    const auto views = co_await context.store.read([&](db::Connection& db) { return views_of(db, viewer_of(caller)); });
    const auto found = co_await known->of(context, views, caller);
    Json items = Json::array();
    for (std::size_t i = 0; i < views.size(); ++i)
        items.push_back({{"key", key_of(views[i])},
                         {"count", found[i].count ? Json(*found[i].count) : Json()},
                         {"more", found[i].more}});
    co_return Response::json(200, dump({{"items", std::move(items)}, {"next_cursor", nullptr}}));
}

}  // namespace

void add_view_routes(Router& router, ApiContext& context) {
    const std::string all = "/api/v1/views", one = "/api/v1/views/{id}";
    const auto known = std::make_shared<ViewCounts>();
    router.add({Method::get, all, [&context](Request& request) { return list(context, request); }});
    router.add({Method::post, all, [&context](Request& request) { return make(context, request); }});
    router.add({Method::get, all + "/counts",
                [&context, known](Request& request) { return counts(context, request, known); }});
    router.add({Method::post, all + "/order", [&context](Request& request) { return order(context, request); }});
    router.add({Method::patch, one, [&context](Request& request) { return change(context, request); }});
    router.add({Method::del, one, [&context](Request& request) { return remove(context, request); }});
}

}  // namespace parley
