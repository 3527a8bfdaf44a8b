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
    return serve(
        config,
        [](Core& core) -> asio::awaitable<void> {
            auto company = co_await found_company(core);
            std::cout << "\nNordwind Bikes, a sample company. Everything in it is made up and lies in "
                      << core.config.data << "\n\n";
            for (const auto& login : company.logins)
                std::cout << "  " << login.role << "\t" << login.email << "\t" << login.password << "\t" << login.name
                          << "\n";
            std::cout << std::endl;
            asio::co_spawn(core.executor, live_customers(core, std::move(company)), asio::detached);
        },
        add_sample_app);
}

}  // namespace parley
