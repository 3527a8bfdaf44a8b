#include "server/net/http_line.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <cerrno>
#include <sys/socket.h>

namespace parley {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {
constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
}

HttpLine::HttpLine(asio::any_io_executor executor, asio::ssl::context* tls)
    : plain_(tls ? nullptr : std::make_unique<beast::tcp_stream>(executor)),
      tls_(tls ? std::make_unique<beast::ssl_stream<beast::tcp_stream>>(executor, *tls) : nullptr) {}

asio::awaitable<boost::system::error_code> HttpLine::handshake(std::string host, bool is_address) {
    if (!tls_) co_return boost::system::error_code();
    // Server names are names (RFC 6066 3).
    if (!is_address && SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str()) != 1) {
        co_return boost::system::error_code(asio::error::no_memory);
    }
    tls_->set_verify_mode(asio::ssl::verify_peer);
    tls_->set_verify_callback(asio::ssl::host_name_verification(host));
    auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAnswer);
    co_return error;
}

asio::awaitable<HttpLine::Written> HttpLine::write(Serializer& serializer) {
    Written written;
    serializer.limit(kPiece);
    while (!written.error && !serializer.is_done()) {
        std::size_t size = 0;
        if (plain_) {
            std::tie(written.error, size) = co_await http::async_write_some(*plain_, serializer, kAnswer);
        } else {
            std::tie(written.error, size) = co_await http::async_write_some(*tls_, serializer, kAnswer);
        }
        if (!written.error) written.sent += size;
    }
    co_return written;
}

asio::awaitable<boost::system::error_code> HttpLine::read(Parser& parser) {
    if (plain_) {
        auto [error, size] = co_await http::async_read(*plain_, buffer_, parser, kAnswer);
        co_return error;
    }
    auto [error, size] = co_await http::async_read(*tls_, buffer_, parser, kAnswer);
    co_return error;
}

bool HttpLine::usable() {
    auto& socket = lowest().socket();
    if (!socket.is_open() || buffer_.size() != 0) return false;
    char byte = 0;
    const auto got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace parley
