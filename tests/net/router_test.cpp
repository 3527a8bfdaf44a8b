#include "server/net/http.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

Router routes(std::initializer_list<std::pair<Method, const char*>> patterns) {
    Router router;
    for (const auto& [method, pattern] : patterns) {
        Route route;
        route.method = method;
        route.pattern = pattern;
        router.add(std::move(route));
    }
    return router;
}

std::string pattern_of(const Router& router, Method method, std::string_view path) {
    const auto found = router.find(method, path);
    return found.route ? found.route->pattern : "";
}

TEST(Router, APathLeadsToItsRoute) {
    const auto router = routes({{Method::get, "/"}, {Method::get, "/api/v1/me"}, {Method::post, "/api/v1/me"}});
    EXPECT_EQ(pattern_of(router, Method::get, "/"), "/");
    EXPECT_EQ(pattern_of(router, Method::get, "/api/v1/me"), "/api/v1/me");
    EXPECT_EQ(router.find(Method::post, "/api/v1/me").route->method, Method::post);
    EXPECT_EQ(pattern_of(router, Method::get, "/api/v1"), "");
    EXPECT_EQ(pattern_of(router, Method::get, "/api/v1/me/"), "") << "a closing slash makes another path";
    EXPECT_EQ(pattern_of(router, Method::get, "/api/v1/ME"), "");
    EXPECT_EQ(pattern_of(router, Method::get, "//"), "");
}

TEST(Router, ValuesAreHandedOverByName) {
    const auto router = routes({{Method::get, "/c/{id}/messages/{number}"}});
    const auto found = router.find(Method::get, "/c/42/messages/a b");
    ASSERT_TRUE(found.route);
    EXPECT_EQ(found.values.at("id"), "42");
    EXPECT_EQ(found.values.at("number"), "a b");
    EXPECT_FALSE(router.find(Method::get, "/c//messages/1").route) << "no value is empty";
}

TEST(Router, ALiteralBeatsAValue) {
    const auto router = routes({{Method::get, "/c/{id}"}, {Method::get, "/c/search"}, {Method::get, "/c/{id}/x"}});
    EXPECT_EQ(pattern_of(router, Method::get, "/c/search"), "/c/search");
    EXPECT_EQ(pattern_of(router, Method::get, "/c/7"), "/c/{id}");
    EXPECT_EQ(pattern_of(router, Method::get, "/c/search/x"), "/c/{id}/x")
        << "the literal is left where it leads nowhere";
}

TEST(Router, TwoRoutesMayNameTheSamePlaceDifferently) {
    const auto router = routes({{Method::get, "/c/{id}"}, {Method::get, "/c/{conversation}/notes"}});
    EXPECT_EQ(router.find(Method::get, "/c/7").values.at("id"), "7");
    EXPECT_EQ(router.find(Method::get, "/c/7/notes").values.at("conversation"), "7");
}

TEST(Router, ARestTakesWhatIsLeft) {
    const auto router = routes({{Method::get, "/assets/{path...}"}, {Method::get, "/assets/known"}});
    EXPECT_EQ(router.find(Method::get, "/assets/a/b/c.js").values.at("path"), "a/b/c.js");
    EXPECT_EQ(pattern_of(router, Method::get, "/assets/known"), "/assets/known");
    EXPECT_EQ(router.find(Method::get, "/assets/known/more").values.at("path"), "known/more");
    EXPECT_EQ(router.find(Method::get, "/assets/").values.at("path"), "");
}

TEST(Router, HeadIsAnsweredByTheRouteOfGet) {
    const auto router = routes({{Method::get, "/a"}, {Method::post, "/b"}});
    EXPECT_EQ(pattern_of(router, Method::head, "/a"), "/a");
    EXPECT_EQ(pattern_of(router, Method::head, "/b"), "");
}

TEST(Router, AKnownPathWithAnotherMethodTellsWhatItTakes) {
    const auto router =
        routes({{Method::get, "/a"}, {Method::del, "/a"}, {Method::get, "/b"}, {Method::post, "/c/{id}"}});
    const auto allow = router.find(Method::post, "/a").allow;
    EXPECT_NE(allow.find("GET"), std::string::npos);
    EXPECT_NE(allow.find("DELETE"), std::string::npos);
    EXPECT_EQ(allow.find("POST"), std::string::npos);
    EXPECT_EQ(router.find(Method::get, "/c/1").allow, "POST");
    EXPECT_EQ(router.find(Method::get, "/nowhere").allow, "");
    EXPECT_EQ(router.find(Method::get, "/a").allow, "");
}

TEST(Router, AValueRouteAnswersWhatALiteralOneHasNoMethodFor) {
    const auto router = routes({{Method::post, "/c/search"}, {Method::get, "/c/{id}"}});
    EXPECT_EQ(pattern_of(router, Method::get, "/c/search"), "/c/{id}");
    EXPECT_EQ(pattern_of(router, Method::post, "/c/search"), "/c/search");
}

}  // namespace
}  // namespace parley
