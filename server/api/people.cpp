#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/routes.hpp"
#include "server/domain/identity.hpp"
#include "server/flow/leads.hpp"
#include "server/store/changes.hpp"
#include "server/store/directory.hpp"
#include "server/store/merges.hpp"
#include "server/store/search.hpp"
#include "server/store/views.hpp"

#include <algorithm>
#include <utility>

namespace parley {

namespace asio = boost::asio;

namespace {

/// One page of ids turned into objects.
template <class View>
std::string page_of(const std::vector<std::int64_t>& ids, std::size_t limit, View view) {
    JsonList items;
    for (const auto id : ids) items.push_back(view(id));
    std::optional<std::string> next;
    if (ids.size() == limit) next = std::to_string(ids.back());
    return json_object({{"items", items.text()}, {"next_cursor", next}}).text;
}

asio::awaitable<Response> list_contacts(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto limit = list_limit(request);
    const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
    const auto wanted = request.parameter("q");
    auto body = co_await context.store.read([&](db::Connection& db) {
        std::vector<std::int64_t> ids;
        if (wanted && !wanted->empty()) {
            ids = search_contacts(db, *wanted, limit, context.clock).ids;
        } else {
            for (auto row = db.query(db::q::contacts_page, before, limit); row.next();) ids.push_back(row.integer(0));
        }
        // What was searched for is the newest that fit, and all there is: more words find the rest.
        const auto whole = wanted && !wanted->empty() ? SIZE_MAX : limit;
        return page_of(ids, whole, [&](std::int64_t id) { return view_contact(db, id); });
    });
    co_return Response::json(200, std::move(body));
}

/// Of all conversations with the contact, newest first: the notes of the team, or what carries files.
asio::awaitable<Response> list_contact_messages(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto limit = list_limit(request);
    const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
    const auto only = request.parameter("only").value_or("");
    auto body = co_await context.store.read([&](db::Connection& db) {
        if (!contact_by_id(db, id)) throw Failure(Error(Errc::not_found, "there is no such contact"));
        if (only != "notes" && only != "files") throw Failure(Error::field("only", "is notes or files"));
        std::vector<Message> found;
        for (auto row = db.query(only == "notes" ? db::q::contact_notes : db::q::contact_files, id, before, limit);
             row.next();)
            found.push_back(read_message(row));
        Directory names(db);
        JsonList items;
        for (const auto& message : found) items.push_back(view_message(names, message));
        std::optional<std::string> next;
        if (found.size() == limit) next = std::to_string(found.back().id);
        return json_object({{"items", items.text()}, {"next_cursor", next}}).text;
    });
    co_return Response::json(200, std::move(body));
}

/// Who changed what is known of the contact, and when.
asio::awaitable<Response> list_changes(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto limit = list_limit(request);
    const auto before = number_parameter(request, "cursor").value_or(INT64_MAX);
    auto body = co_await context.store.read([&](db::Connection& db) {
        if (!contact_by_id(db, id)) throw Failure(Error(Errc::not_found, "there is no such contact"));
        Directory names(db);
        return view_changes(names, id, before, limit).text;
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

void set_owner(Transaction& transaction, const Lead& lead, std::optional<std::int64_t> owner, std::int64_t by) {
    if (owner && view_user_brief(transaction.db(), owner).is_null())
        throw Failure(Error::field("owner_id", "there is no such user"));
    transaction.db().execute(db::q::lead_set_owner, lead.id, owner);
    record_owner(transaction, lead.id, lead.owner_id, owner, {by, std::nullopt});
}

bool is_currency(const std::string& code) {
    return code.size() == 3 && std::all_of(code.begin(), code.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Json money(std::optional<std::int64_t> amount, const std::optional<std::string>& currency) {
    if (!amount) return nullptr;
    return {{"amount_minor", *amount}, {"currency", currency ? Json(*currency) : Json()}};
}

void set_facts(Transaction& transaction, const Lead& lead, const Json& body, std::int64_t by) {
    auto title = text_field(body, "title", 200).value_or(lead.title);
    if (title.empty()) throw Failure(Error::field("title", "must not be empty"));
    auto currency = body.contains("currency") ? text_field(body, "currency", 3) : lead.currency;
    if (currency && currency->empty()) currency.reset();
    if (currency && !is_currency(*currency)) throw Failure(Error::field("currency", "is an ISO 4217 code such as EUR"));
    const auto amount = body.contains("amount_minor") ? integer_field(body, "amount_minor") : lead.amount_minor;
    if (amount && (*amount < 0 || *amount > 9'007'199'254'740'991))
        throw Failure(Error::field("amount_minor", "is a whole number of minor units, 0 or more"));
    transaction.db().execute(db::q::lead_set_facts, lead.id, title, amount, currency);
    const auto record = [&](std::string_view field, const Json& before, const Json& after) {
        record_change(transaction, ChangeSubject::lead, lead.id, field, before, after, {by, std::nullopt});
    };
    record("title", lead.title.empty() ? Json() : Json(lead.title), title);
    record("amount", money(lead.amount_minor, lead.currency), money(amount, currency));
}

asio::awaitable<Response> change_lead(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"stage_id", "owner_id", "amount_minor", "currency", "title"});
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        const auto lead = lead_by_id(transaction.db(), id);
        if (!lead) throw Failure(Error(Errc::not_found, "there is no such lead"));
        if (is_cleared(body, "stage_id")) throw Failure(Error::field("stage_id", "a lead stands in a stage always"));
        if (const auto stage = integer_field(body, "stage_id")) move_lead(transaction, *lead, *stage, caller.user_id);
        if (body.contains("owner_id")) set_owner(transaction, *lead, integer_field(body, "owner_id"), caller.user_id);
        set_facts(transaction, *lead, body, caller.user_id);
        announce_lead(transaction, *lead);
        return view_lead(transaction.db(), id).text;
    });
    co_return Response::json(200, std::move(answer));
}

/// A merge: members of `change` are set, null takes one away.
void change_attributes(Json& attributes, const Json& change) {
    if (!change.is_object()) throw Failure(Error::field("attributes", "must be an object"));
    for (const auto& [name, value] : change.items()) {
        const auto field = "attributes/" + name;
        if (name.empty() || name.size() > 64) throw Failure(Error::field(field, "a name is 1 to 64 bytes long"));
        const bool simple = value.is_null() || value.is_boolean() || value.is_number() ||
                            (value.is_string() && value.get_ref<const std::string&>().size() <= 2000);
        if (!simple) throw Failure(Error::field(field, "is text of at most 2000 bytes, a number, true, false or null"));
        if (value.is_null())
            attributes.erase(name);
        else
            attributes[name] = value;
    }
    if (attributes.size() > 100) throw Failure(Error::field("attributes", "are at most 100"));
}

/// What an operator writes is not proven by any platform, and stays until one proves otherwise.
void change_contact(Contact& contact, const Json& body) {
    if (const auto name = text_field(body, "name", 200)) {
        if (name->empty()) throw Failure(Error::field("name", "must not be empty"));
        if (contact.name != *name) contact.by_hand |= kNameByHand;
        contact.name = *name;
    }
    if (const auto phone = text_field(body, "phone", 40)) {
        const auto normal = normal_phone(*phone);
        if (normal.empty() && !phone->empty())
            throw Failure(Error::field("phone", "must begin with + and the country's code, such as +48600100200"));
        const auto before = std::exchange(contact.phone, normal.empty() ? std::nullopt : std::optional(normal));
        if (contact.phone != before) contact.phone_verified = false, contact.by_hand |= kPhoneByHand;
    }
    if (const auto email = text_field(body, "email", 254)) {
        const auto normal = normal_email(*email);
        if (normal.empty() && !email->empty()) throw Failure(Error::field("email", "is not an email address"));
        const auto before = std::exchange(contact.email, normal.empty() ? std::nullopt : std::optional(normal));
        if (contact.email != before) contact.email_verified = false, contact.by_hand |= kEmailByHand;
    }
    if (const auto language = text_field(body, "language", 35)) {
        const auto before = std::exchange(contact.language, language->empty() ? std::nullopt : language);
        if (contact.language != before) contact.by_hand |= kLanguageByHand;
    }
    if (body.contains("attributes")) change_attributes(contact.attributes, body["attributes"]);
}

asio::awaitable<Response> patch_contact(ApiContext& context, Request& request) {
    const auto caller = co_await signed_in(context, request);
    const auto id = path_id(request);
    const auto body = read_body(request, {"name", "phone", "email", "language", "attributes"});
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        auto contact = contact_by_id(transaction.db(), id);
        if (!contact) throw Failure(Error(Errc::not_found, "there is no such contact"));
        if (merge_of(transaction.db(), id))
            throw Failure(
                Error(Errc::conflict, "merged", "this contact is part of another one: change that, or undo the merge"));
        const auto before = *contact;
        change_contact(*contact, body);
        record_contact_changes(transaction, before, *contact, {caller.user_id, std::nullopt});
        save_contact(transaction, *contact);
        return view_contact(transaction.db(), id).text;
    });
    co_return Response::json(200, std::move(answer));
}

/// The address changes with the picture, so browsers may keep it.
asio::awaitable<Response> show_avatar(ApiContext& context, Request& request) {
    co_await signed_in(context, request);
    const auto id = path_id(request);
    Response response;
    co_await context.store.read([&](db::Connection& db) {
        auto row = db.query(db::q::avatar_bytes, id);
        if (!row.next()) throw Failure(Error(Errc::not_found, "there is no picture of this contact"));
        response.headers.add("Content-Type", row.text(1));
        response.body = row.blob(2);
        return 0;
    });
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Content-Security-Policy", "default-src 'none'; sandbox");
    response.headers.add("Cache-Control", "private, max-age=31536000, immutable");
    co_return response;
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
        co_return Response::json(200, std::move(found.text));
    };
}

}  // namespace

void add_people_routes(Router& router, ApiContext& context) {
    router.add(
        {Method::get, "/api/v1/contacts", [&context](Request& request) { return list_contacts(context, request); }});
    router.add(
        {Method::get, "/api/v1/contacts/{id}",
         show_with(context, [](db::Connection& db, std::int64_t id) { return view_contact(db, id); }, "contact")});
    router.add({Method::get, "/api/v1/contacts/{id}/avatar",
                [&context](Request& request) { return show_avatar(context, request); }});
    router.add({Method::get, "/api/v1/contacts/{id}/messages",
                [&context](Request& request) { return list_contact_messages(context, request); }});
    router.add({Method::get, "/api/v1/contacts/{id}/changes",
                [&context](Request& request) { return list_changes(context, request); }});
    router.add({Method::patch, "/api/v1/contacts/{id}",
                [&context](Request& request) { return patch_contact(context, request); }});
    router.add({Method::get, "/api/v1/leads", [&context](Request& request) { return list_leads(context, request); }});
    router.add({Method::get, "/api/v1/leads/{id}",
                show_with(context, [](db::Connection& db, std::int64_t id) { return view_lead(db, id); }, "lead")});
    router.add(
        {Method::patch, "/api/v1/leads/{id}", [&context](Request& request) { return change_lead(context, request); }});
    router.add(
        {Method::get, "/api/v1/pipelines", [&context](Request& request) { return list_pipelines(context, request); }});
}

}  // namespace parley
