#include "server/net/http_client.hpp"

#include "server/base/text.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/url/parse.hpp>

#include <map>

namespace parley {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr auto kConnectTime = std::chrono::seconds(5);
constexpr std::size_t kIdleKept = 16;

struct Target {
    bool tls = false;
    std::string host, port, path;
    std::string key() const { return (tls ? "s:" : "p:") + host + ":" + port; }
};

std::optional<Target> read_target(const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->has_userinfo()) return std::nullopt;
    Target target;
    target.tls = parsed->scheme() == "https";
    if (!target.tls && parsed->scheme() != "http") return std::nullopt;
    target.host = std::string(parsed->host_address());
    target.port = parsed->has_port() ? std::string(parsed->port()) : target.tls ? "443" : "80";
    target.path = std::string(parsed->encoded_path());
    if (target.path.empty()) target.path = "/";
    if (parsed->has_query()) target.path += "?" + std::string(parsed->encoded_query());
    if (target.host.empty()) return std::nullopt;
    return target;
}

/// One connection, plain or TLS.
class Line {
public:
    Line(asio::any_io_executor executor, asio::ssl::context* tls)
        : plain_(tls ? nullptr : std::make_unique<beast::tcp_stream>(executor)),
          tls_(tls ? std::make_unique<beast::ssl_stream<beast::tcp_stream>>(executor, *tls) : nullptr) {}

    beast::tcp_stream& lowest() { return plain_ ? *plain_ : tls_->next_layer(); }
    void expire_after(std::chrono::steady_clock::duration time) { lowest().expires_after(time); }

    asio::awaitable<boost::system::error_code> handshake(const std::string& host) {
        if (!tls_) co_return boost::system::error_code();
        if (!SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str())) co_return asio::error::no_memory;
        tls_->set_verify_mode(asio::ssl::verify_peer);
        tls_->set_verify_callback(asio::ssl::host_name_verification(host));
        auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAnswer);
        co_return error;
    }
    template <class Serializer>
    asio::awaitable<boost::system::error_code> write(Serializer& serializer) {
        if (plain_) {
            auto [error, size] = co_await http::async_write(*plain_, serializer, kAnswer);
            co_return error;
        }
        auto [error, size] = co_await http::async_write(*tls_, serializer, kAnswer);
        co_return error;
    }
    template <class Parser>
    asio::awaitable<boost::system::error_code> read(Parser& parser) {
        if (plain_) {
            auto [error, size] = co_await http::async_read(*plain_, buffer_, parser, kAnswer);
            co_return error;
        }
        auto [error, size] = co_await http::async_read(*tls_, buffer_, parser, kAnswer);
        co_return error;
    }

private:
    std::unique_ptr<beast::tcp_stream> plain_;
    std::unique_ptr<beast::ssl_stream<beast::tcp_stream>> tls_;
    beast::flat_buffer buffer_;
};

HttpTrouble trouble(std::string what, bool maybe_taken = false) {
    return {maybe_taken, false, std::move(what)};
}

class BeastHttp final : public Http {
public:
    BeastHttp(asio::any_io_executor executor, const std::string& extra_ca_file)
        : executor_(std::move(executor)), tls_(asio::ssl::context::tls_client) {
        tls_.set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_tlsv1 |
                         asio::ssl::context::no_tlsv1_1);
        tls_.set_default_verify_paths();
        if (!extra_ca_file.empty()) tls_.load_verify_file(extra_ca_file);
    }

    asio::awaitable<HttpOutcome> call(HttpCall call) override {
        for (int hops = 0;; ++hops) {
            HttpOutcome outcome = co_await call_once(call);
            const auto* answer = std::get_if<HttpAnswer>(&outcome);
            if (!answer || answer->status < 300 || answer->status > 399 || hops >= call.redirects) co_return outcome;
            const auto to = std::string(answer->headers.get("Location"));
            if (!to.starts_with("https://") && !to.starts_with("http://")) co_return outcome;
            call.url = to;
            Headers plain;  // credentials never travel to another place
            call.headers = plain;
            call.method = Method::get;
            call.body.clear();
        }
    }

private:
    asio::awaitable<HttpOutcome> call_once(const HttpCall& call) {
        const auto target = read_target(call.url);
        if (!target) co_return trouble("the address is not a valid http or https URL");
        http::request<http::string_body> request{http::string_to_verb(name_of(call.method)), target->path, 11};
        const bool usual = target->port == (target->tls ? "443" : "80");
        request.set(http::field::host, usual ? target->host : target->host + ":" + target->port);
        for (const auto& [name, value] : call.headers.all()) request.set(name, value);
        request.body() = call.body;
        request.prepare_payload();

        bool reused = false;
        auto line = take_idle(target->key());
        if (line) {
            reused = true;
            auto outcome = co_await exchange(*line, request, call, *target, line);
            // A kept connection may have been closed by the peer meanwhile: then nothing was taken, and a new one is
            // fair.
            const auto* failed = std::get_if<HttpTrouble>(&outcome);
            if (!failed || failed->maybe_taken) co_return outcome;
        }
        std::string why;
        bool refused = false;
        line = co_await connect(*target, call, why, refused);
        if (!line) co_return HttpTrouble{false, refused, reused ? why : std::move(why)};
        auto outcome = co_await exchange(*line, request, call, *target, line);
        co_return outcome;
    }

    std::shared_ptr<Line> take_idle(const std::string& key) {
        auto& kept = idle_[key];
        while (!kept.empty()) {
            auto line = std::move(kept.back());
            kept.pop_back();
            auto& socket = line->lowest().socket();
            boost::system::error_code error;
            if (socket.is_open() && socket.available(error) == 0 && !error) return line;
        }
        return nullptr;
    }

    asio::awaitable<std::shared_ptr<Line>> connect(const Target& target, const HttpCall& call, std::string& why,
                                                   bool& refused) {
        using boost::asio::experimental::awaitable_operators::operator||;
        asio::ip::tcp::resolver resolver(executor_);
        asio::steady_timer timer(executor_, kConnectTime);
        auto both = co_await (resolver.async_resolve(target.host, target.port, kAnswer) || timer.async_wait(kAnswer));
        if (both.index() == 1) {
            why = "the name could not be resolved in time";
            co_return nullptr;
        }
        auto& [error, found] = std::get<0>(both);
        if (error) {
            why = "the name could not be resolved: " + error.message();
            co_return nullptr;
        }
        // Every address is judged, and only addresses that were judged are connected to.
        for (const auto& entry : found) {
            if (call.private_targets || !is_private_address(entry.endpoint().address().to_string())) continue;
            why = "the address belongs to a private network";
            refused = true;
            co_return nullptr;
        }
        auto line = std::make_shared<Line>(executor_, target.tls ? &tls_ : nullptr);
        line->expire_after(kConnectTime);
        auto [failed, endpoint] = co_await line->lowest().async_connect(found, kAnswer);
        if (failed) {
            why = "cannot connect: " + failed.message();
            co_return nullptr;
        }
        boost::system::error_code ignored;
        line->lowest().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        line->expire_after(kConnectTime);
        const auto broken = co_await line->handshake(target.host);
        if (broken) {
            why = "no secure connection: " + broken.message();
            co_return nullptr;
        }
        co_return line;
    }

    asio::awaitable<HttpOutcome> exchange(Line& line, const http::request<http::string_body>& request,
                                          const HttpCall& call, const Target& target, std::shared_ptr<Line> own) {
        line.expire_after(call.timeout);
        http::request_serializer<http::string_body, http::fields> serializer(request);
        const auto unsent = co_await line.write(serializer);
        // Part of a request is no request; but once the last byte may be out, it may have been taken.
        if (unsent) co_return trouble("the request could not be sent: " + unsent.message(), serializer.is_done());
        http::response_parser<http::string_body> parser;
        parser.body_limit(call.answer_limit);
        if (call.method == Method::head) parser.skip(true);
        const auto unread = co_await line.read(parser);
        if (unread == http::error::end_of_stream && !parser.got_some())
            co_return trouble("the connection was closed before an answer", true);
        if (unread) co_return trouble("no whole answer: " + unread.message(), true);
        HttpAnswer answer;
        answer.status = static_cast<int>(parser.get().result_int());
        for (const auto& field : parser.get())
            answer.headers.add(std::string(field.name_string()), std::string(field.value()));
        answer.body = std::move(parser.get().body());
        line.lowest().expires_never();
        if (parser.get().keep_alive()) {
            auto& kept = idle_[target.key()];
            if (kept.size() < kIdleKept) kept.push_back(std::move(own));
        }
        co_return answer;
    }

    asio::any_io_executor executor_;
    asio::ssl::context tls_;
    std::map<std::string, std::vector<std::shared_ptr<Line>>> idle_;
};

}  // namespace

std::unique_ptr<Http> make_http_client(asio::any_io_executor executor, std::string extra_ca_file) {
    return std::make_unique<BeastHttp>(std::move(executor), extra_ca_file);
}

}  // namespace parley
