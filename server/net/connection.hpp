#pragma once

#include "server/net/gate.hpp"
#include "server/net/http_server.hpp"
#include "server/net/read_buffer.hpp"
#include "server/net/websocket_accept.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace parley {

/// What connections share. I/O thread only.
struct ConnectionHost {
    HttpServerOptions options;
    const Router& router;
    Clock& clock;
    HttpServer::Counts counts;
    std::uint64_t next_request = 0;
    bool stopping = false;
};

/// One accepted connection: head, gate, body, handler, answer, again. I/O thread only.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(boost::asio::ip::tcp::socket socket, ConnectionHost& host, std::string peer);
    boost::asio::awaitable<void> run();
    /// The server's sweep aborts the connection once the clock passes this; 0: never.
    Millis deadline() const { return websocket_ ? websocket_->write_deadline() : deadline_; }
    bool idle() const { return idle_; }
    void abort();
    const std::shared_ptr<AcceptedWebSocket>& websocket() const { return websocket_; }

private:
    struct HeadAnswer {
        std::size_t size = 0;  ///< of the block at the front of buffer_; 0: the peer is gone or `refusal` is set
        int refusal = 0;
    };
    boost::asio::awaitable<HeadAnswer> read_head();
    boost::asio::awaitable<bool> serve_one();
    boost::asio::awaitable<int> read_body(Head& head, std::size_t limit);
    boost::asio::awaitable<bool> read_sized(std::string& body, std::size_t length);
    boost::asio::awaitable<int> read_chunked(std::string& body, std::size_t limit);
    boost::asio::awaitable<bool> fill();
    boost::asio::awaitable<Response> answer(const Router::Found& found, Request& request);
    boost::asio::awaitable<bool> write(Response response, bool keep_alive, bool head_only);
    boost::asio::awaitable<void> refuse(int status);
    boost::asio::awaitable<void> upgrade(const Route& route, Request request);
    int choose(const Head& head, std::size_t limit) const;
    void allow(std::chrono::seconds time);

    boost::asio::ip::tcp::socket socket_;
    ConnectionHost& host_;
    std::string peer_;
    ReadBuffer buffer_;
    std::string head_out_;  ///< kept for its capacity
    Millis deadline_ = 0;
    bool idle_ = true;
    bool first_ = true;
    std::shared_ptr<AcceptedWebSocket> websocket_;
};

}  // namespace parley
