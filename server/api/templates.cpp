#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

/// A text that is used again. Without an owner it is everybody's.
struct Template {
    std::int64_t id = 0;
    std::string title, shortcut, text, folder;
    std::optional<std::int64_t> owner_id;
    std::int64_t used = 0;
    Millis updated_at = 0;
};

Template read_template(const db::Rows& row) {
    Template t;
    t.id = row.integer(0);
    t.title = row.text(1);
    t.shortcut = row.text(2);
    t.text = row.text(3);
    t.folder = row.text(4);
    t.owner_id = row.maybe_integer(5);
    t.used = row.integer(6);
    t.updated_at = row.integer(7);
    return t;
}

Json view(const Template& t) {
    return {{"id", t.id},
            {"title", t.title},
            {"shortcut", t.shortcut},
            {"text", t.text},
            {"folder", t.folder},
            {"scope", t.owner_id ? "mine" : "all"},
            {"used", t.used},
            {"updated_at", to_rfc3339(t.updated_at)}};
}

std::vector<Template> templates_of(db::Connection& db, std::int64_t user_id) {
    std::vector<Template> found;
    for (auto row = db.query(db::q::templates_of, user_id); row.next();) found.push_back(read_template(row));
    return found;
}

/// Somebody else's own one looks like none at all.
Template require_template(db::Connection& db, std::int64_t id, const Caller& caller) {
    auto row = db.query(db::q::template_get, id);
    if (row.next()) {
        auto found = read_template(row);
        if (!found.owner_id || found.owner_id == caller.user_id) return found;
    }
    throw Failure(Error(Errc::not_found, "there is no such template"));
}

void check_may_share(const Caller& caller) {
    if (caller.role == Role::operator_)
        throw Failure(Error(Errc::forbidden, "role", "managers and admins change the templates of all"));
}

std::string wanted_shortcut(const std::string& given) {
    auto shortcut = given.starts_with('/') ? given.substr(1) : given;
    const bool spaced =
        std::ranges::any_of(shortcut, [](char c) { return c == ' ' || c == '/' || c == '\n' || c == '\t'; });
    if (spaced) throw Failure(Error::field("shortcut", "is one word"));
    return shortcut;
}

void take_fields(Template& t, const Json& body, const Caller& caller) {
    if (const auto title = text_field(body, "title", 80)) t.title = *title;
    if (const auto shortcut = text_field(body, "shortcut", 32)) t.shortcut = wanted_shortcut(*shortcut);
    if (const auto text = text_field(body, "text", 4000)) t.text = *text;
    if (const auto folder = text_field(body, "folder", 40)) t.folder = *folder;
    if (const auto scope = text_field(body, "scope", 10)) {
        if (*scope != "all" && *scope != "mine") throw Failure(Error::field("scope", "is all or mine"));
        const bool shared = *scope == "all";
        if (shared != !t.owner_id.has_value()) check_may_share(caller);
        t.owner_id = shared ? std::nullopt : std::optional(caller.user_id);
    }
    if (!t.title.empty() && !t.text.empty()) return;
    auto error = Error::field(t.title.empty() ? "title" : "text", "is missing");
    if (t.title.empty() && t.text.empty()) error.add_field("text", "is missing");
    throw Failure(error);
}

/// `/ship` must mean one thing to whoever types it.
void check_shortcut(Transaction& transaction, const Template& t, const Caller& caller) {
    if (t.shortcut.empty()) return;
    const auto folded = fold(t.shortcut);
    for (const auto& other : templates_of(transaction.db(), caller.user_id)) {
        if (other.id != t.id && fold(other.shortcut) == folded)
            throw Failure(Error::field("shortcut", "is taken by \"" + other.title + "\""));
    }
}

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        Json items = Json::array();
        for (const auto& t : templates_of(db, caller.user_id)) items.push_back(view(t));
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

const std::vector<std::string_view> kMembers{"title", "shortcut", "text", "folder", "scope"};

asio::awaitable<Response> make(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto body = read_body(request, kMembers);
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        Template t;
        t.owner_id = caller.user_id;
        take_fields(t, body, caller);
        check_shortcut(transaction, t, caller);
        t.id = transaction.next_id();
        t.updated_at = transaction.now();
        transaction.db().execute(db::q::template_insert, t.id, t.title, t.shortcut, t.text, t.folder, t.owner_id,
                                 t.updated_at);
        transaction.emit("templates.updated", std::nullopt, "{}");
        return Response::json(201, dump(view(t)));
    });
}

asio::awaitable<Response> change(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, kMembers);
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        auto t = require_template(transaction.db(), id, caller);
        if (!t.owner_id) check_may_share(caller);
        take_fields(t, body, caller);
        check_shortcut(transaction, t, caller);
        t.updated_at = transaction.now();
        transaction.db().execute(db::q::template_update, t.id, t.title, t.shortcut, t.text, t.folder, t.owner_id,
                                 t.updated_at);
        transaction.emit("templates.updated", std::nullopt, "{}");
        return dump(view(t));
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> remove(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    co_await context.store.write([&](Transaction& transaction) {
        if (!require_template(transaction.db(), id, caller).owner_id) check_may_share(caller);
        transaction.db().execute(db::q::template_delete, id);
        transaction.emit("templates.updated", std::nullopt, "{}");
    });
    co_return Response::empty(204);
}

asio::awaitable<Response> used(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    co_await context.store.write([&](Transaction& transaction) {
        require_template(transaction.db(), id, caller);
        transaction.db().execute(db::q::template_used, id);
    });
    co_return Response::empty(204);
}

}  // namespace

void add_template_routes(Router& router, ApiContext& context) {
    const std::string all = "/api/v1/templates", one = "/api/v1/templates/{id}";
    router.add({Method::get, all, [&context](Request& request) { return list(context, request); }});
    router.add({Method::post, all, [&context](Request& request) { return make(context, request); }});
    router.add({Method::patch, one, [&context](Request& request) { return change(context, request); }});
    router.add({Method::del, one, [&context](Request& request) { return remove(context, request); }});
    router.add({Method::post, one + "/used", [&context](Request& request) { return used(context, request); }});
}

}  // namespace parley
