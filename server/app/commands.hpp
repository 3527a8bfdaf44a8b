#pragma once

#include "server/app/core.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley {

struct CommandReply {
    int exit = 0;  ///< 0 ok, 1 failed, 2 wrong use
    std::string out, err;
};

/// `{"command":"user add","email":...}`: the same function whether a server runs (then it comes over the folder's
/// socket) or not.
boost::asio::awaitable<CommandReply> run_command(Core& core, Json command);

}  // namespace parley
