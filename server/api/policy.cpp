#include "server/api/policy.hpp"

#include "server/api/auth.hpp"

#include <algorithm>
#include <iterator>

namespace parley {

namespace asio = boost::asio;

namespace {

using enum Method;
constexpr bool kOnce = true;

// clang-format off
constexpr RoutePolicy kPolicies[] = {
    {get,   "/api/v1/openapi.json",                                          Access::anyone},
    {get,   "/api/v1/session",                                               Access::anyone},  // 401 says whether to set up
    {post,  "/api/v1/session",                                               Access::proof},
    {del,   "/api/v1/session",                                               Access::user},
    {post,  "/api/v1/setup",                                                 Access::proof},
    {get,   "/api/v1/me",                                                    Access::user},
    {patch, "/api/v1/me",                                                    Access::user},
    {post,  "/api/v1/me/password",                                           Access::user},
    {get,   "/api/v1/me/sessions",                                           Access::user},
    {del,   "/api/v1/me/sessions",                                           Access::user},
    {del,   "/api/v1/me/sessions/{id}",                                      Access::user},
    {post,  "/api/v1/invitation",                                            Access::proof},
    {post,  "/api/v1/invitation/look",                                       Access::proof},

    {get,   "/api/v1/conversations",                                         Access::user},
    {get,   "/api/v1/conversations/counts",                                  Access::user},
    {get,   "/api/v1/conversations/ids",                                     Access::user},
    {get,   "/api/v1/conversations/sources",                                 Access::user},
    {post,  "/api/v1/conversations/bulk",                                    Access::user, kOnce},
    {get,   "/api/v1/conversations/{id}",                                    Access::user},
    {patch, "/api/v1/conversations/{id}",                                    Access::user},
    {post,  "/api/v1/conversations/{id}/seen",                               Access::user},
    {post,  "/api/v1/conversations/{id}/no-reply-needed",                    Access::user},
    {patch, "/api/v1/conversations/{id}/draft",                              Access::user},
    {get,   "/api/v1/conversations/{id}/scheduled",                          Access::user},
    {post,  "/api/v1/conversations/{id}/scheduled",                          Access::user, kOnce},
    {patch, "/api/v1/conversations/{id}/scheduled/{scheduled}",              Access::user},  // one's own, as assignee, managers
    {del,   "/api/v1/conversations/{id}/scheduled/{scheduled}",              Access::user},
    {post,  "/api/v1/conversations/{id}/scheduled/{scheduled}/send",         Access::user},
    {get,   "/api/v1/drafts",                                                Access::user},
    {get,   "/api/v1/tags",                                                  Access::user},
    {post,  "/api/v1/tags",                                                  Access::user, kOnce},
    {patch, "/api/v1/tags/{id}",                                             Access::manager},
    {del,   "/api/v1/tags/{id}",                                             Access::manager},
    {get,   "/api/v1/templates",                                             Access::user},  // those of all, and one's own
    {post,  "/api/v1/templates",                                             Access::user, kOnce},
    {patch, "/api/v1/templates/{id}",                                        Access::user},  // of all: managers
    {del,   "/api/v1/templates/{id}",                                        Access::user},
    {post,  "/api/v1/templates/{id}/used",                                   Access::user},
    {get,   "/api/v1/conversations/{id}/messages",                           Access::user},
    {post,  "/api/v1/conversations/{id}/messages",                           Access::user, kOnce},
    {patch, "/api/v1/conversations/{id}/messages/{message}",                 Access::user},  // one's own; managers: all
    {del,   "/api/v1/conversations/{id}/messages/{message}",                 Access::user},
    {get,   "/api/v1/conversations/{id}/messages/{message}/words",           Access::user},  // deleted: its author and managers
    {put,   "/api/v1/conversations/{id}/messages/{message}/reaction",        Access::user},
    {del,   "/api/v1/conversations/{id}/messages/{message}/reaction",        Access::user},
    {put,   "/api/v1/conversations/{id}/messages/{message}/hidden",          Access::user},
    {del,   "/api/v1/conversations/{id}/messages/{message}/hidden",          Access::user},
    {post,  "/api/v1/conversations/{id}/messages/{message}/retry",           Access::user},
    {post,  "/api/v1/conversations/{id}/messages/{message}/confirm",         Access::user},
    {post,  "/api/v1/attachments",                                           Access::user, kOnce},
    {get,   "/api/v1/attachments/{id}",                                      Access::user},

    {get,   "/api/v1/contacts",                                              Access::user},
    {get,   "/api/v1/contacts/{id}",                                         Access::user},
    {patch, "/api/v1/contacts/{id}",                                         Access::user},
    {get,   "/api/v1/contacts/{id}/avatar",                                  Access::user},
    {get,   "/api/v1/contacts/{id}/changes",                                 Access::user},
    {get,   "/api/v1/contacts/{id}/messages",                                Access::user},
    {get,   "/api/v1/contacts/{id}/duplicates",                              Access::user},
    {get,   "/api/v1/contacts/{id}/merge",                                   Access::user},
    {post,  "/api/v1/contacts/{id}/merge",                                   Access::user},
    {post,  "/api/v1/contacts/{id}/unmerge",                                 Access::user},
    {put,   "/api/v1/contacts/{id}/apart/{other}",                           Access::user},
    {del,   "/api/v1/contacts/{id}/apart/{other}",                           Access::user},
    {get,   "/api/v1/leads",                                                 Access::user},
    {get,   "/api/v1/leads/{id}",                                            Access::user},
    {patch, "/api/v1/leads/{id}",                                            Access::user},
    {get,   "/api/v1/pipelines",                                             Access::user},
    {get,   "/api/v1/search",                                                Access::user},

    {get,   "/api/v1/users",                                                 Access::user},
    {post,  "/api/v1/users",                                                 Access::admin, kOnce},
    {patch, "/api/v1/users/{id}",                                            Access::admin},
    {post,  "/api/v1/users/{id}/password",                                   Access::admin},
    {post,  "/api/v1/users/{id}/invitation",                                 Access::admin},
    {del,   "/api/v1/users/{id}/invitation",                                 Access::admin},
    {get,   "/api/v1/views",                                                 Access::user},  // own, shared and of teams
    {post,  "/api/v1/views",                                                 Access::user, kOnce},
    {get,   "/api/v1/views/counts",                                          Access::user},
    {post,  "/api/v1/views/order",                                           Access::user},
    {patch, "/api/v1/views/{id}",                                            Access::user},  // shared: managers
    {del,   "/api/v1/views/{id}",                                            Access::user},
    {get,   "/api/v1/me/preferences",                                        Access::user},
    {patch, "/api/v1/me/preferences",                                        Access::user},
    {get,   "/api/v1/teams",                                                 Access::user},
    {post,  "/api/v1/teams",                                                 Access::admin, kOnce},
    {patch, "/api/v1/teams/{id}",                                            Access::admin},
    {get,   "/api/v1/rules",                                                 Access::manager},
    {post,  "/api/v1/rules",                                                 Access::admin, kOnce},
    {patch, "/api/v1/rules/{id}",                                            Access::admin},
    {del,   "/api/v1/rules/{id}",                                            Access::admin},
    {post,  "/api/v1/rules/order",                                           Access::admin},
    {post,  "/api/v1/rules/test",                                            Access::manager},
    {get,   "/api/v1/channels",                                              Access::user},
    {post,  "/api/v1/channels",                                              Access::admin, kOnce},
    {patch, "/api/v1/channels/{id}",                                         Access::admin},
    {del,   "/api/v1/channels/{id}",                                         Access::admin},
    {post,  "/api/v1/channels/{id}/test",                                    Access::admin},
    {post,  "/api/v1/channels/check",                                        Access::admin},
    {get,   "/api/v1/channels/{id}/templates",                               Access::user},
    {post,  "/api/v1/channels/{id}/templates/sync",                          Access::user},
    {get,   "/api/v1/tokens",                                                Access::admin},
    {post,  "/api/v1/tokens",                                                Access::admin},
    {del,   "/api/v1/tokens/{id}",                                           Access::admin},
    {get,   "/api/v1/guide",                                                 Access::admin},
    {patch, "/api/v1/guide",                                                 Access::admin},
    {get,   "/api/v1/settings",                                              Access::user},
    {patch, "/api/v1/settings",                                              Access::admin},

    {get,   "/api/v1/reports/response",                                      Access::user},
    {get,   "/api/v1/reports/response/conversations",                        Access::user},
    {get,   "/api/v1/reports/waiting",                                       Access::user},
    {get,   "/api/v1/events",                                                Access::user},

    {post,  "/api/channel/v1/{key}/events",                                  Access::proof},
    {post,  "/api/channel/v1/{key}/attachments",                             Access::proof},
    {get,   "/hooks/{kind}/{key}",                                           Access::proof},
    {post,  "/hooks/{kind}/{key}",                                           Access::proof},
    {get,   "/hooks/{kind}/{key}/{rest...}",                                 Access::proof},
    {post,  "/hooks/{kind}/{key}/{rest...}",                                 Access::proof},
    {get,   "/files/{id}",                                                   Access::proof},
    {get,   "/ws",                                                           Access::proof},

    {get,   "/widget.js",                                                    Access::anyone},
    {get,   "/widget/frame",                                                 Access::anyone},
    {get,   "/widget/assets/{rest...}",                                      Access::anyone},
    {post,  "/widget/api/boot",                                              Access::proof},
    {post,  "/widget/api/messages",                                          Access::proof},
    {post,  "/widget/api/rating",                                            Access::proof},
    {get,   "/widget/api/messages",                                          Access::proof},
    {post,  "/widget/api/attachments",                                       Access::proof},
    {get,   "/widget/api/attachments/{id}",                                  Access::proof},
    {get,   "/widget/socket",                                                Access::proof},

    {get,   "/healthz",                                                      Access::anyone},
    {post,  "/healthz",                                                      Access::anyone},
    {get,   "/readyz",                                                       Access::anyone},
    {get,   "/metrics",                                                      Access::proof},
};
// clang-format on

Role least_role(Access access) {
    switch (access) {
        case Access::admin:
            return Role::admin;
        case Access::manager:
            return Role::manager;
        default:
            return Role::operator_;
    }
}

const RoutePolicy* policy_of(Method method, std::string_view pattern) {
    const auto* const found = std::ranges::find_if(
        kPolicies, [&](const RoutePolicy& policy) { return policy.method == method && policy.pattern == pattern; });
    return found == std::end(kPolicies) ? nullptr : found;
}

[[noreturn]] void refuse_to_start(std::string_view what, Method method, std::string_view pattern) {
    throw Failure(Error(Errc::internal, std::string(name_of(method)) + " " + std::string(pattern) + " " +
                                            std::string(what) + " (server/api/policy.cpp)"));
}

}  // namespace

std::span<const RoutePolicy> route_policies() {
    return kPolicies;
}

void apply_policies(Router& router, ApiContext& context) {
    std::size_t found = 0;
    router.wrap([&](const Route& route) -> Handler {
        const auto* policy = policy_of(route.method, route.pattern);
        if (!policy) refuse_to_start("has no policy", route.method, route.pattern);
        ++found;
        if (policy->access < Access::user) return route.handler;
        return [&context, least = least_role(policy->access),
                inner = route.handler](Request& request) -> asio::awaitable<Response> {
            request.attached = co_await allowed(context, request, least);
            co_return co_await inner(request);
        };
    });
    if (found == std::size(kPolicies)) return;
    for (const auto& policy : kPolicies) {
        if (!std::ranges::any_of(router.all(), [&](const Route& route) {
                return route.method == policy.method && route.pattern == policy.pattern;
            }))
            refuse_to_start("has a policy but no route", policy.method, policy.pattern);
    }
}

}  // namespace parley
