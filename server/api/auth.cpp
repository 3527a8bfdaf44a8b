#include "server/api/auth.hpp"

#include "server/api/body.hpp"
#include "server/api/once.hpp"
#include "server/api/passwords.hpp"
#include "server/api/preferences.hpp"
#include "server/base/secret.hpp"
#include "server/base/text.hpp"
#include "server/domain/rate_limit.hpp"
#include "server/store/settings.hpp"
#include "server/store/views.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr Millis kSeenEvery = 5 * 60'000;
constexpr std::size_t kLeastPassword = 10;
/// Of what a browser calls itself.
constexpr std::size_t kMostAgent = 300;

std::string cookie_name(const Request& request) {
    return request.secure ? "__Host-parley" : "parley";
}

std::string_view cookie_of(const Request& request) {
    std::string_view rest = request.headers.get("Cookie");
    const auto name = cookie_name(request);
    while (!rest.empty()) {
        const auto pair = trim(rest.substr(0, rest.find(';')));
        if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
            return pair.substr(name.size() + 1);
        const auto next = rest.find(';');
        if (next == std::string_view::npos) break;
        rest.remove_prefix(next + 1);
    }
    return {};
}

void set_cookie(Response& response, const Request& request, std::string_view value, int age) {
    response.headers.add("Set-Cookie", cookie_name(request) + "=" + std::string(value) +
                                           "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(age) +
                                           (request.secure ? "; Secure" : ""));
}

[[noreturn]] void refuse() {
    throw Failure(Error(Errc::unauthorized, "sign in, or give a valid token"));
}

/// Argon2id takes a fifth of a second: two threads of its own, so that nothing else waits and floods stay small.
asio::thread_pool& password_threads() {
    static asio::thread_pool pool(2);
    return pool;
}

template <class F>
asio::awaitable<std::invoke_result_t<F&>> off_thread(F work) {
    auto home = co_await asio::this_coro::executor;
    co_await asio::post(password_threads(), asio::use_awaitable);
    auto result = work();
    co_await asio::post(home, asio::use_awaitable);
    co_return result;
}

/// Wrong guesses are slowed down by account and address together, and by address alone; nobody is locked out for good.
/// Each guess is counted before its answer is known, and given back when it was right: a whole office behind one
/// address may sign in at nine.
class LoginGuard {
public:
    void check(const std::string& peer, const std::string& email, Millis now) {
        if (buckets_.size() > 100'000) buckets_.clear();
        const bool pair = bucket(peer + "|" + email, kPair).take(now);
        const bool address = bucket(peer, kAddress).take(now);
        if (!pair || !address)
            throw Failure(Error(Errc::rate_limited, "too many attempts; wait a minute and try again").retry_after(60));
    }
    /// The same for what is no account's, such as a link.
    void check(const std::string& peer, Millis now) {
        if (buckets_.size() > 100'000) buckets_.clear();
        if (!bucket(peer, kAddress).take(now))
            throw Failure(Error(Errc::rate_limited, "too many attempts; wait a minute and try again").retry_after(60));
    }
    void was_right(const std::string& peer) { bucket(peer, kAddress).give_back(); }
    void was_right(const std::string& peer, const std::string& email) {
        bucket(peer + "|" + email, kPair).give_back();
        bucket(peer, kAddress).give_back();
    }

private:
    static constexpr double kPair = 5, kAddress = 20;  // a minute
    TokenBucket& bucket(const std::string& key, double a_minute) {
        auto [place, fresh] = buckets_.try_emplace(key);
        if (fresh) place->second = {a_minute / 60, a_minute, a_minute, 0};
        return place->second;
    }
    std::map<std::string, TokenBucket> buckets_;
};

std::string view_session(db::Connection& db, std::int64_t user_id, const std::string& csrf) {
    return dump({{"user", view_user(db, user_id)},
                 {"csrf", csrf},
                 {"company", read_settings(db).company},
                 {"preferences", view_preferences(db, user_id)}});
}

asio::awaitable<bool> nobody_yet(ApiContext& context) {
    co_return co_await context.store.read([](db::Connection& db) {
        auto row = db.query(db::q::user_count);
        return row.next() && row.integer(0) == 0;
    });
}

/// A colleague, by an admin.
asio::awaitable<Response> add_user(ApiContext& context, Request& request) {
    const auto caller = co_await allowed(context, request, Role::admin);
    const auto body = read_body(request, {"email", "name", "role", "password", "language"});
    const auto email = text_or(body, "email"), name = text_or(body, "name"), password = text_or(body, "password");
    const auto role = role_from(text_or(body, "role", "operator"));
    if (!role) throw Failure(Error::field("role", "is admin, manager or operator"));
    const auto language = text_or(body, "language", "en");
    if (language != "en" && language != "ru" && language != "pl")
        throw Failure(Error::field("language", "is en, ru or pl"));
    // Without a password somebody comes in by a link only (invitations.cpp).
    const bool given = body.contains("password");
    check_user_facts(email, name, given ? password : std::string(kLeastPassword, 'x'));
    const auto hash = given ? co_await hash_off_thread(password) : std::string();
    // A password leaves no trace but its slow hash: it is no part of what tells requests apart.
    auto same = body;
    same.erase("password");
    const auto make = [&](Transaction& transaction) {
        const auto id = make_user(transaction, email, name, *role, hash, language);
        return Response::json(201, dump(view_user(transaction.db(), id)));
    };
    co_return co_await once(context, request, caller, make, dump(same));
}

}  // namespace

asio::awaitable<std::string> hash_off_thread(std::string password) {
    auto hash = co_await off_thread([&] { return hash_password(password); });
    co_return hash;
}

asio::awaitable<bool> verify_off_thread(std::string hash, std::string password) {
    const bool right = co_await off_thread([&] { return verify_password(hash, password); });
    co_return right;
}

asio::awaitable<Response> begin_session(ApiContext& context, const Request& request, std::int64_t user_id, int status) {
    const auto token = random_token();
    const auto csrf = random_token();
    const auto agent = std::string(cut_code_points(clean(request.headers.get("User-Agent")), kMostAgent));
    auto body = co_await context.store.write([&](Transaction& transaction) {
        transaction.db().execute(db::q::session_insert, sha256_hex(token), user_id, csrf, transaction.now(), agent);
        return view_session(transaction.db(), user_id, csrf);
    });
    auto response = Response::json(status, std::move(body));
    set_cookie(response, request, token, static_cast<int>(kLongestSession / 1000));
    co_return response;
}

namespace {

LoginGuard& address_guard() {
    static LoginGuard guard;  // I/O thread only
    return guard;
}

}  // namespace

void guess_by_address(ApiContext& context, const std::string& peer) {
    address_guard().check(peer, context.clock.elapsed());
}
void was_no_guess(const std::string& peer) {
    address_guard().was_right(peer);
}

asio::awaitable<void> guess_password(ApiContext& context, std::string peer, std::string who, std::string field,
                                     std::string hash, std::string password) {
    static LoginGuard guard;  // I/O thread only
    guard.check(peer, who, context.clock.elapsed());
    const bool right = co_await verify_off_thread(std::move(hash), std::move(password));
    if (!right) throw Failure(Error::field(std::move(field), "is not your password"));
    guard.was_right(peer, who);
}

std::string session_hash(const Request& request) {
    return sha256_hex(cookie_of(request));
}

asio::awaitable<Caller> signed_in(ApiContext& context, const Request& request) {
    if (const auto* known = std::any_cast<Caller>(&request.attached)) co_return *known;
    const auto authorization = request.headers.get("Authorization");
    if (authorization.starts_with("Bearer ")) {
        const auto hash = sha256_hex(authorization.substr(7));
        const Millis now = context.clock.now();
        bool stale = false;
        auto caller = co_await context.store.read([&](db::Connection& db) {
            Caller found;
            if (auto row = db.query(db::q::token_get, hash); row.next() && row.integer(2) != 0) {
                stale = now - row.maybe_integer(4).value_or(0) > kSeenEvery;
                found.user_id = row.integer(0);
                found.role = static_cast<Role>(row.integer(1));
                found.name = row.text(3);
                found.scope = "token:" + hash;
            }
            return found;
        });
        if (caller.user_id == 0) refuse();
        if (stale) {
            co_await context.store.write(
                [&](Transaction& transaction) { transaction.db().execute(db::q::token_seen, hash, now); });
        }
        co_return caller;
    }
    const auto cookie = cookie_of(request);
    if (cookie.empty()) refuse();
    const auto hash = sha256_hex(cookie);
    Millis seen = 0;
    const Millis now = context.clock.now();
    auto caller = co_await context.store.read([&](db::Connection& db) {
        Caller found;
        if (auto row = db.query(db::q::session_get, hash); row.next() && row.integer(5) != 0) {
            seen = row.integer(3);
            if (now - seen > kIdleSession || now - row.integer(2) > kLongestSession) return found;
            found.user_id = row.integer(0);
            found.csrf = row.text(1);
            found.role = static_cast<Role>(row.integer(4));
            found.name = row.text(6);
            found.scope = "user:" + std::to_string(found.user_id);
        }
        return found;
    });
    if (caller.user_id == 0) refuse();
    const bool changes = request.method != Method::get && request.method != Method::head;
    if (changes && !equal_secret(request.headers.get("X-CSRF-Token"), caller.csrf)) {
        throw Failure(Error(Errc::forbidden, "csrf", "the X-CSRF-Token header is missing or wrong; reload the page"));
    }
    if (now - seen > kSeenEvery) {
        co_await context.store.write(
            [&](Transaction& transaction) { transaction.db().execute(db::q::session_seen, hash, now); });
    }
    co_return caller;
}

asio::awaitable<Caller> allowed(ApiContext& context, const Request& request, Role least) {
    auto caller = co_await signed_in(context, request);
    if (static_cast<std::int64_t>(caller.role) > static_cast<std::int64_t>(least)) {
        throw Failure(Error(Errc::forbidden, "only " + std::string(name_of(least)) + "s may do this"));
    }
    co_return caller;
}

std::string make_api_token(Transaction& transaction, std::int64_t user_id, std::string_view name) {
    auto token = random_token("parley_");
    transaction.db().execute(db::q::token_insert, sha256_hex(token), user_id, name, transaction.now());
    return token;
}

std::int64_t make_user(Transaction& transaction, std::string_view email, std::string_view name, Role role,
                       const std::string& password_hash, std::string_view language) {
    const auto folded = to_lower_ascii(email);
    if (auto row = transaction.db().query(db::q::user_by_email, folded); row.next())
        throw Failure(Error::field("email", "somebody has this address already"));
    const auto id = transaction.next_id();
    transaction.db().execute(db::q::user_insert, id, folded, name, role, password_hash, language, 20,
                             transaction.now());
    // The first team takes everybody in, so that a new installation assigns at once.
    std::optional<std::int64_t> team;
    if (auto row = transaction.db().query(db::q::teams_all); row.next()) team = row.integer(0);
    if (team) transaction.db().execute(db::q::team_member_insert, *team, id, 1);
    transaction.emit("user.updated", std::nullopt, "{\"user_id\":" + std::to_string(id) + "}");
    return id;
}

void check_user_facts(std::string_view email, std::string_view name, std::string_view password) {
    Error error(Errc::invalid, "some fields are wrong");
    if (email.find('@') == std::string_view::npos || email.size() > 254 || email.find(' ') != std::string_view::npos)
        error.add_field("email", "must be an email address");
    if (trim(name).empty() || count_code_points(name) > 200) error.add_field("name", "must be 1 to 200 characters");
    if (password.size() < kLeastPassword || password.size() > 128)
        error.add_field("password", "must be 10 to 128 characters");
    if (!error.fields().empty()) throw Failure(error);
}

void add_session_routes(Router& router, ApiContext& context) {
    auto guard = std::make_shared<LoginGuard>();
    router.add({Method::get, "/api/v1/session", [&context](Request& request) -> asio::awaitable<Response> {
                    Caller caller;
                    bool known = true;
                    try {
                        caller = co_await signed_in(context, request);
                    } catch (const Failure&) {
                        known = false;
                    }
                    if (!known) {
                        const bool setup = co_await nobody_yet(context);
                        auto response = problem(Error(Errc::unauthorized, "sign in"), request.id);
                        auto body = stored_json(response.body);
                        body["setup"] = setup;
                        response.body = dump(body);
                        co_return response;
                    }
                    auto body = co_await context.store.read(
                        [&](db::Connection& db) { return view_session(db, caller.user_id, caller.csrf); });
                    co_return Response::json(200, std::move(body));
                }});
    router.add({Method::post, "/api/v1/session", [&context, guard](Request& request) -> asio::awaitable<Response> {
                    const auto body = read_body(request, {"email", "password"});
                    const auto email = to_lower_ascii(text_or(body, "email"));
                    const auto password = text_or(body, "password");
                    guard->check(request.peer, email, context.clock.elapsed());
                    std::int64_t id = 0;
                    auto hash = co_await context.store.read([&](db::Connection& db) {
                        if (auto row = db.query(db::q::user_by_email, email); row.next() && row.integer(5) != 0) {
                            // Who has not set one yet cannot be told from nobody.
                            if (!row.view(10).empty()) id = row.integer(0);
                            return row.text(10);
                        }
                        return std::string();
                    });
                    // An unknown address costs the same time as a wrong password.
                    static const std::string kNobody = hash_password(random_token());
                    const bool right = co_await verify_off_thread(id == 0 ? kNobody : hash, password);
                    if (!right || id == 0)
                        throw Failure(Error(Errc::unauthorized, "wrong_credentials", "email or password is wrong"));
                    guard->was_right(request.peer, email);
                    co_return co_await begin_session(context, request, id, 200);
                }});
    router.add({Method::del, "/api/v1/session", [&context](Request& request) -> asio::awaitable<Response> {
                    const auto caller = co_await signed_in(context, request);
                    const auto hash = sha256_hex(cookie_of(request));
                    co_await context.store.write(
                        [&](Transaction& transaction) { transaction.db().execute(db::q::session_delete, hash); });
                    if (!caller.csrf.empty()) context.desk.end_sockets(caller.user_id, hash);
                    auto response = Response::empty(204);
                    set_cookie(response, request, "", 0);
                    // Not the storage: drafts and unsent answers in it are their author's alone, and there at the next
                    // log-in.
                    response.headers.add("Clear-Site-Data", "\"cache\"");
                    co_return response;
                }});
    router.add({Method::post, "/api/v1/users", [&context](Request& request) { return add_user(context, request); }});
    router.add({Method::post, "/api/v1/setup", [&context, guard](Request& request) -> asio::awaitable<Response> {
                    const auto body = read_body(request, {"token", "company", "name", "email", "password", "language"});
                    // The first user may also have come by the command line, with the token still on the console.
                    if (!co_await nobody_yet(context)) context.setup_token.clear();
                    if (context.setup_token.empty())
                        throw Failure(Error(Errc::not_found, "this installation is set up already; sign in"));
                    guard->check(request.peer, "setup", context.clock.elapsed());
                    if (!equal_secret(text_or(body, "token"), context.setup_token))
                        throw Failure(Error::field("token", "is not the one shown on the server's console"));
                    const auto password = text_or(body, "password");
                    check_user_facts(text_or(body, "email"), text_or(body, "name"), password);
                    const auto hash = co_await hash_off_thread(password);
                    const auto id = co_await context.store.write([&](Transaction& transaction) {
                        if (auto row = transaction.db().query(db::q::user_count); row.next() && row.integer(0) > 0) {
                            throw Failure(Error(Errc::not_found, "this installation is set up already; sign in"));
                        }
                        transaction.db().execute(db::q::setting_put, "company", text_or(body, "company"));
                        return make_user(transaction, text_or(body, "email"), text_or(body, "name"), Role::admin, hash,
                                         text_or(body, "language", "en"));
                    });
                    context.setup_token.clear();
                    co_return co_await begin_session(context, request, id, 201);
                }});
}

}  // namespace parley
