#include "server/api/openapi.hpp"

#include "server/api/policy.hpp"
#include "server/base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>

namespace parley {
namespace {

/// Not a contract with anybody but platforms, our own pages and links we signed ourselves.
bool internal(std::string_view pattern) {
    return pattern.starts_with("/hooks/") || pattern.starts_with("/files/") || pattern.starts_with("/widget") ||
           pattern == "/ws";
}

std::string method_in_document(Method method) {
    std::string name(name_of(method));
    for (auto& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

const Json& document() {
    static const Json parsed = Json::parse(openapi_document());
    return parsed;
}

bool takes_key(const Json& operation) {
    if (!operation.contains("parameters")) return false;
    for (const auto& parameter : operation["parameters"]) {
        if (text_or(parameter, "$ref") == "#/components/parameters/idempotencyKey") return true;
    }
    return false;
}

// That every route has a policy, and every policy a route, is checked at each start (apply_policies).
TEST(OpenApi, DescribesEveryRouteAndNoOther) {
    std::set<std::string> routes, described;
    for (const auto& policy : route_policies()) {
        if (!internal(policy.pattern))
            routes.insert(method_in_document(policy.method) + " " + std::string(policy.pattern));
    }
    for (const auto& [path, methods] : document()["paths"].items()) {
        for (const auto& [method, operation] : methods.items()) described.insert(method + " " + path);
    }
    EXPECT_EQ(described, routes);
}

TEST(OpenApi, SaysWhichRoutesNeedNoLogIn) {
    for (const auto& policy : route_policies()) {
        if (internal(policy.pattern)) continue;
        const auto& operation = document()["paths"][std::string(policy.pattern)][method_in_document(policy.method)];
        const bool own_security = operation.contains("security");
        EXPECT_EQ(own_security, policy.access < Access::user) << policy.pattern;
    }
}

TEST(OpenApi, SaysWhichRoutesTakeAnIdempotencyKey) {
    for (const auto& policy : route_policies()) {
        if (internal(policy.pattern)) continue;
        const auto& operation = document()["paths"][std::string(policy.pattern)][method_in_document(policy.method)];
        EXPECT_EQ(takes_key(operation), policy.once) << policy.pattern;
    }
}

}  // namespace
}  // namespace parley
