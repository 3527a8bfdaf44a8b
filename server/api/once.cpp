#include "server/api/once.hpp"

#include "server/base/secret.hpp"

#include <algorithm>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestKey = 255;
constexpr Millis kAnswersCount = 24LL * 3600 * 1000;  // they are swept later, by flow/jobs.cpp

void check_key(std::string_view key) {
    const bool visible = std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
    if (key.size() > kLongestKey || !visible)
        throw Failure(Error::field("Idempotency-Key", "must be 1 to 255 visible ASCII characters"));
}

/// Another route, another file type or another byte is another request.
std::string fingerprint(const Request& request, std::string_view body) {
    std::string whole(name_of(request.method));
    whole += ' ';
    whole += request.target;
    whole += '\n';
    whole += request.headers.get("Content-Type");
    whole += '\n';
    whole += body;
    return sha256_hex(whole);
}

}  // namespace

asio::awaitable<Response> once(ApiContext& context, const Request& request, const Caller& caller,
                               std::function<Response(Transaction&)> make, std::optional<std::string> same) {
    const auto key = request.headers.get("Idempotency-Key");
    if (key.empty()) co_return co_await context.store.write(std::move(make));
    check_key(key);
    const auto print = fingerprint(request, same ? std::string_view(*same) : std::string_view(request.body));
    co_return co_await context.store.write([&](Transaction& transaction) {
        if (auto row = transaction.db().query(db::q::idempotency_get, caller.scope, key);
            row.next() && transaction.now() - row.integer(3) <= kAnswersCount) {
            if (row.text(0) != print) {
                throw Failure(
                    Error(Errc::invalid, "idempotency_key_reused",
                          "this Idempotency-Key came with another request before; give each request its own"));
            }
            auto first = Response::json(static_cast<int>(row.integer(1)), row.text(2));
            first.headers.set("Idempotent-Replayed", "true");
            return first;
        }
        auto response = make(transaction);
        transaction.db().execute(db::q::idempotency_put, caller.scope, key, print, response.status, response.body,
                                 transaction.now());
        return response;
    });
}

asio::awaitable<Response> settled(ApiContext& context, const Request& request, const Caller& caller,
                                  std::function<Response(db::Connection&)> view) {
    const auto key = request.headers.get("Idempotency-Key");
    if (key.empty()) co_return co_await context.store.read(std::move(view));
    co_return co_await context.store.write([&](Transaction& transaction) {
        auto response = view(transaction.db());
        transaction.db().execute(db::q::idempotency_amend, caller.scope, key, response.body);
        return response;
    });
}

}  // namespace parley
