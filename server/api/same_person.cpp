#include "server/flow/same_person.hpp"

#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/flow/merging.hpp"
#include "server/store/views.hpp"

#include <utility>

namespace parley {

namespace asio = boost::asio;

namespace {

Contact require_contact(db::Connection& db, std::int64_t id) {
    auto found = contact_by_id(db, id);
    if (!found) throw Failure(Error(Errc::not_found, "there is no such contact"));
    return std::move(*found);
}

asio::awaitable<Response> list_duplicates(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    auto body = co_await context.store.read([&](db::Connection& db) {
        require_contact(db, id);
        JsonList items;
        if (!merge_of(db, id)) {
            for (const auto& one : same_person_as(db, id, context.clock)) {
                JsonList evidence;
                for (const auto& [what, value] : one.evidence)
                    evidence.push_back(json_object({{"what", what}, {"value", value}}));
                items.push_back(
                    json_object({{"contact", view_contact(db, one.contact_id)}, {"evidence", evidence.text()}}));
            }
        }
        return json_object({{"items", items.text()}, {"next_cursor", std::optional<std::string>()}}).text;
    });
    co_return Response::json(200, std::move(body));
}

std::int64_t count_rows(db::Rows row) {
    std::int64_t n = 0;
    while (row.next()) ++n;
    return n;
}

/// What a merge would do; nothing is done.
asio::awaitable<Response> preview(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto with = number_parameter(request, "contact_id");
    auto body = co_await context.store.read([&](db::Connection& db) {
        require_contact(db, id);
        if (!with) throw Failure(Error::field("contact_id", "which contact is the same person?"));
        if (!contact_by_id(db, *with)) throw Failure(Error::field("contact_id", "there is no such contact"));
        const auto own = require_contact(db, root_of(db, id)), other = require_contact(db, root_of(db, *with));
        if (own.id == other.id) throw Failure(Error::field("contact_id", "is the same contact already"));
        Json fields = Json::array();
        for (auto& one : weigh_fields(own, other))
            fields.push_back({{"field", std::move(one.field)},
                              {"own", std::move(one.own)},
                              {"other", std::move(one.other)},
                              {"wins", one.other_wins ? "other" : "own"}});
        const auto moves =
            json_object({{"identities", count_rows(db.query(db::q::identities_of_contact, other.id))},
                         {"conversations", count_rows(db.query(db::q::conversations_of_contact, other.id))},
                         {"leads", count_rows(db.query(db::q::leads_of_contact, other.id))}});
        return json_object({{"contact", view_contact(db, own.id)},
                            {"other", view_contact(db, other.id)},
                            {"moves", moves},
                            {"fields", JsonText{dump(fields)}}})
            .text;
    });
    co_return Response::json(200, std::move(body));
}

std::map<std::string, bool> read_choices(const Json& body) {
    std::map<std::string, bool> other_wins;
    const auto* fields = find(body, "fields");
    if (!fields) return other_wins;
    if (!fields->is_object()) throw Failure(Error::field("fields", "must be an object"));
    for (const auto& [field, wins] : fields->items()) {
        if (wins != "own" && wins != "other") throw Failure(Error::field("fields/" + field, "is own or other"));
        other_wins[field] = wins == "other";
    }
    return other_wins;
}

asio::awaitable<Response> merge(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"contact_id", "fields"});
    const auto other = integer_field(body, "contact_id");
    const auto choices = read_choices(body);
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        auto& db = transaction.db();
        require_contact(db, id);
        if (!other) throw Failure(Error::field("contact_id", "which contact is the same person?"));
        if (*other == id) throw Failure(Error::field("contact_id", "is the same contact already"));
        if (!contact_by_id(db, *other)) throw Failure(Error::field("contact_id", "there is no such contact"));
        return view_contact(db, merge_contacts(transaction, id, *other, choices, caller.user_id)).text;
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> unmerge(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        unmerge_contact(transaction, id, caller.user_id);
        return view_contact(transaction.db(), id).text;
    });
    co_return Response::json(200, std::move(answer));
}

/// `apart`: they are different people; else they may be offered again.
asio::awaitable<Response> judge(ApiContext& context, Request& request, bool apart) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request), other = path_id(request, "other");
    co_await context.store.write([&](Transaction& transaction) {
        auto& db = transaction.db();
        require_contact(db, id);
        require_contact(db, other);
        const auto one = root_of(db, id), two = root_of(db, other);
        if (one == two) throw Failure(Error::field("other", "is the same contact"));
        if (apart)
            keep_apart(transaction, one, two, caller.user_id);
        else
            offer_again(transaction, one, two);
    });
    co_return Response::empty(204);
}

}  // namespace

void add_same_person_routes(Router& router, ApiContext& context) {
    router.add({Method::get, "/api/v1/contacts/{id}/duplicates",
                [&context](Request& request) { return list_duplicates(context, request); }});
    router.add({Method::get, "/api/v1/contacts/{id}/merge",
                [&context](Request& request) { return preview(context, request); }});
    router.add({Method::post, "/api/v1/contacts/{id}/merge",
                [&context](Request& request) { return merge(context, request); }});
    router.add({Method::post, "/api/v1/contacts/{id}/unmerge",
                [&context](Request& request) { return unmerge(context, request); }});
    router.add({Method::put, "/api/v1/contacts/{id}/apart/{other}",
                [&context](Request& request) { return judge(context, request, true); }});
    router.add({Method::del, "/api/v1/contacts/{id}/apart/{other}",
                [&context](Request& request) { return judge(context, request, false); }});
}

}  // namespace parley
