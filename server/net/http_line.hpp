#pragma once
// Includes Beast: for http_client.cpp and http_line.cpp alone.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <memory>
#include <string>

namespace parley {

/// One outgoing connection, plain or TLS.
class HttpLine {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Serializer = boost::beast::http::request_serializer<boost::beast::http::string_body>;
    using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

    /// `tls` null: plain.
    HttpLine(boost::asio::any_io_executor executor, boost::asio::ssl::context* tls);

    boost::beast::tcp_stream& lowest() { return plain_ ? *plain_ : tls_->next_layer(); }
    /// TLS with the certificate checked against `host`; nothing to do on plain lines.
    boost::asio::awaitable<boost::system::error_code> handshake(std::string host, bool is_address);
    /// What came of a write: no error, or how many bytes of head and body were surely handed over before it.
    struct Written {
        boost::system::error_code error;
        std::size_t sent = 0;
    };
    static constexpr std::size_t kPiece = 64 * 1024;
    /// In pieces of at most kPiece, so that a broken write tells whether the end can have gone out.
    boost::asio::awaitable<Written> write(Serializer& serializer);
    boost::asio::awaitable<boost::system::error_code> read(Parser& parser);

    /// Open, and the peer has neither closed nor said anything unasked.
    bool usable();
    Time idle_since{};

private:
    std::unique_ptr<boost::beast::tcp_stream> plain_;
    std::unique_ptr<boost::beast::ssl_stream<boost::beast::tcp_stream>> tls_;
    boost::beast::flat_buffer buffer_;
};

}  // namespace parley
