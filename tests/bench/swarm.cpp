// swarm PORT TOKEN OPERATORS WINDOW < requests: opens so many operators' sockets, sends the given HTTP requests (each
// preceded by its length and a newline) with so many under way at once, and counts the messages that arrive at every
// socket. Prints one JSON line. Plain epoll, so that the load costs less than what it measures.
#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
/// Once in every event that tells of a customer's message (the conversation's last message names its author apart).
constexpr std::string_view kMarker = "\"direction\":\"inbound\",\"author\":";

double microseconds(Clock::duration time) {
    return std::chrono::duration<double, std::micro>(time).count();
}

int connect_to(int port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(static_cast<std::uint16_t>(port));
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || ::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) != 0)
        throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
    const int yes = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return fd;
}

void send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) throw std::runtime_error("the server closed a connection");
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
}

/// An operator's socket (after its handshake), or one that sends requests.
struct Peer {
    int fd = -1;
    bool sender = false, ready = false, busy = false;
    std::string in;
    std::size_t messages = 0;
};

/// Whole frames of `in` are taken out; how many messages they tell of.
std::size_t read_frames(Peer& peer) {
    std::size_t found = 0, at = 0;
    for (;;) {
        const auto left = peer.in.size() - at;
        if (left < 2) break;
        const auto* head = reinterpret_cast<const unsigned char*>(peer.in.data() + at);
        std::size_t size = head[1] & 0x7F, start = 2;
        if (size >= 126) {
            const std::size_t wide = size == 126 ? 2 : 8;
            if (left < 2 + wide) break;
            size = 0;
            for (std::size_t i = 0; i < wide; ++i) size = size << 8 | head[2 + i];
            start += wide;
        }
        if (left < start + size) break;
        if ((head[0] & 0x0F) == 8) throw std::runtime_error("the server closed a socket");
        const std::string_view text(peer.in.data() + at + start, size);
        for (auto hit = text.find(kMarker); hit != text.npos; hit = text.find(kMarker, hit + kMarker.size())) ++found;
        at += start + size;
    }
    peer.in.erase(0, at);
    return found;
}

/// True when `in` holds a whole answer, which is taken out.
bool read_answer(Peer& peer) {
    const auto end = peer.in.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (peer.in.compare(9, 3, "200") != 0) throw std::runtime_error(peer.in);
    const auto length = peer.in.find("Content-Length: ");
    const auto size = end + 4 + std::strtoul(peer.in.c_str() + length + 16, nullptr, 10);
    if (length > end || peer.in.size() < size) return false;
    peer.in.erase(0, size);
    return true;
}

double percentile(std::vector<double>& values, double part) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::size_t>(part * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

std::vector<std::string> read_requests() {
    std::vector<std::string> all;
    for (std::string line; std::getline(std::cin, line);) {
        std::string one(std::stoul(line), '\0');
        if (!std::cin.read(one.data(), static_cast<std::streamsize>(one.size()))) throw std::runtime_error("cut input");
        all.push_back(std::move(one));
    }
    return all;
}

int run(int port, const std::string& token, std::size_t operators, std::size_t window) {
    const auto requests = read_requests();
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    const int poll = ::epoll_create1(0);
    std::vector<Peer> peers(operators + window);
    for (std::size_t i = 0; i < peers.size(); ++i) {
        auto& peer = peers[i];
        peer.fd = connect_to(port);
        peer.sender = i >= operators;
        if (!peer.sender)
            send_all(peer.fd,
                     "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                     "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                     "Authorization: Bearer " +
                         token + "\r\n\r\n");
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = i;
        ::epoll_ctl(poll, EPOLL_CTL_ADD, peer.fd, &event);
    }

    std::size_t sent = 0, answered = 0, ready = 0, deliveries = 0;
    std::vector<std::size_t> arrived(requests.size(), 0);  // sockets that have the n-th message
    std::vector<Clock::time_point> sent_at(requests.size());
    std::vector<double> first, last, answers;
    std::vector<std::size_t> under_way(peers.size(), 0);
    Clock::time_point begin = Clock::now(), end = begin;
    std::size_t complete = 0;
    const auto send_next = [&] {
        for (std::size_t i = operators; i < peers.size() && sent < requests.size(); ++i) {
            if (peers[i].busy || sent - complete >= window) continue;
            under_way[i] = sent;
            sent_at[sent] = Clock::now();
            send_all(peers[i].fd, requests[sent++]);
            peers[i].busy = true;
        }
    };
    std::vector<epoll_event> events(1024);
    std::vector<char> bytes(1 << 18);
    while (complete < requests.size() || answered < requests.size()) {
        const int count = ::epoll_wait(poll, events.data(), static_cast<int>(events.size()), 20'000);
        if (count <= 0) throw std::runtime_error("nothing came for 20 s");
        for (int n = 0; n < count; ++n) {
            const auto index = events[static_cast<std::size_t>(n)].data.u64;
            auto& peer = peers[index];
            const auto got = ::recv(peer.fd, bytes.data(), bytes.size(), 0);
            if (got <= 0) throw std::runtime_error("the server cut a connection");
            peer.in.append(bytes.data(), static_cast<std::size_t>(got));
            if (peer.sender) {
                if (!read_answer(peer)) continue;
                answers.push_back(microseconds(Clock::now() - sent_at[under_way[index]]));
                peer.busy = false;
                ++answered;
            } else if (!peer.ready) {
                const auto head = peer.in.find("\r\n\r\n");
                if (head == std::string::npos || peer.in.find("\"hello\"", head) == std::string::npos) continue;
                if (peer.in.compare(9, 3, "101") != 0) throw std::runtime_error(peer.in);
                peer.in.erase(0, head + 4);
                read_frames(peer);
                peer.ready = true;
                if (++ready == operators) begin = Clock::now();
            } else {
                for (auto more = read_frames(peer); more > 0 && peer.messages < requests.size(); --more) {
                    const auto which = peer.messages++;
                    ++deliveries;
                    const auto now = Clock::now();
                    if (++arrived[which] == 1) first.push_back(microseconds(now - sent_at[which]));
                    if (arrived[which] < operators) continue;
                    last.push_back(microseconds(now - sent_at[which]));
                    ++complete;
                    end = now;
                }
            }
        }
        if (ready == operators) send_next();
    }
    const double seconds = microseconds(end - begin) / 1e6;
    std::printf(
        "{\"messages\":%zu,\"deliveries\":%zu,\"per_s\":%.0f,\"first_p50_us\":%.1f,\"first_p99_us\":%.1f,"
        "\"last_p50_us\":%.1f,\"last_p99_us\":%.1f,\"answer_p50_us\":%.1f}\n",
        requests.size(), deliveries, static_cast<double>(deliveries) / seconds, percentile(first, 0.5),
        percentile(first, 0.99), percentile(last, 0.5), percentile(last, 0.99), percentile(answers, 0.5));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) return 2;
    try {
        return run(std::atoi(argv[1]), argv[2], std::strtoul(argv[3], nullptr, 10), std::strtoul(argv[4], nullptr, 10));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "swarm: %s\n", error.what());
        return 1;
    }
}
