#include "server/net/http.hpp"

#include "server/base/json.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(Headers, NamesAreFoundInAnyCaseAndKeepTheirOrder) {
    Headers headers;
    headers.add("X-A", "1");
    headers.add("x-a", "2");
    headers.add("B", "3");
    EXPECT_EQ(headers.get("X-a"), "1");
    EXPECT_EQ(headers.count("x-A"), 2U);
    EXPECT_EQ(headers.get("absent"), "");
    headers.set("b", "4");
    headers.set("C", "5");
    ASSERT_EQ(headers.all().size(), 4U);
    EXPECT_EQ(headers.all()[2].second, "4");
    EXPECT_EQ(headers.get("c"), "5");
}

TEST(RequestParameter, ValuesAreUnescapedOnce) {
    Request request;
    request.query = "a=1&b=x%20y+z&empty=&flag&a=2&caf%C3%A9=%2541";
    EXPECT_EQ(request.parameter("a"), "1") << "the first counts";
    EXPECT_EQ(request.parameter("b"), "x y z");
    EXPECT_EQ(request.parameter("empty"), "");
    EXPECT_EQ(request.parameter("flag"), "");
    EXPECT_EQ(request.parameter("café"), "%41");
    EXPECT_FALSE(request.parameter("absent").has_value());
}

TEST(RequestParameter, AWrongEscapeIsNoValue) {
    for (const char* query : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%FF", "a=%C3"}) {
        Request request;
        request.query = query;
        EXPECT_FALSE(request.parameter("a").has_value()) << query;
    }
}

TEST(Problem, ItCarriesCodeDetailAndFields) {
    Error error = Error::field("name", "must not be empty");
    const auto response = problem(error, "r1");
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
    const auto body = read_json(response.body);
    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(text_or(*body, "code"), "invalid");
    EXPECT_EQ(integer_of(*body, "status"), 422);
    EXPECT_EQ(text_or(*body, "detail"), "must not be empty");
    EXPECT_EQ(text_or(*body, "request_id"), "r1");
    EXPECT_EQ((*body)["errors"][0]["field"], "name");
}

TEST(Problem, TheReasonIsTheCodeAndARetryIsAHeaderToo) {
    Error error(Errc::rate_limited, "rate_limited", "50 requests per second per channel");
    error.retry_after(3);
    const auto response = problem(error, "");
    EXPECT_EQ(response.status, 429);
    EXPECT_EQ(response.headers.get("Retry-After"), "3");
    const auto body = read_json(response.body);
    EXPECT_EQ(integer_of(*body, "retry_after"), 3);
    EXPECT_EQ(find(*body, "request_id"), nullptr);
}

TEST(Problem, EveryCodeHasItsStatus) {
    const std::pair<Errc, int> rows[] = {{Errc::invalid, 422},      {Errc::unauthorized, 401}, {Errc::forbidden, 403},
                                         {Errc::not_found, 404},    {Errc::conflict, 409},     {Errc::too_large, 413},
                                         {Errc::rate_limited, 429}, {Errc::unavailable, 503},  {Errc::internal, 500}};
    for (const auto& [code, status] : rows) EXPECT_EQ(http_status(code), status);
    EXPECT_EQ(problem(Error(Errc::invalid, "invalid_json", "x"), "").status, 400);
}

}  // namespace
}  // namespace parley
