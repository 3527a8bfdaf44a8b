#include "server/net/websocket.hpp"

#include "server/net/websocket_accept.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace parley {

namespace asio = boost::asio;
namespace beast = boost::beast;

namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMessageLimit = 64 * 1024;
constexpr int kPingsPerSecond = 20;
constexpr Millis kSlowWrite = 30'000;
constexpr std::size_t kKeptBuffer = 4096;
/// What the kernel may hold for a peer that does not read; left alone it takes megabytes of each.
constexpr int kKernelBuffer = 128 * 1024;

/// A TCP stream that leaves one line out of the first thing it writes, the handshake: Beast names itself there, and all
/// that can be had from it is an empty name.
class NamelessStream : public beast::tcp_stream {
public:
    using beast::tcp_stream::tcp_stream;

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (spoke_) return beast::tcp_stream::async_write_some(buffers, std::forward<Token>(token));
        spoke_ = true;
        const auto first = std::make_shared<const std::string>(without_name(beast::buffers_to_string(buffers)));
        return asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
            [this, first, size = beast::buffer_bytes(buffers), begun = false](
                auto& self, boost::system::error_code error = {}, std::size_t = 0) mutable {
                if (begun) return self.complete(error, error ? 0 : size);
                begun = true;
                asio::async_write(static_cast<beast::tcp_stream&>(*this), asio::buffer(*first), std::move(self));
            },
            token, *this);
    }

private:
    static std::string without_name(std::string text) {
        constexpr std::string_view kLine = "\r\nServer: \r\n";
        if (const auto at = text.find(kLine); at != std::string::npos) text.erase(at, kLine.size() - 2);
        return text;
    }
    bool spoke_ = false;
};
/// Found by Beast when it ends a connection.
template <class Handler>
void async_teardown(beast::role_type role, NamelessStream& stream, Handler&& handler) {
    async_teardown(role, static_cast<beast::tcp_stream&>(stream), std::forward<Handler>(handler));
}

/// All options of our sockets stand here.
class BeastWebSocket final : public AcceptedWebSocket {
public:
    BeastWebSocket(asio::ip::tcp::socket socket, Clock& clock) : stream_(std::move(socket)), clock_(clock) {
        stream_.read_message_max(kMessageLimit);
        stream_.auto_fragment(false);
        auto timeouts = beast::websocket::stream_base::timeout::suggested(beast::role_type::server);
        timeouts.handshake_timeout = std::chrono::seconds(10);
        timeouts.idle_timeout = std::chrono::seconds(60);
        timeouts.keep_alive_pings = true;
        stream_.set_option(timeouts);
        stream_.text(true);
        stream_.control_callback([this](beast::websocket::frame_type kind, beast::string_view) {
            if (kind == beast::websocket::frame_type::ping && is_flood()) abort();
        });
        // Nobody needs to know its name and version. Without a name it would put its own back: see NamelessStream.
        stream_.set_option(beast::websocket::stream_base::decorator(
            [](beast::websocket::response_type& response) { response.set(beast::http::field::server, ""); }));
    }

    asio::awaitable<bool> accept(const Request& request) {
        beast::http::request<beast::http::empty_body> head;
        head.method(beast::http::verb::get);
        head.target(request.target);
        head.version(11);
        for (const auto& [name, value] : request.headers.all()) head.insert(name, value);
        auto [error] = co_await stream_.async_accept(head, kAnswer);
        co_return !error;
    }

    asio::awaitable<std::optional<std::string>> read() override {
        buffer_.clear();
        auto [error, size] = co_await stream_.async_read(buffer_, kAnswer);
        if (error) co_return std::nullopt;
        if (stream_.got_binary()) {
            co_await close(1003, "text frames only");
            co_return std::nullopt;
        }
        const auto data = buffer_.cdata();
        std::string text(static_cast<const char*>(data.data()), data.size());
        if (buffer_.capacity() > kKeptBuffer) {
            buffer_.clear();
            buffer_.shrink_to_fit();
        }
        co_return text;
    }

    asio::awaitable<bool> write(std::shared_ptr<const std::string> text) override {
        write_deadline_ = clock_.elapsed() + kSlowWrite;
        auto [error, size] = co_await stream_.async_write(asio::buffer(*text), kAnswer);
        write_deadline_ = 0;
        co_return !error;
    }

    asio::awaitable<void> close(int code, std::string_view reason) override {
        if (closing_ || !stream_.is_open()) co_return;
        closing_ = true;
        beast::websocket::close_reason why(static_cast<beast::websocket::close_code>(code),
                                           beast::string_view(reason.data(), reason.size()));
        auto [error] = co_await stream_.async_close(why, kAnswer);
        (void)error;
    }

    void abort() override { beast::get_lowest_layer(stream_).close(); }
    Millis write_deadline() const override { return write_deadline_; }

private:
    bool is_flood() {
        const Millis now = clock_.elapsed();
        if (now - pings_since_ >= 1000) {
            pings_since_ = now;
            pings_ = 0;
        }
        return ++pings_ > kPingsPerSecond;
    }

    beast::websocket::stream<NamelessStream, false> stream_;  // no compression
    Clock& clock_;
    beast::flat_buffer buffer_;
    Millis write_deadline_ = 0;
    Millis pings_since_ = 0;
    int pings_ = 0;
    bool closing_ = false;
};

}  // namespace

int upgrade_refusal(const Request& request) noexcept {
    const auto key = request.headers.get("Sec-WebSocket-Key");
    const bool is_key = key.size() == 24 && key.ends_with("==") &&
                        key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") == 22;
    if (!is_key || request.headers.count("Sec-WebSocket-Key") != 1) return 400;
    return request.headers.get("Sec-WebSocket-Version") == "13" ? 0 : 426;
}

asio::awaitable<std::shared_ptr<AcceptedWebSocket>> accept_websocket(asio::ip::tcp::socket socket,
                                                                     const Request& request, Clock& clock) {
    boost::system::error_code ignored;
    socket.set_option(asio::socket_base::send_buffer_size(kKernelBuffer), ignored);
    auto websocket = std::make_shared<BeastWebSocket>(std::move(socket), clock);
    const bool accepted = co_await websocket->accept(request);
    std::shared_ptr<AcceptedWebSocket> result;
    if (accepted) result = std::move(websocket);
    co_return result;
}

void add_test_echo(Router& router) {
#ifdef PARLEY_TEST_HOOKS
    Route route;
    route.method = Method::get;
    route.pattern = "/test/echo";
    route.handler = [](Request&) -> asio::awaitable<Response> { co_return Response::empty(426); };
    route.socket = [](Request, std::shared_ptr<WebSocket> socket) -> asio::awaitable<void> {
        for (;;) {
            auto text = co_await socket->read();
            if (!text) co_return;
            const bool written = co_await socket->write(std::make_shared<const std::string>(std::move(*text)));
            if (!written) co_return;
        }
    };
    router.add(std::move(route));
#else
    (void)router;
#endif
}

}  // namespace parley
