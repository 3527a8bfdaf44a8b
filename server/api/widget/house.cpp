#include "server/api/widget/house.hpp"

#include "server/api/widget/rating.hpp"
#include "server/api/widget/widget.hpp"
#include "server/store/visitors.hpp"

namespace parley {

namespace asio = boost::asio;

namespace widget {
namespace {

constexpr const char* kKeySetting = "widget_key";

Error not_known() {
    return Error(Errc::unauthorized, "unknown_visitor", "the token is not known any more: boot again");
}

}  // namespace

// Offices share an address, so peers get more than one visitor needs.
House::House(asio::any_io_executor executor, ApiContext& context)
    : api(context),
      feed(std::move(executor), context.store, context.clock),
      boots(5, 100, "visits from one address"),
      calls(50, 500, "calls from one address"),
      messages(1, 20, "messages"),
      uploads(0.2, 10, "files"),
      looks(5, 60, "calls"),
      new_proofs(0.2, 20, "visits") {}

std::shared_ptr<LiveChannel> House::known_channel(const Request& request) const {
    const auto key = request.parameter("key").value_or("");
    if (key.empty())
        throw Failure(Error::field("key", "is missing: the snippet of `parley channel add --kind web` carries it"));
    auto channel = api.channels.by_key("web", key);
    if (!channel) {
        throw Failure(Error(Errc::not_found, "unknown_key", "there is no website chat with this key")
                          .add_field("key", "is not the key of a website chat: see `parley channel list`"));
    }
    return channel;
}

std::shared_ptr<LiveChannel> House::channel_of(const Request& request) const {
    auto channel = known_channel(request);
    if (!channel->enabled)
        throw Failure(Error(Errc::forbidden, "channel_disabled", "this website chat is switched off"));
    return channel;
}

void House::check_origin(const Request& request) const {
    const auto origin = request.headers.get("Origin");
    if (origin.empty()) return;
    const auto host = std::string(request.headers.get("Host"));
    if (origin == "http://" + host || origin == "https://" + host) return;
    if (!api.settings.public_url.empty() && origin == api.settings.public_url) return;
    throw Failure(Error(Errc::forbidden, "origin", "the widget's API answers the widget's own frame only"));
}

std::string House::origin_of(const Request& request) const {
    if (!api.settings.public_url.empty()) return api.settings.public_url;
    return (request.secure ? "https://" : "http://") + std::string(request.headers.get("Host"));
}

std::string bearer_of(const Request& request) {
    constexpr std::string_view kScheme = "Bearer ";
    const auto given = request.headers.get("Authorization");
    return given.starts_with(kScheme) ? std::string(given.substr(kScheme.size())) : std::string();
}

asio::awaitable<Visitor> House::visitor_of(const Request& request) {
    check_origin(request);
    calls.take(request.peer, api.clock.elapsed());
    co_return co_await visitor_by_token(bearer_of(request));
}

asio::awaitable<Visitor> House::visitor_by_token(std::string token) {
    const auto* signer = co_await proofs();
    const auto proof = signer->read(ProofKind::token, token);
    auto channel = proof ? api.channels.by_id(proof->channel_id) : nullptr;
    if (!channel || channel->config.kind != "web") throw Failure(not_known());
    if (!channel->enabled)
        throw Failure(Error(Errc::forbidden, "channel_disabled", "this website chat is switched off"));
    const auto& id = proof->visitor_id;
    const auto state = co_await api.store.read([&](db::Connection& db) {
        return visitor_is_stranger(db, id) ? TokenState::good : visitor_token(db, id, token);
    });
    bool known = state != TokenState::unknown;
    if (state == TokenState::unused) {
        known = co_await api.store.write(
            [&](Transaction& transaction) { return use_visitor_token(transaction, id, token); });
    }
    if (!known) throw Failure(not_known());
    co_return Visitor{std::move(channel), proof->visitor_id, std::move(token)};
}

asio::awaitable<const Proofs*> House::proofs() {
    if (proofs_made) co_return &*proofs_made;
    const auto key = co_await api.store.write([](Transaction& transaction) {
        if (auto row = transaction.db().query(db::q::setting_get, kKeySetting); row.next()) return row.text(0);
        auto made = to_hex(random_bytes(32));
        transaction.db().execute(db::q::setting_put, kKeySetting, made);
        return made;
    });
    if (!proofs_made) proofs_made.emplace(key);
    co_return &*proofs_made;
}

}  // namespace widget

Widget::Widget(asio::any_io_executor executor, ApiContext& context)
    : house_(std::make_shared<widget::House>(std::move(executor), context)) {}
Widget::~Widget() = default;

void Widget::add_routes(Router& router) {
    widget::add_page_routes(router, house_);
    widget::add_boot_routes(router, house_);
    widget::add_message_routes(router, house_);
    widget::add_rating_route(router, house_);
    widget::add_file_routes(router, house_);
    widget::add_socket_routes(router, house_);
}

void Widget::publish(const Committed& committed) {
    house_->feed.publish(committed);
}
void Widget::show(const Outgoing& act) {
    house_->feed.show_typing(act);
}
void Widget::stop() {
    house_->feed.stop();
}

}  // namespace parley
