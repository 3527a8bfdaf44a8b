#pragma once

#include "server/api/context.hpp"
#include "server/domain/status.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace parley {

/// Who asks. The route's policy (policy.hpp) has let him in before the handler runs; `signed_in` tells it who he is.
struct Caller {
    std::int64_t user_id = 0;
    std::string name;
    Role role = Role::operator_;
    std::string csrf;   ///< of the session; empty for tokens
    std::string scope;  ///< whose Idempotency-Keys these are: the token's, or the user's for sessions
};

/// Bearer token, or session cookie (then everything but GET and HEAD must carry its X-CSRF-Token).
/// Throws Failure unauthorized or forbidden.
boost::asio::awaitable<Caller> signed_in(ApiContext& context, const Request& request);
/// The same, and at least of that role (admin over manager over operator).
boost::asio::awaitable<Caller> allowed(ApiContext& context, const Request& request, Role least);

/// Routes of /api/v1/session and /api/v1/setup.
void add_session_routes(Router& router, ApiContext& context);

/// Made once, shown once; only its hash is stored.
std::string make_api_token(Transaction& transaction, std::int64_t user_id, std::string_view name);
std::int64_t make_user(Transaction& transaction, std::string_view email, std::string_view name, Role role,
                       const std::string& password_hash, std::string_view language);
/// What is wrong with a new user's facts, by field; nothing when all is well.
void check_user_facts(std::string_view email, std::string_view name, std::string_view password);

}  // namespace parley
