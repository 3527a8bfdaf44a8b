#include "server/api/auth.hpp"
#include "server/api/body.hpp"
#include "server/api/passwords.hpp"
#include "server/api/routes.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr Millis kInvitationLasts = 7LL * 24 * 3600 * 1000;

void announce_user(Transaction& transaction, std::int64_t id) {
    transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
}

/// A link for somebody to set the own password with; one that was made before opens nothing from now on. Not through
/// `once`: an answer that is kept would keep the token.
asio::awaitable<Response> invite(ApiContext& context, Request& request) {
    const auto caller = co_await allowed(context, request, Role::admin);
    const auto id = path_id(request);
    const auto token = random_token();
    auto answer = co_await context.store.write([&](Transaction& transaction) {
        const auto user = view_user(transaction.db(), id);
        if (user.is_null()) throw Failure(Error(Errc::not_found, "there is no such user"));
        if (!flag_of(user, "active"))
            throw Failure(Error(Errc::conflict, "inactive", "this person is switched off; switch them on first"));
        const auto expires = transaction.now() + kInvitationLasts;
        transaction.db().execute(db::q::invitation_put, id, sha256_hex(token), transaction.now(), expires,
                                 caller.user_id);
        announce_user(transaction, id);
        return dump({{"token", token}, {"expires_at", to_rfc3339(expires)}});
    });
    auto response = Response::json(201, std::move(answer));
    response.headers.add("Cache-Control", "no-store");
    co_return response;
}

asio::awaitable<Response> withdraw(ApiContext& context, Request& request) {
    co_await allowed(context, request, Role::admin);
    const auto id = path_id(request);
    co_await context.store.write([&](Transaction& transaction) {
        if (transaction.db().execute(db::q::invitation_delete, id) == 0)
            throw Failure(Error(Errc::not_found, "there is no link of this person"));
        announce_user(transaction, id);
    });
    co_return Response::empty(204);
}

[[noreturn]] void over() {
    throw Failure(Error(Errc::not_found, "invitation_over", "this link is not good any more; ask for a new one"));
}

std::string hash_of(const Json& body) {
    const auto token = text_or(body, "token");
    if (token.empty()) over();
    return sha256_hex(token);
}

struct Invited {
    std::int64_t user_id = 0;
    std::string name, email, language;
};

/// Whom the token invites. Used, withdrawn, replaced, expired or never given: all the same to who holds it.
Invited invited_by(db::Connection& db, const std::string& hash, Millis now) {
    auto row = db.query(db::q::invitation_by_hash, hash);
    if (!row.next() || row.integer(1) <= now || row.integer(4) == 0) over();
    return {row.integer(0), row.text(2), row.text(3), row.text(5)};
}

/// Nobody hits a token of 256 bits, but nobody shall try for free either.
asio::awaitable<Response> look(ApiContext& context, Request& request) {
    const auto body = read_body(request, {"token"});
    const auto hash = hash_of(body);
    guess_by_address(context, request.peer);
    auto answer = co_await context.store.read([&](db::Connection& db) {
        const auto invited = invited_by(db, hash, context.clock.now());
        return dump({{"name", invited.name},
                     {"email", invited.email},
                     {"language", invited.language},
                     {"company", read_settings(db).company}});
    });
    was_no_guess(request.peer);
    co_return Response::json(200, std::move(answer));
}

asio::awaitable<Response> accept(ApiContext& context, Request& request) {
    const auto body = read_body(request, {"token", "password"});
    const auto hash = hash_of(body);
    const auto password = text_or(body, "password");
    guess_by_address(context, request.peer);
    co_await context.store.read([&](db::Connection& db) { return invited_by(db, hash, context.clock.now()).user_id; });
    was_no_guess(request.peer);
    if (password.size() < 10 || password.size() > 128)
        throw Failure(Error::field("password", "must be 10 to 128 characters"));
    const auto secret = co_await hash_off_thread(password);
    const auto id = co_await context.store.write([&](Transaction& transaction) {
        // Of two who use it at once the first wins: it is gone for the second.
        const auto invited = invited_by(transaction.db(), hash, transaction.now());
        transaction.db().execute(db::q::invitation_delete, invited.user_id);
        transaction.db().execute(db::q::user_set_password, invited.user_id, secret);
        transaction.db().execute(db::q::sessions_delete_of_user, invited.user_id);
        announce_user(transaction, invited.user_id);
        return invited.user_id;
    });
    context.desk.end_sockets(id, "");
    co_return co_await begin_session(context, request, id, 201);
}

}  // namespace

void add_invitation_routes(Router& router, ApiContext& context) {
    router.add({Method::post, "/api/v1/users/{id}/invitation",
                [&context](Request& request) { return invite(context, request); }});
    router.add({Method::del, "/api/v1/users/{id}/invitation",
                [&context](Request& request) { return withdraw(context, request); }});
    router.add(
        {Method::post, "/api/v1/invitation/look", [&context](Request& request) { return look(context, request); }});
    router.add({Method::post, "/api/v1/invitation", [&context](Request& request) { return accept(context, request); }});
}

}  // namespace parley
