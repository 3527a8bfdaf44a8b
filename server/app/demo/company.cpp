#include "server/app/demo/company.hpp"

#include "server/api/auth.hpp"
#include "server/app/demo/history.hpp"
#include "server/base/secret.hpp"
#include "server/domain/routing.hpp"
#include "server/flow/channel_setup.hpp"
#include "server/store/settings.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr const char* kPassword = "parley-demo-2026";
constexpr const char* kSampleApp = "/demo/app";
constexpr const char* kSampleTelegram = "/demo/telegram";
constexpr const char* kCompany = "Nordwind Bikes";
/// Roomy: whoever looks at the company takes what waits and still gets the next one.
constexpr int kCapacity = 60;

struct Person {
    const char* email;
    const char* name;
    Role role;
    const char* language;
    std::vector<std::string> speaks;
    double seconds;  ///< see Worker
    bool sells;      ///< which of the two teams
};

const std::vector<Person>& people() {
    static const std::vector<Person> all = {
        {"admin@nordwind.example", "Maja Nowak", Role::admin, "pl", {}, 0, false},
        {"manager@nordwind.example", "Sergei Orlov", Role::manager, "ru", {}, 0, false},
        {"olga@nordwind.example", "Olga Petrova", Role::operator_, "ru", {"ru", "en"}, 62, true},
        {"tomasz@nordwind.example", "Tomasz Zieliński", Role::operator_, "pl", {"pl", "en"}, 95, true},
        {"irina@nordwind.example", "Irina Volkova", Role::operator_, "ru", {"ru", "pl"}, 140, true},
        {"sarah@nordwind.example", "Sarah Whitfield", Role::operator_, "en", {"en"}, 75, true},
        {"kasia@nordwind.example", "Kasia Wrona", Role::operator_, "pl", {"pl", "en"}, 180, true},
        {"james@nordwind.example", "James Porter", Role::operator_, "en", {"en", "pl"}, 260, false},
        {"dmitry@nordwind.example", "Dmitry Sokolov", Role::operator_, "ru", {"ru", "en"}, 210, false},
        {"magda@nordwind.example", "Magda Lis", Role::operator_, "pl", {"pl", "ru", "en"}, 400, false},
    };
    return all;
}

struct Use {
    const char* kind;
    const char* name;
};
/// In the order of sample::ChannelUse.
constexpr std::array<Use, sample::kChannelUses> kChannels = {
    {{"api", "Website form"}, {"api", "Mobile app"}, {"telegram", "Telegram"}, {"web", "Website chat"}}};

/// A shop that wants to know whom it answers, and says so in its visitors' languages.
Json site_settings() {
    return {{"site", "self"},  // served by this server, under whatever name it is reached
            {"ask", "name,contact*"},
            {"consent", "I agree that Nordwind Bikes uses these details to answer me."},
            {"consent_ru", "Я согласен с тем, что Nordwind Bikes использует эти данные, чтобы мне ответить."},
            {"consent_pl", "Zgadzam się, aby Nordwind Bikes użył tych danych, by mi odpowiedzieć."},
            {"consent_version", "2026-11"}};
}

Json channel_settings(const Core& core, std::string_view kind) {
    if (kind == "api") return {{"webhook_url", core.base_url + kSampleApp}};
    if (kind == "telegram")
        return {{"token", "700100200:sample-company-of-parley"},
                {"mode", "poll"},
                {"api_base", core.base_url + kSampleTelegram}};
    return site_settings();
}

std::int64_t add_team(Transaction& transaction, const char* name, const std::vector<std::int64_t>& members) {
    const auto id = transaction.next_id();
    transaction.db().execute(db::q::team_insert, id, name, "least_loaded", 0, transaction.now());
    for (const auto member : members) transaction.db().execute(db::q::team_member_insert, id, member, 1);
    return id;
}

void add_rule(Transaction& transaction, int position, const char* name, const Conditions& conditions, std::int64_t team,
              const std::vector<std::string>& skills = {}) {
    transaction.db().execute(db::q::rule_insert, transaction.next_id(), position, name, true,
                             dump(write_conditions(conditions)), dump({{"team_id", team}, {"skills", skills}}));
}

void hire(Transaction& transaction, const std::string& hash) {
    std::vector<std::int64_t> all, sales, service;
    for (const auto& person : people()) {
        const auto id = make_user(transaction, person.email, person.name, person.role, hash, person.language);
        transaction.db().execute(db::q::user_update, id, person.name, person.role, person.language, true, kCapacity,
                                 dump(Json(person.speaks)));
        all.push_back(id);
        if (person.role == Role::operator_) (person.sells ? sales : service).push_back(id);
    }
    std::int64_t everyone = 0;
    if (auto row = transaction.db().query(db::q::teams_all); row.next()) everyone = row.integer(0);
    for (const auto id : all) transaction.db().execute(db::q::team_member_insert, everyone, id, 1);
    const auto sellers = add_team(transaction, "Sales", sales);
    const auto menders = add_team(transaction, "Service and partners", service);
    Conditions wholesale, service_words, polish, russian, rest;
    wholesale.campaigns = {"wholesale"};
    service_words.words = {"service", "warranty",     "brakes",      "przegląd", "gwarancji",
                           "hamulce", "обслуживание", "гарантийный", "тормоза"};
    polish.languages = {"pl"};
    russian.languages = {"ru"};
    add_rule(transaction, 1, "Wholesale", wholesale, menders);
    add_rule(transaction, 2, "Workshop", service_words, menders);
    add_rule(transaction, 3, "Polish speakers", polish, sellers, {"pl"});
    add_rule(transaction, 4, "Russian speakers", russian, sellers, {"ru"});
    add_rule(transaction, 5, "Everybody else", rest, sellers, {"en"});
}

Json opening_hours() {
    const Json day = Json::array({Json::array({"09:00", "19:00"})}),
               saturday = Json::array({Json::array({"10:00", "16:00"})});
    return {{"zone", kSampleZone},
            {"week", Json::array({day, day, day, day, day, saturday, Json::array()})},
            {"exceptions", Json::object()}};
}

}  // namespace

bool needs_sample_company(db::Connection& db) {
    auto row = db.query(db::q::user_count);
    if (!row.next() || row.integer(0) == 0) return true;
    if (db.query(db::q::user_by_email, people().front().email).next()) return false;
    throw Failure(
        Error(Errc::conflict, "the folder holds another company already; give the sample company its own --data"));
}

asio::awaitable<void> found_company(Core& core) {
    const auto hash = hash_password(kPassword);
    co_await core.store.write([&](Transaction& transaction) {
        change_settings(transaction, {{"company", kCompany}, {"target_seconds", 300}, {"calendar", opening_hours()}});
        hire(transaction, hash);
    });
    for (const auto& [kind, name] : kChannels)
        co_await add_channel(core.store, core.channels, kind, name, channel_settings(core, kind), true, false);
}

asio::awaitable<SampleCompany> find_company(Core& core) {
    co_await core.channels.load();
    SampleCompany company;
    for (const auto& person : people())
        company.logins.push_back({person.email, person.name, kPassword, std::string(name_of(person.role))});
    for (const auto& [id, channel] : core.channels.all()) {
        for (std::size_t use = 0; use < kChannels.size(); ++use) {
            if (channel->config.kind == kChannels[use].kind && channel->config.name == kChannels[use].name)
                company.channels[use] = id;
        }
        if (channel->config.kind == "web") company.site_key = channel->config.key;
    }
    co_return company;
}

asio::awaitable<sample::Business> find_business(Core& core, const SampleCompany& company) {
    sample::Business business;
    for (std::size_t use = 0; use < company.channels.size(); ++use) {
        if (const auto channel = core.channels.by_id(company.channels[use])) business.channels[use] = channel->ingest;
    }
    business.workers = co_await core.store.read([](db::Connection& db) {
        std::vector<sample::Worker> workers;
        for (const auto& person : people()) {
            if (person.role != Role::operator_) continue;
            auto row = db.query(db::q::user_by_email, person.email);
            if (row.next()) workers.push_back({row.integer(0), person.speaks, person.seconds, {}});
        }
        return workers;
    });
    co_return business;
}

asio::awaitable<void> point_channels(Core& core, const SampleCompany& company) {
    for (const auto id : company.channels) {
        const auto channel = core.channels.by_id(id);
        if (!channel) continue;
        ChannelChange change;
        for (const char* place : {"webhook_url", "api_base"}) {
            const auto wanted = channel_settings(core, channel->config.kind);
            const auto there = text_or(wanted, place);
            if (!there.empty() && text_or(channel->config.settings, place) != there) change.settings[place] = there;
        }
        if (!change.settings.empty()) co_await change_channel(core.store, core.channels, id, std::move(change));
    }
}

}  // namespace parley
