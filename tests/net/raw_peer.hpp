#pragma once

#include "server/base/text.hpp"

#include <arpa/inet.h>
#include <charconv>
#include <netinet/in.h>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace parley {

struct RawAnswer {
    int status = 0;
    std::string head;
    std::string body;
    std::string field(std::string_view name) const {
        std::string_view rest = head;
        while (!rest.empty()) {
            const auto line = rest.substr(0, rest.find("\r\n"));
            rest.remove_prefix(std::min(rest.size(), line.size() + 2));
            const auto colon = line.find(':');
            if (colon != std::string_view::npos && equal_ignoring_case(line.substr(0, colon), name)) {
                return std::string(trim(line.substr(colon + 1)));
            }
        }
        return {};
    }
};

/// A blocking socket that sends what it is told, byte for byte. Waits at most 20 seconds for anything.
class RawPeer {
public:
    explicit RawPeer(std::uint16_t port, const char* address = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval patience{20, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(port);
        ::inet_pton(AF_INET, address, &to.sin_addr);
        if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
            throw std::runtime_error("cannot connect");
        }
    }
    ~RawPeer() { hang_up(); }
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    void hang_up() {
        if (socket_ >= 0) ::close(socket_);
        socket_ = -1;
    }
    /// False once the other side has closed.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    /// Reads until `count` bytes are there; fewer when the other side closes.
    std::string take(std::size_t count) {
        while (ahead_.size() < count && fill()) {
        }
        std::string out = ahead_.substr(0, count);
        ahead_.erase(0, out.size());
        return out;
    }
    /// The next answer; status 0 when the connection ends before one.
    RawAnswer answer(bool has_body = true) {
        RawAnswer out;
        while (ahead_.find("\r\n\r\n") == std::string::npos) {
            if (!fill()) return out;
        }
        out.head = take(ahead_.find("\r\n\r\n") + 4);
        const auto digits = out.head.substr(9, 3);
        std::from_chars(digits.data(), digits.data() + 3, out.status);
        std::size_t length = 0;
        const auto text = out.field("Content-Length");
        std::from_chars(text.data(), text.data() + text.size(), length);
        if (has_body) out.body = take(length);
        return out;
    }
    /// Everything up to the end of the connection; nothing when it did not end in time.
    std::optional<std::string> rest() {
        while (fill()) {
        }
        if (timed_out_) return std::nullopt;
        return std::exchange(ahead_, {});
    }
    /// Did the connection end, with nothing more to read?
    bool ended() { return rest() == ""; }

private:
    bool fill() {
        char piece[16 * 1024];
        const auto got = ::recv(socket_, piece, sizeof piece, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) timed_out_ = true;
        if (got > 0) ahead_.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    }

    int socket_;
    bool timed_out_ = false;
    std::string ahead_;
};

}  // namespace parley
