#pragma once

#include "server/api/context.hpp"
#include "server/net/http.hpp"

#include <span>
#include <string_view>

namespace parley {

/// Who may call a route.
enum class Access {
    anyone,  ///< tells nothing that is not public
    proof,   ///< the route asks for a proof of its own: a password, a signature, a visitor's token
    user,    ///< whoever is signed in; what he may see of others is the route's own rule
    manager,
    admin,
};

struct RoutePolicy {
    Method method;
    std::string_view pattern;
    Access access;
    bool once = false;  ///< makes something, so takes an Idempotency-Key (once.hpp)
};

/// Every route there is, in the order of the API's rooms.
std::span<const RoutePolicy> route_policies();

/// Puts each route's policy in front of its handler, which then knows the caller without asking again.
/// Throws Failure for a route without a policy and for a policy of the API without a route: no such server starts.
void apply_policies(Router& router, ApiContext& context);

}  // namespace parley
