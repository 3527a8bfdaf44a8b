#include "server/api/files.hpp"

#include "server/api/body.hpp"
#include "server/api/widget/house.hpp"
#include "server/api/widget/view.hpp"
#include "server/store/visitors.hpp"

namespace parley::widget {

namespace asio = boost::asio;

namespace {

asio::awaitable<Response> upload(House& house, Request& request) {
    const auto visitor = co_await house.visitor_of(request);
    house.uploads.take(visitor.id, house.api.clock.elapsed());
    auto a = read_upload(request);
    a.channel_id = visitor.channel->config.id;
    // Only he may attach it.
    a.owner = "channel:" + std::to_string(visitor.channel->config.id) + ":" + visitor.id;
    const auto* proofs = co_await house.proofs();
    auto body = co_await house.api.store.write([&](Transaction& transaction) {
        if (visitor_is_stranger(transaction.db(), visitor.id))
            make_visitor(transaction, visitor.id, visitor.channel->config.id, visitor.token,
                         proofs->first_ticket({visitor.channel->config.id, visitor.id}, visitor.token));
        a.id = transaction.next_id();
        insert_attachment(transaction, a);
        store_attachment_bytes(transaction, a, request.body);
        return dump(view_file(a, {*proofs, transaction.now()}));
    });
    co_return Response::json(201, std::move(body));
}

/// Pictures are fetched by the browser itself, which sends no bearer: the address carries the right to read.
asio::awaitable<Response> download(House& house, Request& request) {
    house.calls.take(request.peer, house.api.clock.elapsed());
    const auto* proofs = co_await house.proofs();
    const auto id = path_id(request);
    if (!proofs->may_read(request.value("id"), request.parameter("access").value_or(""), house.api.clock.now()))
        throw Failure(Error(Errc::not_found, "there is no such file, or the link is too old"));
    co_return co_await file_bytes(house.api.store, id);
}

}  // namespace

void add_file_routes(Router& router, std::shared_ptr<House> house) {
    router.add({Method::post, "/widget/api/attachments", [house](Request& request) { return upload(*house, request); },
                kUploadLimit});
    router.add(
        {Method::get, "/widget/api/attachments/{id}", [house](Request& request) { return download(*house, request); }});
}

}  // namespace parley::widget
