#include "server/store/tags.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"
#include "server/store/saved_views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

asio::awaitable<Response> list(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    auto body = co_await context.store.read([](db::Connection& db) {
        Json items = Json::array();
        for (auto row = db.query(db::q::tags_all); row.next();)
            items.push_back({{"id", row.integer(0)}, {"name", row.text(1)}, {"count", row.integer(2)}});
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

std::string wanted_name(const Json& body) {
    return tag_name(text_field(body, "name", 1000).value_or(""), "name");
}

/// Another tag has this name already.
void check_free(Transaction& transaction, const std::string& name, std::int64_t own_id) {
    const auto known = find_tag(transaction.db(), name);
    if (known && *known != own_id) throw Failure(Error::field("name", "there is such a tag already"));
}

asio::awaitable<Response> make(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto name = wanted_name(read_body(request, {"name"}));
    co_return co_await once(context, request, caller, [&](Transaction& transaction) {
        check_free(transaction, name, 0);
        const auto id = tag_named(transaction, name);
        return Response::json(201, dump({{"id", id}, {"name", name}, {"count", 0}}));
    });
}

[[noreturn]] void no_such_tag() {
    throw Failure(Error(Errc::not_found, "there is no such tag"));
}

std::string known_name(db::Connection& db, std::int64_t id) {
    auto row = db.query(db::q::tag_name_of, id);
    if (!row.next()) no_such_tag();
    return row.text(0);
}

/// Everywhere it stands the new name is read at once, so all lists are told to look again.
asio::awaitable<Response> rename(ApiContext& context, Request& request) {
    const auto id = path_id(request);
    const auto name = wanted_name(read_body(request, {"name"}));
    co_await context.store.write([&](Transaction& transaction) {
        check_free(transaction, name, id);
        rename_tag_in_views(transaction, known_name(transaction.db(), id), name);
        if (transaction.db().execute(db::q::tag_update, id, name, fold(name)) == 0) no_such_tag();
        transaction.emit("tags.updated", std::nullopt, "{}");
    });
    co_return Response::empty(204);
}

asio::awaitable<Response> remove(ApiContext& context, Request& request) {
    const auto id = path_id(request);
    co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::tag_take_off_all, id);
        if (transaction.db().execute(db::q::tag_delete, id) == 0) no_such_tag();
        transaction.emit("tags.updated", std::nullopt, "{}");
    });
    co_return Response::empty(204);
}

}  // namespace

void add_tag_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/tags", [&context](Request& request) { return list(context, request); }});
    router.add({Method::post, "/api/v1/tags", [&context](Request& request) { return make(context, request); }});
    router.add({Method::patch, "/api/v1/tags/{id}", [&context](Request& request) { return rename(context, request); }});
    router.add({Method::del, "/api/v1/tags/{id}", [&context](Request& request) { return remove(context, request); }});
}

}  // namespace parley
