#include "server/app/app.hpp"
#include "server/app/demo/company.hpp"
#include "server/base/error.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <cstdlib>
#include <iostream>

namespace parley {

namespace asio = boost::asio;

int demo(Config config) {
    if (config.data.empty()) {
        std::string folder = "/tmp/parley-demo-XXXXXX";
        if (!::mkdtemp(folder.data()))
            throw Failure(Error(Errc::unavailable,
                                "cannot make a folder under /tmp for the sample company; name one with --data"));
        config.data = folder;
    }
    const auto site_key = std::make_shared<std::string>();
    return serve(
        config,
        [site_key](Core& core) -> asio::awaitable<void> {
            auto company = co_await found_company(core);
            std::cout << "\nNordwind Bikes, a sample company. Everything in it is made up and lies in "
                      << core.config.data << "\n\n";
            for (const auto& login : company.logins)
                std::cout << "  " << login.role << "\t" << login.email << "\t" << login.password << "\t" << login.name
                          << "\n";
            std::cout << "\n  the company's site, with its chat: " << core.base_url << "/demo/site\n" << std::endl;
            *site_key = company.site_key;
            asio::co_spawn(core.executor, live_customers(core, std::move(company)), asio::detached);
        },
        [site_key](Router& router) {
            add_sample_app(router);
            add_sample_site(router, site_key);
        });
}

}  // namespace parley
