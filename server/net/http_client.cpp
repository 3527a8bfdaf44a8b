#include "server/net/http_client.hpp"

#include "server/base/text.hpp"
#include "server/net/address_guard.hpp"
#include "server/net/http_line.hpp"
#include "server/net/http_target.hpp"
#include "server/net/resolve.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <map>

namespace parley {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

using Time = HttpLine::Time;
using LinePtr = std::shared_ptr<HttpLine>;

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr auto kStepTime = std::chrono::seconds(5);  ///< resolving, connecting, TLS: each at most this
constexpr auto kIdleTime = std::chrono::seconds(25);
constexpr std::size_t kIdlePerPlace = 16;
constexpr std::size_t kPlaces = 256;
constexpr std::uint32_t kAnswerHeadLimit = 64 * 1024;
constexpr int kMostInterim = 8;

Time now() {
    return std::chrono::steady_clock::now();
}
Time step_end(Time deadline) {
    return std::min(deadline, now() + kStepTime);
}

HttpTrouble trouble(std::string what, bool maybe_taken = false) {
    return {maybe_taken, false, std::move(what)};
}
HttpTrouble refused(std::string what) {
    return {false, true, std::move(what)};
}

bool is_safe_field(std::string_view name, std::string_view value) {
    constexpr std::string_view kControls("\r\n\0", 3);
    return !name.empty() && name.find_first_of(kControls) == std::string_view::npos &&
           name.find_first_of(": ") == std::string_view::npos &&
           value.find_first_of(kControls) == std::string_view::npos;
}

/// Fields that belong to the framing and are set here.
bool is_framing(std::string_view name) {
    return equal_ignoring_case(name, "Host") || equal_ignoring_case(name, "Content-Length") ||
           equal_ignoring_case(name, "Transfer-Encoding") || equal_ignoring_case(name, "Connection");
}

using BeastRequest = http::request<http::string_body>;

std::optional<BeastRequest> make_request(HttpCall& call, const HttpTarget& target) {
    BeastRequest request{http::string_to_verb(std::string(name_of(call.method))), target.path, 11};
    request.set(http::field::host, target.authority);
    if (call.headers.count("User-Agent") == 0) request.set(http::field::user_agent, "Parley/" PARLEY_VERSION);
    for (const auto& [name, value] : call.headers.all()) {
        if (!is_safe_field(name, value)) return std::nullopt;
        if (!is_framing(name)) request.insert(name, value);
    }
    request.body() = std::move(call.body);
    request.prepare_payload();
    return request;
}

HttpAnswer to_answer(HttpLine::Parser& parser) {
    HttpAnswer answer;
    answer.status = static_cast<int>(parser.get().result_int());
    for (const auto& field : parser.get()) {
        answer.headers.add(std::string(field.name_string()), std::string(field.value()));
    }
    answer.body = std::move(parser.get().body());
    return answer;
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
        const Time deadline = now() + call.timeout;
        for (;;) {
            HttpCall once = call;
            HttpOutcome outcome = co_await call_once(std::move(once), deadline);
            const auto* answer = std::get_if<HttpAnswer>(&outcome);
            if (!answer || call.redirects <= 0) co_return outcome;
            auto next = follow(call, *answer);
            if (!next) co_return outcome;
            call = std::move(*next);
        }
    }

private:
    struct Connected {
        LinePtr line;
        HttpTrouble why;
    };

    asio::awaitable<HttpOutcome> call_once(HttpCall call, Time deadline) {
        const auto target = read_target(call.url);
        if (!target) co_return trouble("the address is not a valid http or https URL");
        if (!call.private_targets) {
            if (!is_plain_host(target->host)) co_return refused("the host is written in an unusual way");
            if (!is_usual_port(target->port)) co_return refused("only the ports 80, 443 and 8443 are used");
        }
        const auto request = make_request(call, *target);
        if (!request) co_return trouble("a header holds control characters");
        // Whether private addresses are allowed is part of the place: a line made for the admin's own base stays there.
        const std::string place = target->key() + (call.private_targets ? "+" : "");
        if (LinePtr kept = take_idle(place)) {
            HttpOutcome outcome = co_await exchange(kept, *request, call, place, deadline);
            const auto* failed = std::get_if<HttpTrouble>(&outcome);
            // The peer may have closed meanwhile; then nothing was taken and a new line is fair, as it is for what only
            // reads.
            const bool reads = call.method == Method::get || call.method == Method::head;
            if (!failed || (failed->maybe_taken && !reads) || now() >= deadline) co_return outcome;
        }
        Connected connected = co_await connect(*target, call.private_targets, deadline);
        if (!connected.line) co_return std::move(connected.why);
        HttpOutcome outcome = co_await exchange(std::move(connected.line), *request, call, place, deadline);
        co_return outcome;
    }

    LinePtr take_idle(const std::string& place) {
        const auto kept = idle_.find(place);
        if (kept == idle_.end()) return nullptr;
        LinePtr found;
        while (!found && !kept->second.empty()) {
            LinePtr line = std::move(kept->second.back());
            kept->second.pop_back();
            if (now() - line->idle_since < kIdleTime && line->usable()) found = std::move(line);
        }
        if (kept->second.empty()) idle_.erase(kept);
        return found;
    }

    void keep(LinePtr line, const std::string& place) {
        line->lowest().expires_never();
        line->idle_since = now();
        if (idle_.size() >= kPlaces && !idle_.contains(place)) idle_.erase(idle_.begin());
        auto& kept = idle_[place];
        std::erase_if(kept, [&](const LinePtr& old) { return line->idle_since - old->idle_since >= kIdleTime; });
        if (kept.size() < kIdlePerPlace) kept.push_back(std::move(line));
    }

    asio::awaitable<Connected> connect(HttpTarget target, bool private_targets, Time deadline) {
        Connected result;
        const Resolved found = co_await resolve(target.host, target.port, step_end(deadline));
        if (found.endpoints.empty()) {
            result.why = trouble(found.why);
            co_return result;
        }
        // All are judged, and only what was judged is connected to: the name is not asked again.
        const auto forbidden = [](const auto& endpoint) {
            return is_private_address(endpoint.address().to_string()) || is_own_address(endpoint.address());
        };
        if (!private_targets && std::ranges::any_of(found.endpoints, forbidden)) {
            result.why = refused("the address belongs to a private network");
            co_return result;
        }
        auto line = std::make_shared<HttpLine>(executor_, target.tls ? &tls_ : nullptr);
        line->lowest().expires_at(step_end(deadline));
        auto [failed, endpoint] = co_await line->lowest().async_connect(found.endpoints, kAnswer);
        if (failed) {
            result.why = trouble("cannot connect: " + failed.message());
            co_return result;
        }
        boost::system::error_code ignored;
        line->lowest().socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        line->lowest().expires_at(step_end(deadline));
        const auto broken = co_await line->handshake(target.host, target.is_address);
        if (broken) {
            result.why = trouble("no secure connection: " + broken.message());
            co_return result;
        }
        result.line = std::move(line);
        co_return result;
    }

    asio::awaitable<HttpOutcome> exchange(LinePtr line, const BeastRequest& request, const HttpCall& call,
                                          const std::string& place, Time deadline) {
        line->lowest().expires_at(deadline);
        HttpLine::Serializer serializer(request);
        const auto unsent = co_await line->write(serializer);
        if (unsent.error) {
            // When the deadline cuts the last piece short, its bytes may have gone out all the same.
            const bool cut = unsent.error == beast::error::timeout || unsent.error == asio::error::operation_aborted;
            const bool last = unsent.sent + HttpLine::kPiece >= request.body().size();
            co_return trouble("the request could not be sent: " + unsent.error.message(),
                              serializer.is_done() || (cut && last));
        }
        for (int interim = 0;; ++interim) {
            HttpLine::Parser parser;
            parser.header_limit(kAnswerHeadLimit);
            parser.body_limit(call.answer_limit);
            if (call.method == Method::head) parser.skip(true);
            const auto unread = co_await line->read(parser);
            if (unread == http::error::end_of_stream)
                co_return trouble("the connection was closed before an answer", true);
            if (unread == http::error::body_limit) co_return trouble("the answer is larger than allowed", true);
            if (unread) co_return trouble("no whole answer: " + unread.message(), true);
            if (parser.get().result_int() < 200 && interim < kMostInterim) continue;
            if (parser.get().keep_alive() && !parser.need_eof()) keep(line, place);
            co_return to_answer(parser);
        }
    }

    asio::any_io_executor executor_;
    asio::ssl::context tls_;
    std::map<std::string, std::vector<LinePtr>> idle_;
};

}  // namespace

std::unique_ptr<Http> make_http_client(asio::any_io_executor executor, std::string extra_ca_file) {
    return std::make_unique<BeastHttp>(std::move(executor), extra_ca_file);
}

}  // namespace parley
