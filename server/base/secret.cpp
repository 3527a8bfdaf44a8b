#include "server/base/secret.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sodium.h>

#include <array>

namespace parley {
namespace {

constexpr std::size_t kDigest = 32;
constexpr unsigned long long kPasswordPasses = 3;
constexpr std::size_t kPasswordMemory = 64U << 20U;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string encode(std::string_view bytes, int variant) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
    text.pop_back();  // the terminating NUL
    return text;
}

[[noreturn]] void crypto_broken(const char* what) {
    throw Failure(Error(Errc::internal, what));
}

}  // namespace

void init_crypto() {
    if (sodium_init() < 0) crypto_broken("libsodium does not start: no source of randomness");
}

bool equal_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token(std::string_view prefix) {
    return std::string(prefix) + to_base64url(random_bytes(32));
}

std::string random_hex(std::size_t count) {
    std::string text = to_hex(random_bytes((count + 1) / 2));
    text.resize(count);
    return text;
}

std::string sha256(std::string_view bytes) {
    std::string digest(kDigest, '\0');
    unsigned length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), bytes_of(digest), &length, EVP_sha256(), nullptr) != 1) {
        crypto_broken("SHA-256 is not available");
    }
    return digest;
}

std::string sha256_hex(std::string_view bytes) {
    return to_hex(sha256(bytes));
}

std::string to_base64(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_ORIGINAL);
}
std::string to_base64url(std::string_view bytes) {
    return encode(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

Result<std::string> from_base64(std::string_view text) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    const int outcome = sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &length,
                                          &end, sodium_base64_VARIANT_ORIGINAL);
    if (outcome != 0 || end != text.data() + text.size()) return Error(Errc::invalid, "invalid_base64", "not base64");
    bytes.resize(length);
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 15U];
    }
    return text;
}

struct HmacKey::State {
    struct Free {
        void operator()(EVP_MAC_CTX* context) const noexcept { EVP_MAC_CTX_free(context); }
    };
    using Context = std::unique_ptr<EVP_MAC_CTX, Free>;
    Context keyed;
};

HmacKey::HmacKey(std::string_view key) : state_(std::make_unique<State>()) {
    EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    if (!mac) crypto_broken("HMAC is not available");
    state_->keyed.reset(EVP_MAC_CTX_new(mac));
    EVP_MAC_free(mac);
    std::array<char, 7> digest{"SHA256"};
    const std::array<OSSL_PARAM, 2> params{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                           OSSL_PARAM_construct_end()};
    // OpenSSL takes a null key for "keep the old one", so an empty key needs an address.
    const auto* start = key.empty() ? reinterpret_cast<const unsigned char*>("") : bytes_of(key);
    if (!state_->keyed || EVP_MAC_init(state_->keyed.get(), start, key.size(), params.data()) != 1) {
        crypto_broken("HMAC cannot be keyed");
    }
}
HmacKey::HmacKey(HmacKey&&) noexcept = default;
HmacKey& HmacKey::operator=(HmacKey&&) noexcept = default;
HmacKey::~HmacKey() = default;

std::string HmacKey::sign(std::initializer_list<std::string_view> parts) const {
    const State::Context context(EVP_MAC_CTX_dup(state_->keyed.get()));
    if (!context) crypto_broken("HMAC: out of memory");
    for (const std::string_view part : parts) EVP_MAC_update(context.get(), bytes_of(part), part.size());
    std::string signature(kDigest, '\0');
    std::size_t length = 0;
    if (EVP_MAC_final(context.get(), bytes_of(signature), &length, signature.size()) != 1) {
        crypto_broken("HMAC failed");
    }
    return signature;
}

std::string hash_password(std::string_view password) {
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kPasswordPasses, kPasswordMemory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw Failure(Error(Errc::unavailable, "not enough memory to hash a password"));
    }
    return hash.data();
}

bool verify_password(const std::string& hash, std::string_view password) {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace parley
