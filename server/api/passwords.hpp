#pragma once

#include "server/api/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace parley {

// Argon2id takes a fifth of a second: on two threads of its own, so that nothing else waits and floods stay small.
boost::asio::awaitable<std::string> hash_off_thread(std::string password);
boost::asio::awaitable<bool> verify_off_thread(std::string hash, std::string password);

/// A guess at the password of somebody who is signed in, slowed down as log-ins are. Throws Failure naming `field`.
boost::asio::awaitable<void> guess_password(ApiContext& context, std::string peer, std::string who, std::string field,
                                            std::string hash, std::string password);

/// Signs somebody in: the answer that shows the session, with its cookie.
boost::asio::awaitable<Response> begin_session(ApiContext& context, const Request& request, std::int64_t user_id,
                                               int status);
/// How long a session lasts without being used, and at all.
inline constexpr Millis kIdleSession = 12LL * 3600 * 1000, kLongestSession = 30LL * 24 * 3600 * 1000;

/// Slows down guesses at something else than a password: by address alone. Throws Failure rate_limited.
void guess_by_address(ApiContext& context, const std::string& peer);
void was_no_guess(const std::string& peer);

/// The hash under which the session of this request is stored; of nothing when it carries no cookie.
std::string session_hash(const Request& request);

}  // namespace parley
