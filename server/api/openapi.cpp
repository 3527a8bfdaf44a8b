#include "server/api/openapi.hpp"

#include "server/api/routes.hpp"

namespace parley {

namespace asio = boost::asio;

void add_openapi_routes(Router& router) {
    router.add({Method::get, "/api/v1/openapi.json", [](Request& request) -> asio::awaitable<Response> {
                    Response response;
                    response.headers.add("ETag", std::string(openapi_etag()));
                    response.headers.add("Cache-Control", "no-cache");
                    if (request.headers.get("If-None-Match") == openapi_etag()) {
                        response.status = 304;
                        co_return response;
                    }
                    response.headers.add("Content-Type", "application/json");
                    response.fixed_body = openapi_document();
                    co_return response;
                }});
}

}  // namespace parley
