#pragma once

#include "server/api/auth.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>

namespace parley {

/// Runs `make` (on the writer thread) and keeps its answer under the request's Idempotency-Key in the same transaction:
/// a crash leaves both or neither, and since writes pass one by one there is no "in flight" to tell a repeat about.
/// The same key with the same request again: the first answer byte for byte, and nothing is made. With another request:
/// 422 `idempotency_key_reused`. Without the header it only runs `make`. What `make` throws is not kept: nothing was
/// made, so a repeat tries anew. `same` stands for the body where that holds a secret: a hash of what tells two
/// requests apart is stored.
boost::asio::awaitable<Response> once(ApiContext& context, const Request& request, const Caller& caller,
                                      std::function<Response(Transaction&)> make,
                                      std::optional<std::string> same = std::nullopt);

/// For what goes on after the commit, such as asking a platform: `view` is the answer as it stands then. It takes the
/// place of the kept one before anybody hears of it; only a repeat that overtakes it gets what `once` kept.
boost::asio::awaitable<Response> settled(ApiContext& context, const Request& request, const Caller& caller,
                                         std::function<Response(db::Connection&)> view);

}  // namespace parley
