#include "server/app/demo/company.hpp"

#include "server/api/auth.hpp"
#include "server/app/commands.hpp"
#include "server/base/secret.hpp"
#include "server/domain/routing.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr const char* kPassword = "parley-demo-2026";
constexpr const char* kSampleApp = "/demo/app";

std::int64_t add_team(Transaction& transaction, const char* name, const std::vector<std::int64_t>& members) {
    const auto id = transaction.next_id();
    transaction.db().execute(db::q::team_insert, id, name, "least_loaded", 120, transaction.now());
    for (const auto member : members) transaction.db().execute(db::q::team_member_insert, id, member, 1);
    return id;
}

void add_rule(Transaction& transaction, int position, const char* name, const Conditions& conditions,
              std::int64_t team) {
    transaction.db().execute(db::q::rule_insert, transaction.next_id(), position, name, true,
                             dump(write_conditions(conditions)), dump({{"team_id", team}}));
}

/// A shop that wants to know whom it answers, and says so in its visitors' languages.
Json site_settings() {
    return {{"site", "self"},  // served by this server, under whatever name it is reached
            {"ask", "name,contact*"},
            {"consent", "I agree that Nordwind Bikes uses these details to answer me."},
            {"consent_ru", "Я согласен с тем, что Nordwind Bikes использует эти данные, чтобы мне ответить."},
            {"consent_pl", "Zgadzam się, aby Nordwind Bikes użył tych danych, by mi odpowiedzieć."},
            {"consent_version", "2026-11"}};
}

}  // namespace

void add_sample_app(Router& router) {
    router.add({Method::post, kSampleApp, [](Request& request) -> asio::awaitable<Response> {
                    co_return Response::json(
                        200, dump({{"message",
                                    {{"external_id", "sample-" + std::string(request.headers.get("webhook-id"))},
                                     {"status", "delivered"}}}}));
                }});
}

asio::awaitable<SampleCompany> found_company(Core& core) {
    SampleCompany company;
    company.logins = {{"admin@nordwind.example", "Maja Nowak", kPassword, "admin"},
                      {"manager@nordwind.example", "Sergei Orlov", kPassword, "manager"},
                      {"olga@nordwind.example", "Olga Petrova", kPassword, "operator"},
                      {"tomasz@nordwind.example", "Tomasz Zielinski", kPassword, "operator"},
                      {"irina@nordwind.example", "Irina Volkova", kPassword, "operator"},
                      {"sarah@nordwind.example", "Sarah Whitfield", kPassword, "operator"}};
    const auto hash = hash_password(kPassword);
    co_await core.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::setting_put, "company", "Nordwind Bikes");
        std::vector<std::int64_t> ids;
        for (const auto& login : company.logins) {
            const char* language = login.name.starts_with("Tomasz") || login.name.starts_with("Maja") ? "pl"
                                   : login.name.starts_with("Sarah")                                  ? "en"
                                                                                                      : "ru";
            ids.push_back(make_user(transaction, login.email, login.name, *role_from(login.role), hash, language));
        }
        std::optional<std::int64_t> everyone;
        if (auto row = transaction.db().query(db::q::teams_all); row.next()) everyone = row.integer(0);
        for (const auto id : ids) transaction.db().execute(db::q::team_member_insert, everyone.value_or(0), id, 1);
        Conditions polish, wholesale;
        polish.languages = {"pl"};
        wholesale.campaigns = {"wholesale"};
        add_rule(transaction, 1, "Polish speakers", polish, add_team(transaction, "Polish speakers", {ids[0], ids[3]}));
        add_rule(transaction, 2, "Wholesale", wholesale, add_team(transaction, "Wholesale", {ids[4], ids[5]}));
    });
    for (const char* name : {"Website form", "Mobile app"}) {
        const auto reply = co_await run_command(core, {{"command", "channel add"},
                                                       {"kind", "api"},
                                                       {"name", name},
                                                       {"settings", {{"webhook_url", core.base_url + kSampleApp}}},
                                                       {"no_check", true}});
        const auto made = Json::parse(reply.out, nullptr, false);
        if (const auto id = integer_of(made, "id")) company.channels.push_back(*id);
    }
    const auto reply = co_await run_command(
        core, {{"command", "channel add"}, {"kind", "web"}, {"name", "Website chat"}, {"settings", site_settings()}});
    company.site_key = text_or(Json::parse(reply.out, nullptr, false), "key");
    co_return company;
}

}  // namespace parley
