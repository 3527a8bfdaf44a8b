#include "server/app/demo/company.hpp"
#include "server/net/http.hpp"

#include <atomic>

namespace parley {

namespace asio = boost::asio;

namespace {

/// Where the shop's own app receives what is answered.
asio::awaitable<Response> take_callback(Request& request) {
    co_return Response::json(200, dump({{"message",
                                         {{"external_id", "sample-" + std::string(request.headers.get("webhook-id"))},
                                          {"status", "delivered"}}}}));
}

/// As much of Telegram as the sample bot needs: it has a name, nobody new writes to it, and what it says arrives.
asio::awaitable<Response> answer_bot(Clock& clock, Request& request) {
    const auto method = request.value("method");
    Json result = true;
    if (method == "getMe") {
        result = {
            {"id", 700100200}, {"is_bot", true}, {"first_name", "Nordwind Bikes"}, {"username", "nordwind_bikes_bot"}};
    } else if (method == "getUpdates") {
        co_await clock.sleep(std::chrono::seconds(2));
        result = Json::array();
    } else if (method.starts_with("send")) {
        static std::int64_t last = clock.now();
        result = {{"message_id", ++last}, {"date", clock.now() / 1000}};
    }
    co_return Response::json(200, dump({{"ok", true}, {"result", std::move(result)}}));
}

}  // namespace

void add_sample_platforms(Router& router, Clock& clock) {
    router.add({Method::post, "/demo/app", take_callback});
    router.add({Method::post, "/demo/telegram/{bot}/{method}",
                [&clock](Request& request) { return answer_bot(clock, request); }});
}

}  // namespace parley
