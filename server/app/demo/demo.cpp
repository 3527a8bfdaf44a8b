#include "server/app/app.hpp"
#include "server/app/demo/company.hpp"
#include "server/app/demo/history.hpp"
#include "server/app/demo/words_at_hand.hpp"
#include "server/app/demo/years.hpp"
#include "server/base/error.hpp"
#include "server/store/search.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::uint64_t kSeed = 20261124;
constexpr std::size_t kIndexStep = 2000;

/// Before the server is there: nobody is told of what happened long ago, and no job of it falls due.
void write_history(const Config& config, std::size_t conversations, std::size_t most_lived) {
    asio::io_context io(1);
    Core core(io.get_executor(), config);
    std::exception_ptr failed;
    const auto work = [&]() -> asio::awaitable<void> {
        co_await furnish(core.store);
        if (!co_await core.store.read([](db::Connection& db) { return needs_sample_company(db); })) co_return;
        co_await found_company(core);
        auto business = co_await find_business(core, co_await find_company(core));
        const auto month = std::min(conversations, most_lived);
        const sample::Years years{month, conversations - month};
        if (years.more > 0) co_await sample::keep_room(core.store, years);
        co_await sample::live_through(core.store, std::move(business), month, core.clock->now(), kSeed);
        co_await sample::add_words_at_hand(core.store);
        if (years.more == 0) co_return;
        while (
            co_await core.store.write([](Transaction& transaction) { return index_some(transaction, kIndexStep); })) {
        }
        co_await sample::repeat_month(core.store, years);
    };
    asio::co_spawn(io, work(), [&](std::exception_ptr error) {
        failed = error;
        core.store.stop();
        io.stop();
    });
    io.run();
    if (failed) std::rethrow_exception(failed);
}

void print_welcome(const Core& core, const SampleCompany& company) {
    std::cout << "\nNordwind Bikes, a sample company. Everything in it is made up and lies in " << core.config.data
              << "\n\n";
    for (const auto& login : company.logins)
        std::cout << "  " << login.role << "\t" << login.email << "\t" << login.password << "\t" << login.name << "\n";
    std::cout << "\n  the company's site, with its chat: " << core.base_url << "/demo/site\n" << std::endl;
}

}  // namespace

int demo(Config config, std::size_t conversations, std::size_t month) {
    if (config.data.empty()) {
        std::string folder = "/tmp/parley-demo-XXXXXX";
        if (!::mkdtemp(folder.data()))
            throw Failure(Error(Errc::unavailable,
                                "cannot make a folder under /tmp for the sample company; name one with --data"));
        config.data = folder;
    }
    write_history(config, conversations, month);
    const auto site_key = std::make_shared<std::string>();
    const std::shared_ptr<Clock> clock = make_system_clock();
    return serve(
        config,
        [site_key](Core& core) -> asio::awaitable<void> {
            auto company = co_await find_company(core);
            co_await point_channels(core, company);
            print_welcome(core, company);
            *site_key = company.site_key;
            asio::co_spawn(core.executor, live_customers(core, std::move(company)), asio::detached);
        },
        [site_key, clock](Router& router) {
            add_sample_platforms(router, *clock);
            add_sample_site(router, site_key);
        });
}

}  // namespace parley
