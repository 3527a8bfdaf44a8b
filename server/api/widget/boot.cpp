#include "server/api/body.hpp"
#include "server/api/widget/fields.hpp"
#include "server/api/widget/house.hpp"
#include "server/api/widget/rating.hpp"
#include "server/api/widget/view.hpp"
#include "server/base/log.hpp"
#include "server/store/people.hpp"
#include "server/store/visitors.hpp"

namespace parley::widget {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostMessages = 200;

/// Who enters, and with what he leaves again.
struct Entered {
    Proof who;
    std::string token, ticket, language;
};

Error not_known() {
    return Error(Errc::unauthorized, "unknown_visitor", "this token or ticket is not good any more: boot without it");
}

/// Nothing is written for somebody who only looks: a crawler fills no tables.
Entered as_stranger(const Proofs& proofs, std::int64_t channel_id) {
    Entered entered;
    entered.who = {channel_id, random_hex(32)};
    entered.token = proofs.make(ProofKind::token, entered.who);
    entered.ticket = proofs.first_ticket(entered.who, entered.token);
    return entered;
}

Proof need_proof(const Proofs& proofs, ProofKind kind, const std::string& text, std::int64_t channel_id) {
    auto who = proofs.read(kind, text);
    if (!who || who->channel_id != channel_id) throw Failure(not_known());
    return std::move(*who);
}

asio::awaitable<Entered> by_token(House& house, const Proofs& proofs, std::int64_t channel_id, std::string token) {
    Entered entered;
    entered.who = need_proof(proofs, ProofKind::token, token, channel_id);
    const auto& id = entered.who.visitor_id;
    house.new_proofs.take(id, house.api.clock.elapsed());
    const bool stranger =
        co_await house.api.store.read([&](db::Connection& db) { return visitor_is_stranger(db, id); });
    entered.token = std::move(token);
    if (stranger) {
        entered.ticket = proofs.first_ticket(entered.who, entered.token);
        co_return entered;
    }
    entered.ticket = proofs.make(ProofKind::ticket, entered.who);
    const bool good = co_await house.api.store.write([&](Transaction& transaction) {
        if (!use_visitor_token(transaction, id, entered.token)) return false;
        add_visitor_proof(transaction, id, entered.ticket);
        return true;
    });
    if (!good) throw Failure(not_known());
    co_return entered;
}

asio::awaitable<Entered> by_ticket(House& house, const Proofs& proofs, std::int64_t channel_id, std::string ticket) {
    Entered entered;
    entered.who = need_proof(proofs, ProofKind::ticket, ticket, channel_id);
    const auto& id = entered.who.visitor_id;
    house.new_proofs.take(id, house.api.clock.elapsed());
    entered.token = proofs.make(ProofKind::token, entered.who);
    entered.ticket = proofs.make(ProofKind::ticket, entered.who);
    const auto use = co_await house.api.store.write([&](Transaction& transaction) {
        const auto result = use_visitor_ticket(transaction, id, channel_id, ticket);
        if (result == TicketUse::taken) {
            add_visitor_proof(transaction, id, entered.token, ticket);
            add_visitor_proof(transaction, id, entered.ticket, ticket);
        }
        return result;
    });
    if (use == TicketUse::taken) co_return entered;
    if (use == TicketUse::stolen) {
        // One of the two who showed it is a thief; neither goes on.
        log_warning("a ticket of visitor {} was shown by two: his proofs are revoked", id);
        house.feed.drop(id);
    }
    throw Failure(not_known());
}

Json view_boot(db::Connection& db, const LiveChannel& channel, const Entered& entered, const Proofs& proofs, Millis now,
               std::int64_t seq) {
    Json out{{"token", entered.token},
             {"ticket", entered.ticket},
             {"seal_key", proofs.seal_key(entered.who.visitor_id)},
             {"site", view_site(db, channel, entered.language, now)},
             {"visitor", {{"name", nullptr}, {"known", false}}},
             {"conversation", nullptr}};
    const auto c = conversation_of_visitor(db, entered.who.visitor_id);
    if (!c) return out;
    const auto contact = contact_by_id(db, c->contact_id);
    out["visitor"] = {{"name", contact ? Json(contact->name) : Json(nullptr)}, {"known", true}};
    auto page = view_messages(db, *c, {kMostMessages}, {proofs, now});
    out["conversation"] = {{"id", c->id},
                           {"status", name_of(c->status)},
                           {"messages", std::move(page.items)},
                           {"earlier", std::move(page.earlier)},
                           {"rating", view_rating(db, *c)},
                           {"last_seq", seq}};
    return out;
}

asio::awaitable<Response> boot(House& house, Request& request) {
    house.check_origin(request);
    house.boots.take(request.peer, house.api.clock.elapsed());
    auto channel = house.channel_of(request);
    const auto body = read_body(request, {"token", "ticket", "page", "language"});
    Fields fields(body);
    const auto token = fields.text("token", 200);
    const auto ticket = fields.text("ticket", 200);
    auto language = fields.text("language", 35);
    read_page(fields);
    fields.check();
    const auto* proofs = co_await house.proofs();
    const auto channel_id = channel->config.id;
    Entered entered;
    if (!token.empty()) {
        entered = co_await by_token(house, *proofs, channel_id, token);
    } else if (!ticket.empty()) {
        // The ticket lies where the shop's scripts can read it: it is good in our own frame only.
        if (request.headers.get("Origin").empty())
            throw Failure(Error(Errc::forbidden, "origin", "a ticket is taken from the widget's own frame only"));
        entered = co_await by_ticket(house, *proofs, channel_id, ticket);
    } else {
        entered = as_stranger(*proofs, channel_id);
    }
    const auto set = text_or(channel->config.settings, "language");
    entered.language = set.empty() ? std::move(language) : set;
    const auto now = house.api.clock.now();
    const auto seq = house.api.store.last_seq();
    auto answer = co_await house.api.store.read(
        [&](db::Connection& db) { return dump(view_boot(db, *channel, entered, *proofs, now, seq)); });
    co_return Response::json(200, std::move(answer));
}

}  // namespace

void add_boot_routes(Router& router, std::shared_ptr<House> house) {
    router.add(
        {Method::post, "/widget/api/boot", [house](Request& request) { return boot(*house, request); }, 64 * 1024});
}

}  // namespace parley::widget
