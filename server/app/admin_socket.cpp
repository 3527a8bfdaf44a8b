#include "server/app/admin_socket.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <filesystem>
#include <sys/stat.h>

namespace parley {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

namespace {

constexpr auto kAnswer = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t kMostCommand = 1 << 20;

std::string socket_path(const std::string& folder) {
    return folder + "/parley.sock";
}

asio::awaitable<void> serve_one(Core& core, Local::socket peer) {
    std::string line;
    auto [error, size] = co_await asio::async_read_until(peer, asio::dynamic_buffer(line, kMostCommand), '\n', kAnswer);
    if (error) co_return;
    auto command = read_json(std::string_view(line).substr(0, size - 1), {kMostCommand, 16});
    CommandReply reply{2, {}, "the command is not JSON\n"};
    if (command) reply = co_await run_command(core, std::move(*command));
    const auto answer = dump({{"exit", reply.exit}, {"out", reply.out}, {"err", reply.err}}) + "\n";
    co_await asio::async_write(peer, asio::buffer(answer), kAnswer);
}

}  // namespace

asio::awaitable<void> serve_admin_socket(Core& core) {
    remove_admin_socket(core);
    const auto before = ::umask(0177);
    Local::acceptor acceptor(core.executor, Local::endpoint(socket_path(core.config.data)));
    ::umask(before);
    for (;;) {
        auto [error, peer] = co_await acceptor.async_accept(kAnswer);
        if (error) co_return;
        asio::co_spawn(core.executor, serve_one(core, std::move(peer)), asio::detached);
    }
}

void remove_admin_socket(const Core& core) {
    std::error_code ignored;
    std::filesystem::remove(socket_path(core.config.data), ignored);
}

std::optional<CommandReply> ask_running_server(const std::string& folder, const Json& command) {
    asio::io_context io;
    Local::socket socket(io);
    boost::system::error_code error;
    socket.connect(Local::endpoint(socket_path(folder)), error);
    if (error) return std::nullopt;
    asio::write(socket, asio::buffer(dump(command) + "\n"), error);
    std::string line;
    const auto size = asio::read_until(socket, asio::dynamic_buffer(line), '\n', error);
    if (error) return CommandReply{1, {}, "the running server went away before it answered\n"};
    const auto answer = read_json(std::string_view(line).substr(0, size - 1), {1 << 26, 16});
    if (!answer) return CommandReply{1, {}, "the running server answered nonsense\n"};
    return CommandReply{static_cast<int>(integer_of(*answer, "exit").value_or(1)), text_or(*answer, "out"),
                        text_or(*answer, "err")};
}

}  // namespace parley
