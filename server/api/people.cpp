#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/base/text.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

/// One page of ids turned into objects.
template <class View>
std::string page_of(const std::vector<std::int64_t>& ids, std::size_t limit, View view) {
    Json items = Json::array();
    for (const auto id : ids) items.push_back(view(id));
    Json next = nullptr;
    if (ids.size() == limit) next = std::to_string(ids.back());
    return dump({{"items", std::move(items)}, {"next_cursor", std::move(next)}});
}

asio::awaitable<Response> list_contacts(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto limit = list_limit(request);
    const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
    const auto wanted = request.parameter("q");
    auto body = co_await context.store.read([&](db::Connection& db) {
        std::vector<std::int64_t> ids;
        if (wanted && !wanted->empty()) {
            std::string pattern = "%";
            for (const char c : *wanted) {
                if (c == '%' || c == '_' || c == '\\') pattern += '\\';
                pattern += c;
            }
            pattern += '%';
            for (auto row = db.query(db::q::contacts_named_like, pattern, limit); row.next();)
                ids.push_back(row.integer(0));
        } else {
            for (auto row = db.query(db::q::contacts_page, before, limit); row.next();) ids.push_back(row.integer(0));
        }
        return page_of(ids, limit, [&](std::int64_t id) { return view_contact(db, id); });
    });
    co_return Response::json(200, std::move(body));
}

asio::awaitable<Response> list_leads(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto limit = list_limit(request);
    const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
    const auto stage = number_parameter(request, "stage");
    const auto owner = number_parameter(request, "owner");
    auto body = co_await context.store.read([&](db::Connection& db) {
        std::vector<std::int64_t> ids;
        for (auto row = db.query(db::q::leads_page, before, stage, owner, limit); row.next();)
            ids.push_back(row.integer(0));
        return page_of(ids, limit, [&](std::int64_t id) { return view_lead(db, id); });
    });
    co_return Response::json(200, std::move(body));
}

void move_lead(Transaction& transaction, const Lead& lead, std::int64_t stage_id, std::int64_t by) {
    std::int64_t group = 0;
    {
        auto row = transaction.db().query(db::q::stage_get, stage_id);
        if (!row.next()) throw Failure(Error::field("stage_id", "there is no such stage"));
        group = row.integer(3);
    }
    if (stage_id == lead.stage_id) return;
    transaction.db().execute(db::q::lead_set_stage, lead.id, stage_id, group, transaction.now());
    transaction.db().execute(db::q::lead_history_insert, lead.id, transaction.now(), stage_id, by);
}

asio::awaitable<Response> change_lead(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"stage_id", "owner_id", "amount_minor", "currency", "title"});
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        const auto lead = lead_by_id(transaction.db(), id);
        if (!lead) throw Failure(Error(Errc::not_found, "there is no such lead"));
        if (const auto stage = integer_of(body, "stage_id")) move_lead(transaction, *lead, *stage, caller.user_id);
        if (const auto owner = integer_of(body, "owner_id")) {
            if (view_user_brief(transaction.db(), owner).is_null())
                throw Failure(Error::field("owner_id", "there is no such user"));
            transaction.db().execute(db::q::lead_set_owner, id, *owner);
        }
        auto currency = text_of(body, "currency");
        if (currency && currency->size() != 3)
            throw Failure(Error::field("currency", "is an ISO 4217 code such as EUR"));
        auto amount = integer_of(body, "amount_minor");
        if (body.contains("amount_minor") && !amount && !body["amount_minor"].is_null())
            throw Failure(Error::field("amount_minor", "is a whole number of minor units"));
        transaction.db().execute(db::q::lead_set_facts, id, text_of(body, "title").value_or(lead->title),
                                 amount ? amount : lead->amount_minor, currency ? currency : lead->currency);
        transaction.emit("lead.updated", lead->conversation_id, "{\"lead_id\":" + std::to_string(id) + "}");
        return dump(view_lead(transaction.db(), id));
    });
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> list_pipelines(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    auto body = co_await context.store.read([](db::Connection& db) {
        Json items = Json::array();
        for (auto row = db.query(db::q::pipelines_all); row.next();)
            items.push_back({{"id", row.integer(0)}, {"name", row.text(1)}, {"stages", Json::array()}});
        for (auto& pipeline : items) {
            for (auto row = db.query(db::q::stages_of_pipeline, pipeline["id"].get<std::int64_t>()); row.next();) {
                pipeline["stages"].push_back({{"id", row.integer(0)},
                                              {"name", row.text(1)},
                                              {"group", name_of(static_cast<StageGroup>(row.integer(2)))},
                                              {"position", row.integer(3)}});
            }
        }
        return dump({{"items", std::move(items)}, {"next_cursor", nullptr}});
    });
    co_return Response::json(200, std::move(body));
}

template <class View>
Handler show_with(ApiContext& context, View view, const char* what) {
    return [&context, view, what](Request& request) -> asio::awaitable<Response> {
        co_await signed_in(context, request);
        const auto id = path_id(request);
        auto found = co_await context.store.read([&](db::Connection& db) { return view(db, id); });
        if (found.is_null()) throw Failure(Error(Errc::not_found, std::string("there is no such ") + what));
        co_return Response::json(200, dump(found));
    };
}

}  // namespace

void add_people_routes(Router& router, ApiContext& context) {
    router.add(
        {Method::get, "/api/v1/contacts", [&context](Request& request) { return list_contacts(context, request); }});
    router.add(
        {Method::get, "/api/v1/contacts/{id}",
         show_with(context, [](db::Connection& db, std::int64_t id) { return view_contact(db, id); }, "contact")});
    router.add({Method::get, "/api/v1/leads", [&context](Request& request) { return list_leads(context, request); }});
    router.add({Method::get, "/api/v1/leads/{id}",
                show_with(context, [](db::Connection& db, std::int64_t id) { return view_lead(db, id); }, "lead")});
    router.add(
        {Method::patch, "/api/v1/leads/{id}", [&context](Request& request) { return change_lead(context, request); }});
    router.add(
        {Method::get, "/api/v1/pipelines", [&context](Request& request) { return list_pipelines(context, request); }});
}

}  // namespace parley
