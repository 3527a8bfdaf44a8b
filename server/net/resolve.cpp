#include "server/net/resolve.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <memory>

namespace parley {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Shared by the one who waits and the resolver, which may come back long after.
struct Question {
    Question(const asio::any_io_executor& executor, std::chrono::steady_clock::time_point deadline)
        : resolver(executor), timer(executor, deadline) {}
    tcp::resolver resolver;
    asio::steady_timer timer;
    bool answered = false;
    boost::system::error_code error;
    tcp::resolver::results_type found;
};

}  // namespace

asio::awaitable<Resolved> resolve(std::string host, std::string port, std::chrono::steady_clock::time_point deadline) {
    Resolved result;
    boost::system::error_code no_address;
    if (const auto address = asio::ip::make_address(host, no_address); !no_address) {
        std::uint16_t number = 0;
        std::from_chars(port.data(), port.data() + port.size(), number);
        result.endpoints.emplace_back(address, number);
        co_return result;
    }
    const auto executor = co_await asio::this_coro::executor;
    const auto question = std::make_shared<Question>(executor, deadline);
    question->resolver.async_resolve(host, port, tcp::resolver::numeric_service,
                                     [question](boost::system::error_code error, tcp::resolver::results_type found) {
                                         question->answered = true;
                                         question->error = error;
                                         question->found = std::move(found);
                                         question->timer.cancel();
                                     });
    boost::system::error_code ended;  // by the answer or by the deadline; `answered` tells which
    co_await question->timer.async_wait(asio::redirect_error(asio::use_awaitable, ended));
    if (!question->answered) {
        question->resolver.cancel();
        result.why = "the name could not be resolved in time";
    } else if (question->error) {
        result.why = "the name could not be resolved: " + question->error.message();
    } else {
        for (const auto& entry : question->found) result.endpoints.push_back(entry.endpoint());
    }
    co_return result;
}

}  // namespace parley
