#include "server/net/connection.hpp"

#include "server/base/log.hpp"
#include "server/base/text.hpp"
#include "server/net/chunked.hpp"
#include "server/net/forwarded.hpp"
#include "server/net/response_head.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kPiece = 16 * 1024;
constexpr std::size_t kUnroutedLimit = 64 * 1024;
constexpr int kDrainPieces = 256;

/// What can never become a head is refused at once, not after the timeout.
bool may_become_head(std::string_view bytes) {
    const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!std::ranges::all_of(bytes.substr(0, 3), upper) || bytes.find('\0') != std::string_view::npos) return false;
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r') return false;
    }
    return true;
}

/// The least speed of a body: 1 KB a second, after ten seconds of grace.
std::chrono::seconds body_time(std::size_t received) {
    return std::chrono::seconds(10) + std::chrono::seconds(received / 1024);
}

bool host_is_ours(std::string_view host, const std::vector<std::string>& names) {
    const auto bare = host.substr(0, host.starts_with('[') ? host.find(']') + 1 : host.rfind(':'));
    return std::ranges::any_of(names, [&](const std::string& name) {
        return equal_ignoring_case(host, name) || equal_ignoring_case(bare, name);
    });
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ConnectionHost& host, std::string peer)
    : socket_(std::move(socket)), host_(host), peer_(std::move(peer)) {}

void Connection::allow(std::chrono::seconds time) {
    deadline_ = host_.clock.elapsed() + std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

void Connection::abort() {
    boost::system::error_code ignored;
    if (websocket_) {
        websocket_->abort();
    } else {
        socket_.close(ignored);
    }
}

asio::awaitable<void> Connection::run() {
    const auto self = shared_from_this();
    boost::system::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    while (!host_.stopping) {
        const bool go_on = co_await serve_one();
        if (!go_on) break;
    }
    if (!websocket_) socket_.close(ignored);
}

asio::awaitable<Connection::HeadAnswer> Connection::read_head() {
    HeadAnswer head;
    idle_ = buffer_.empty();
    allow(idle_ && !first_ ? host_.options.idle_timeout : host_.options.head_timeout);
    for (std::size_t searched = 0;;) {
        // Empty lines before the request are forgiven (RFC 9112 2.2).
        while (searched == 0 && buffer_.view().starts_with("\r\n")) buffer_.consume(2);
        const auto bytes = buffer_.view();
        const auto end = bytes.find("\r\n\r\n", searched > 3 ? searched - 3 : 0);
        if (end != std::string_view::npos && end + 4 <= kHeadLimit) {
            head.size = end + 4;
            co_return head;
        }
        if (bytes.size() >= kHeadLimit) {
            head.refusal = bytes.find("\r\n") == std::string_view::npos ? 414 : 431;
        } else if (bytes != "\r" && !may_become_head(bytes)) {
            head.refusal = 400;
        }
        if (head.refusal != 0) co_return head;
        searched = bytes.size() > 1 ? bytes.size() : 0;
        const bool filled = co_await fill();
        if (!filled) co_return head;
        if (idle_) {
            idle_ = false;
            if (!first_) allow(host_.options.head_timeout);
        }
    }
}

asio::awaitable<bool> Connection::fill() {
    const auto room = buffer_.prepare();
    auto [error, size] = co_await socket_.async_read_some(room, kAnswer);
    buffer_.commit(size);
    co_return !error;
}

int Connection::choose(const Head& head, std::size_t limit) const {
    const auto& names = host_.options.host_names;
    if (!names.empty() && !head.version_10 && !host_is_ours(head.request.headers.get("Host"), names)) return 421;
    return head.content_length.value_or(0) > limit ? 413 : 0;
}

asio::awaitable<bool> Connection::serve_one() {
    const HeadAnswer came = co_await read_head();
    first_ = false;
    if (came.size == 0 && came.refusal == 0) co_return false;
    ++host_.counts.requests;
    if (came.refusal != 0) {
        co_await refuse(came.refusal);
        co_return false;
    }
    GateAnswer gate = pass_gate(buffer_.view().substr(0, came.size));
    buffer_.consume(came.size);
    if (gate.refusal != 0) {
        co_await refuse(gate.refusal);
        co_return false;
    }
    Head& head = *gate.head;
    Request& request = head.request;
    auto found = host_.router.find(request.method, request.path);
    const std::size_t limit = found.route ? found.route->body_limit : kUnroutedLimit;
    if (const int refusal = choose(head, limit); refusal != 0) {
        co_await refuse(refusal);
        co_return false;
    }
    request.id = std::to_string(++host_.next_request);
    request.secure = came_over_tls(peer_, request.headers, host_.options.trusted_proxies);
    request.peer = client_address(peer_, request.headers, host_.options.trusted_proxies);
    request.path_values = std::move(found.values);
    if (found.route && found.route->socket && head.upgrade) {
        co_await upgrade(*found.route, std::move(request));
        co_return false;
    }
    if (head.chunked || head.content_length.value_or(0) > 0) {
        const int refusal = co_await read_body(head, limit);
        if (refusal > 0) co_await refuse(refusal);
        if (refusal != 0) co_return false;
    }
    deadline_ = 0;
    Response response = co_await answer(found, request);
    const bool keep = head.keep_alive && !host_.stopping;
    const bool written = co_await write(std::move(response), keep, request.method == Method::head);
    co_return written&& keep;
}

/// 0, the status of a refusal, or -1 when the peer is gone.
asio::awaitable<int> Connection::read_body(Head& head, std::size_t limit) {
    allow(body_time(0));
    if (head.expects_continue && buffer_.empty()) {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(socket_, asio::buffer(kContinue), kAnswer);
    }
    if (head.chunked) {
        const int refusal = co_await read_chunked(head.request.body, limit);
        co_return refusal;
    }
    const auto length = static_cast<std::size_t>(*head.content_length);
    const auto ready = buffer_.view().substr(0, length);
    head.request.body = ready;
    buffer_.consume(ready.size());
    if (head.request.body.size() == length) co_return 0;
    const bool whole = co_await read_sized(head.request.body, length);
    co_return whole ? 0 : -1;
}

asio::awaitable<bool> Connection::read_sized(std::string& body, std::size_t length) {
    const Millis start = host_.clock.elapsed();
    for (std::size_t have = body.size(); have < length;) {
        // Memory follows what came, not what was announced.
        body.resize(std::min(length, have + std::max(kPiece, have)));
        auto [error, size] =
            co_await socket_.async_read_some(asio::buffer(body.data() + have, body.size() - have), kAnswer);
        if (error) co_return false;
        have += size;
        deadline_ = start + std::chrono::milliseconds(body_time(have)).count();
    }
    co_return true;
}

asio::awaitable<int> Connection::read_chunked(std::string& body, std::size_t limit) {
    ChunkReader chunks(limit);
    const Millis start = host_.clock.elapsed();
    for (;;) {
        auto bytes = buffer_.view();
        const auto before = bytes.size();
        const auto state = chunks.feed(bytes, body);
        buffer_.consume(before - bytes.size());
        if (state == ChunkReader::State::done) co_return 0;
        if (state == ChunkReader::State::malformed) co_return 400;
        if (state == ChunkReader::State::too_large) co_return 413;
        deadline_ = start + std::chrono::milliseconds(body_time(body.size())).count();
        const bool filled = co_await fill();
        if (!filled) co_return -1;
    }
}

asio::awaitable<Response> Connection::answer(const Router::Found& found, Request& request) {
    Response response;
    if (!found.route && !found.allow.empty()) {
        response =
            problem(405, Error(Errc::invalid, "method_not_allowed", "this path takes " + found.allow), request.id);
        response.headers.set("Allow", found.allow);
        co_return response;
    }
    const Handler& handler = found.route ? found.route->handler : host_.router.fallback();
    if (!handler) co_return problem(Error(Errc::not_found, "there is nothing here"), request.id);
    try {
        response = co_await handler(request);
    } catch (const Failure& failure) {
        response = problem(failure.error(), request.id);
    } catch (const std::exception& error) {
        log_error("request {} {} failed: {}", request.id, request.path, error.what());
        const Error hidden(Errc::internal,
                           "something went wrong on our side; try again, and tell the admin this request id");
        response = problem(hidden, request.id);
    }
    co_return response;
}

asio::awaitable<bool> Connection::write(Response response, bool keep_alive, bool head_only) {
    std::string_view body = response.fixed_body.data() ? response.fixed_body : std::string_view(response.body);
    write_head(head_out_, response, body.size(), keep_alive);
    if (head_only || response.status == 204 || response.status == 304) body = {};
    std::array<asio::const_buffer, 2> parts{asio::buffer(head_out_), asio::buffer(body.data(), body.size())};
    // Nearly every answer fits into the socket's buffer at once.
    boost::system::error_code error;
    const std::size_t sent = socket_.write_some(parts, error);
    if (error && error != asio::error::would_block) co_return false;
    for (std::size_t taken = sent;;) {
        const auto of_head = std::min(taken, parts[0].size());
        parts[0] += of_head;
        parts[1] += taken - of_head;
        if (asio::buffer_size(parts) == 0) co_return true;
        // A slow line gets its time again with every piece it takes; one that takes nothing is cut.
        allow(host_.options.write_timeout);
        auto [failed, size] = co_await socket_.async_write_some(parts, kAnswer);
        if (failed) co_return false;
        taken = size;
    }
}

asio::awaitable<void> Connection::refuse(int status) {
    ++host_.counts.refused;
    const bool large = status == 413;
    const Error error(Errc::invalid,
                      large           ? "body_too_large"
                      : status == 421 ? "misdirected"
                                      : "bad_request",
                      large           ? "the body is larger than this path takes"
                      : status == 421 ? "this server does not answer for that host name"
                                      : "the request is not valid HTTP/1.1 or not one that is taken here");
    Response response = problem(status, error, {});
    if (status == 426) response.headers.add("Sec-WebSocket-Version", "13");
    const bool written = co_await write(std::move(response), false, false);
    if (!written) co_return;
    // Let the peer read the answer before the reset that unread bytes would cause.
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    allow(std::chrono::seconds(2));
    std::string waste(kPiece, '\0');
    for (int i = 0; i < kDrainPieces; ++i) {
        auto [failed, size] = co_await socket_.async_read_some(asio::buffer(waste), kAnswer);
        if (failed) break;
    }
}

asio::awaitable<void> Connection::upgrade(const Route& route, Request request) {
    // No frame may come before our answer (RFC 6455 4.1).
    const int refusal = buffer_.empty() ? upgrade_refusal(request) : 400;
    if (refusal != 0) {
        co_await refuse(refusal);
        co_return;
    }
    deadline_ = 0;
    // The route's handler decides first: 2xx or 426 lets the socket through, anything else is the refusal.
    Router::Found found;
    found.route = &route;
    Response verdict = co_await answer(found, request);
    if (verdict.status >= 300 && verdict.status != 426) {
        co_await write(std::move(verdict), false, false);
        co_return;
    }
    auto accepted = co_await accept_websocket(std::move(socket_), request, host_.clock);
    if (!accepted) co_return;
    websocket_ = std::move(accepted);
    if (host_.stopping) {  // since before the handshake was over
        co_await websocket_->close(kServiceRestart, kRestartReason);
        co_return;
    }
    ++host_.counts.sockets;
    try {
        co_await route.socket(std::move(request), websocket_);
    } catch (const std::exception& error) {
        log_error("socket failed: {}", error.what());
    }
    --host_.counts.sockets;
    websocket_->abort();
}

}  // namespace parley
