#pragma once

#include "server/app/commands.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace parley {

/// DIR/parley.sock, mode 0600: command-line tools hand their command to the server that owns the data folder, so that
/// there is one writer. One JSON line in, one out.
boost::asio::awaitable<void> serve_admin_socket(Core& core);
void remove_admin_socket(const Core& core);

/// The reply of a running server; nothing when none listens there.
std::optional<CommandReply> ask_running_server(const std::string& folder, const Json& command);

}  // namespace parley
