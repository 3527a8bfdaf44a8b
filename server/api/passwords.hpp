#pragma once

#include "server/api/context.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley {

// Argon2id takes a fifth of a second: on two threads of its own, so that nothing else waits and floods stay small.
boost::asio::awaitable<std::string> hash_off_thread(std::string password);
boost::asio::awaitable<bool> verify_off_thread(std::string hash, std::string password);

/// A guess at the password of somebody who is signed in, slowed down as log-ins are. Throws Failure naming `field`.
boost::asio::awaitable<void> guess_password(ApiContext& context, std::string peer, std::string who, std::string field,
                                            std::string hash, std::string password);

/// The hash under which the session of this request is stored; of nothing when it carries no cookie.
std::string session_hash(const Request& request);

}  // namespace parley
