#pragma once

#include "server/app/config.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace parley {

struct Core;
class Router;
/// Called once the server can be reached, before it says so.
using WhenReady = std::function<boost::asio::awaitable<void>(Core&)>;

/// `parley serve`: builds every part, in order, and runs until SIGTERM or SIGINT. The exit code.
int serve(const Config& config, WhenReady ready = nullptr, const std::function<void(Router&)>& more_routes = nullptr);

/// `parley demo`: a sample company in a fresh folder, with so many conversations and customers who write as you watch.
/// At most `month` of them lie in the last month, the others in the years before, which repeat it.
int demo(Config config, std::size_t conversations, std::size_t month);

}  // namespace parley
