#pragma once

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <memory>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace parley {

/// A self-signed certificate for `name` (a DNS name, or an address written `IP:...`).
struct TestCertificate {
    explicit TestCertificate(const std::string& subject_alt_name) {
        key.reset(EVP_EC_gen("P-256"));
        certificate.reset(X509_new());
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME* subject = X509_get_subject_name(certificate.get());
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                                   0);
        X509_set_issuer_name(certificate.get(), subject);
        X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, subject_alt_name.c_str());
        X509_add_ext(certificate.get(), names, -1);
        X509_EXTENSION_free(names);
        X509_sign(certificate.get(), key.get(), EVP_sha256());
    }
    void write_pem(const std::string& path) const {
        BIO* file = BIO_new_file(path.c_str(), "w");
        PEM_write_bio_X509(file, certificate.get());
        BIO_free(file);
    }
    struct Free {
        void operator()(EVP_PKEY* one) const { EVP_PKEY_free(one); }
        void operator()(X509* one) const { X509_free(one); }
    };
    std::unique_ptr<EVP_PKEY, Free> key;
    std::unique_ptr<X509, Free> certificate;
};

/// One accepted connection, plain or TLS, blocking.
class ScriptedLine {
public:
    ScriptedLine(int socket, SSL* tls) : socket_(socket), tls_(tls) {}
    ~ScriptedLine() { hang_up(); }
    ScriptedLine(const ScriptedLine&) = delete;
    ScriptedLine& operator=(const ScriptedLine&) = delete;

    /// Head and body of the next request; empty once the other side has closed.
    std::string request() {
        while (ahead_.find("\r\n\r\n") == std::string::npos) {
            if (!fill()) return {};
        }
        const auto head = ahead_.find("\r\n\r\n") + 4;
        std::size_t length = 0;
        if (const auto at = ahead_.find("Content-Length: "); at < head) length = std::stoul(ahead_.substr(at + 16));
        while (ahead_.size() < head + length) {
            if (!fill()) return {};
        }
        std::string out = ahead_.substr(0, head + length);
        ahead_.erase(0, out.size());
        return out;
    }
    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = tls_ ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                   : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void answer(std::string_view body, std::string_view fields = "") {
        send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + std::string(fields) +
             "\r\n" + std::string(body));
    }
    /// Waits until the other side closes.
    void wait() {
        while (fill()) {
        }
    }
    void hang_up() {
        if (tls_) SSL_free(tls_);
        if (socket_ >= 0) ::close(socket_);
        tls_ = nullptr;
        socket_ = -1;
    }

private:
    bool fill() {
        char piece[16 * 1024];
        const auto got = tls_ ? SSL_read(tls_, piece, sizeof piece) : ::recv(socket_, piece, sizeof piece, 0);
        if (got > 0) ahead_.append(piece, static_cast<std::size_t>(got));
        return got > 0;
    }
    int socket_;
    SSL* tls_;
    std::string ahead_;
};

/// A server on 127.0.0.1 that runs `script` for each connection, one after another, on a thread of its own.
class ScriptedPeer {
public:
    using Script = std::function<void(ScriptedLine&)>;

    explicit ScriptedPeer(Script script, const TestCertificate* certificate = nullptr)
        : script_(std::move(script)), listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (certificate) {
            tls_.reset(SSL_CTX_new(TLS_server_method()));
            SSL_CTX_use_certificate(tls_.get(), certificate->certificate.get());
            SSL_CTX_use_PrivateKey(tls_.get(), certificate->key.get());
        }
        sockaddr_in here{};
        here.sin_family = AF_INET;
        here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof here;
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&here), size) != 0 || ::listen(listener_, 16) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&here), &size) != 0) {
            throw std::runtime_error("cannot listen");
        }
        port_ = ntohs(here.sin_port);
        thread_ = std::thread([this] { run(); });
    }
    ~ScriptedPeer() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    ScriptedPeer(const ScriptedPeer&) = delete;
    ScriptedPeer& operator=(const ScriptedPeer&) = delete;

    int connections() const { return connections_; }
    std::string port() const { return std::to_string(port_); }
    std::string url(std::string_view path = "/") const {
        return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + port() + std::string(path);
    }

private:
    void run() {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            ++connections_;
            SSL* tls = tls_ ? SSL_new(tls_.get()) : nullptr;
            ScriptedLine line(socket, tls);
            if (tls) {
                SSL_set_fd(tls, socket);
                if (SSL_accept(tls) != 1) continue;
            }
            script_(line);
        }
    }

    struct Free {
        void operator()(SSL_CTX* one) const { SSL_CTX_free(one); }
    };
    Script script_;
    int listener_;
    std::unique_ptr<SSL_CTX, Free> tls_;
    std::uint16_t port_ = 0;
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

}  // namespace parley
