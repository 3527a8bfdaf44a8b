#include "server/app/app.hpp"

#include "server/api/pages.hpp"
#include "server/api/policy.hpp"
#include "server/api/routes.hpp"
#include "server/api/widget/widget.hpp"
#include "server/app/admin_socket.hpp"
#include "server/base/io_loop.hpp"
#include "server/base/log.hpp"
#include "server/base/secret.hpp"
#include "server/flow/channel_setup.hpp"
#include "server/flow/intake.hpp"
#include "server/flow/search_indexer.hpp"
#include "server/net/http_server.hpp"
#include "server/net/websocket_accept.hpp"
#include "server/store/conversations.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <iostream>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::hours kBetweenLooks(1);

/// The composition root: every part in the order of the walk, destroyed in reverse.
class App {
public:
    App(asio::io_context& io, IoLoop& loop, const Config& config, WhenReady ready,
        const std::function<void(Router&)>& more_routes)
        : io_(io),
          loop_(loop),
          ready_(std::move(ready)),
          core_(io.get_executor(), config),
          hub_(io.get_executor(), config.public_url),  // committed events to operators
          links_(*core_.clock, core_.base_url),        // signed addresses of files
          delivery_(io.get_executor(), core_.store, core_.channels, *core_.clock, links_),  // outbox to platforms
          jobs_(io.get_executor(), core_.store, core_.channels, *core_.clock),  // media, wake-ups, re-offers
          search_(io.get_executor(), core_.store),                              // the index behind the event log
          context_{core_.store,
                   *core_.clock,
                   core_.channels,
                   hub_,
                   inbox_,
                   delivery_,
                   links_,
                   ApiSettings{config.public_url, config.channel_requests_per_second,
                               config.channel_requests_per_second * 10, config.metrics == "local"},
                   {},
                   {}},
          widget_(io.get_executor(), context_),  // the website chat
          server_(io.get_executor(), server_options(config), router_, *core_.clock) {
        context_.http_counts = [this] { return server_.counts(); };
        add_session_routes(router_, context_);
        add_own_session_routes(router_, context_);
        add_invitation_routes(router_, context_);
        add_conversation_routes(router_, context_);
        add_tag_routes(router_, context_);
        add_template_routes(router_, context_);
        add_view_routes(router_, context_);
        add_preference_routes(router_, context_);
        add_draft_routes(router_, context_);
        add_message_routes(router_, context_);
        add_scheduled_routes(router_, context_);
        add_people_routes(router_, context_);
        add_same_person_routes(router_, context_);
        add_search_routes(router_, context_);
        add_user_routes(router_, context_);
        add_team_routes(router_, context_);
        add_rule_routes(router_, context_);
        add_token_routes(router_, context_);
        add_guide_routes(router_, context_);
        add_settings_routes(router_, context_);
        add_channel_routes(router_, context_);
        add_channel_template_routes(router_, context_);
        add_report_routes(router_, context_);
        add_event_routes(router_, context_);
        add_hook_routes(router_, context_);
        add_health_routes(router_, context_);
        widget_.add_routes(router_);
        core_.show_visitor = [this](const Outgoing& act) { widget_.show(act); };
        add_openapi_routes(router_);
        apply_policies(router_, context_);
        add_test_echo(router_);
        add_pages(router_);
        if (more_routes) more_routes(router_);
    }

    asio::awaitable<void> run() {
        core_.store.on_commit([this](const Committed& committed) { follow(committed); });
        core_.store.on_digest(
            [this](db::Connection& db, const Committed& committed) { return hub_.render(db, committed); });
        core_.store.on_almost_durable([this](std::chrono::microseconds at_most) { loop_.soon(at_most); });
        core_.store.on_broken([this] {
            log_error("the disk is broken: no write is taken any more; check it and start again");
            exit_ = 1;
            io_.stop();
        });
        co_await furnish(core_.store);
        co_await load_inbox();
        co_await seal_channels(core_.store, core_.secrets);
        co_await core_.channels.load();
        server_.listen();
        asio::co_spawn(io_, server_.serve(), asio::detached);
        asio::co_spawn(io_, delivery_.run(), asio::detached);
        asio::co_spawn(io_, jobs_.run(), asio::detached);
        asio::co_spawn(io_, search_.run(), asio::detached);
        asio::co_spawn(io_, serve_admin_socket(core_), asio::detached);
        asio::co_spawn(io_, subscribe_channels(core_.store, core_.channels), asio::detached);
        asio::co_spawn(io_, look_after(), asio::detached);
        start_pollers();
        const auto address = "http://" + core_.config.listen.substr(0, core_.config.listen.rfind(':')) + ":" +
                             std::to_string(server_.port());
        if (core_.config.public_url.empty()) core_.base_url = address;
        if (ready_) co_await ready_(core_);
        co_await offer_setup();
        std::cout << "listening on " << address << std::endl;
    }

    /// Orderly: no new work, what is under way finishes, everything acknowledged is in the file.
    asio::awaitable<void> stop() {
        log_info("stopping");
        delivery_.stop();
        jobs_.stop();
        search_.stop();
        stop_pollers();
        // Sockets are told 1012 while their streams still run; a stream that ends first would cut them without a word.
        co_await server_.stop(std::chrono::seconds(5));
        hub_.stop();
        widget_.stop();
        co_await delivery_.finish(std::chrono::seconds(5));
        remove_admin_socket(core_);
        io_.stop();
    }
    int exit_code() const { return exit_; }
    void close() { core_.store.stop(); }

private:
    static HttpServerOptions server_options(const Config& config) {
        const auto listen = read_listen(config.listen);
        HttpServerOptions options;
        options.host = listen.host;
        options.port = listen.port;
        options.trusted_proxies = config.trusted_proxies;
        return options;
    }

    asio::awaitable<void> load_inbox() {
        auto entries = co_await core_.store.read([](db::Connection& db) {
            std::vector<InboxEntry> out;
            for (auto row = db.query(db::q::conversations_open); row.next();) {
                InboxEntry e;
                e.id = row.integer(0);
                e.channel_id = row.integer(1);
                e.status = static_cast<int>(row.integer(2));
                e.assignee_id = row.maybe_integer(3);
                e.team_id = row.maybe_integer(4);
                e.unread = static_cast<int>(row.integer(5));
                e.priority = static_cast<int>(row.integer(6));
                e.last_activity_at = row.integer(7);
                e.last_message_id = row.integer(8);
                e.wait_id = row.maybe_integer(9);
                e.wait_opened_at = row.integer(10);
                e.snoozed_until = row.maybe_integer(11);
                out.push_back(e);
            }
            return out;
        });
        inbox_.load(std::move(entries));
        // Sockets died with the last process, so nobody is online yet.
        co_await core_.store.write(
            [](Transaction& transaction) { transaction.db().execute(db::q::users_all_offline); });
    }

    asio::awaitable<void> offer_setup() {
        const bool empty = co_await core_.store.read([](db::Connection& db) {
            auto row = db.query(db::q::user_count);
            return row.next() && row.integer(0) == 0;
        });
        if (!empty) co_return;
        context_.setup_token = random_hex(32);
        std::cout << "first start: open the address below and set up with this token: " << context_.setup_token
                  << std::endl;
    }

    /// After each commit, in this order: the inbox order, the sockets, then those who were asked to wake up.
    void follow(const Committed& committed) {
        loop_.came();
        for (const auto& entry : committed.inbox) inbox_.apply(entry);
        widget_.publish(committed);
        if (!committed.events.empty()) search_.wake();
        for (const auto& signal : committed.signals) {
            if (signal == "outbox")
                delivery_.wake();
            else if (signal == "jobs")
                jobs_.wake();
            else if (signal == "channels")
                asio::co_spawn(io_, reload_channels(), asio::detached);
            else if (signal.starts_with("typing:"))
                publish_typing(signal);
        }
    }

    asio::awaitable<void> reload_channels() {
        co_await core_.channels.load();
        start_pollers();
        delivery_.wake();
    }

    /// A connector that fetches by itself runs as long as its channel is as it is; a reload starts it anew.
    struct Poller {
        std::shared_ptr<LiveChannel> channel;
        ChannelIntake intake;
        asio::cancellation_signal stop;
    };

    void start_pollers() {
        stop_pollers();
        for (const auto& [id, channel] : core_.channels.all()) {
            if (!channel->enabled) continue;
            auto poller = std::shared_ptr<Poller>(
                new Poller{channel, ChannelIntake(core_.store, *core_.clock, channel->ingest), {}});
            asio::co_spawn(io_, channel->connector->run(poller->intake),
                           asio::bind_cancellation_slot(poller->stop.slot(), [poller](std::exception_ptr error) {
                               if (!error) return;
                               try {
                                   std::rethrow_exception(error);
                               } catch (const std::exception& what) {
                                   log_info("channel {} stopped fetching: {}", poller->channel->config.id, what.what());
                               }
                           }));
            pollers_.push_back(std::move(poller));
        }
    }
    void stop_pollers() {
        for (const auto& poller : pollers_) poller->stop.emit(asio::cancellation_type::terminal);
        pollers_.clear();
    }

    /// Tokens are revoked, and subscriptions get lost, without a word: nobody should learn it from customers.
    asio::awaitable<void> look_after() {
        for (;;) {
            co_await core_.clock->sleep(kBetweenLooks);
            try {
                co_await look_after_channels(core_.store, core_.channels);
            } catch (const std::exception& error) {
                log_warning("the channels could not be looked after: {}", error.what());
            }
        }
    }

    void publish_typing(std::string_view signal) {
        const auto rest = signal.substr(7);
        const auto colon = rest.find(':');
        hub_.publish_transient(
            "{\"type\":\"typing\",\"conversation_id\":" + std::string(rest.substr(0, colon)) +
            ",\"by\":\"contact\",\"user_id\":null,\"on\":" + (rest.substr(colon + 1) == "on" ? "true" : "false") + "}");
    }

    asio::io_context& io_;
    IoLoop& loop_;
    WhenReady ready_;
    Core core_;
    InboxIndex inbox_;
    Hub hub_;
    FileLinks links_;
    Delivery delivery_;
    Jobs jobs_;
    SearchIndexer search_;
    ApiContext context_;
    Widget widget_;
    Router router_;
    HttpServer server_;
    std::vector<std::shared_ptr<Poller>> pollers_;
    int exit_ = 0;
};

}  // namespace

int serve(const Config& config, WhenReady ready, const std::function<void(Router&)>& more_routes) {
    asio::io_context io(1);
    IoLoop loop(io);
    App app(io, loop, config, std::move(ready), more_routes);
    int failed = 0;
    asio::co_spawn(io, app.run(), [&](std::exception_ptr error) {
        if (!error) return;
        failed = 1;
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& what) {
            std::cerr << "parley: " << what.what() << std::endl;
        }
        io.stop();
    });
    asio::signal_set signals(io, SIGTERM, SIGINT);
    signals.async_wait([&](boost::system::error_code error, int) {
        if (!error) asio::co_spawn(io, app.stop(), asio::detached);
    });
    loop.run();
    app.close();
    return failed != 0 ? failed : app.exit_code();
}

}  // namespace parley
