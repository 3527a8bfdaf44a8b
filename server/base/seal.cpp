#include "server/base/seal.hpp"

#include "server/base/secret.hpp"

#include <sodium.h>

namespace parley {
namespace {

constexpr std::string_view kVersion = "1:";
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Sealer::kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string context_of(std::string_view place, std::string_view key_id) {
    return std::string(place) + "|" + std::string(key_id);
}

}  // namespace

Sealer::Sealer(std::string key) : key_(std::move(key)) {
    if (key_.size() != kKeyBytes) throw Failure(Error(Errc::internal, "a key has 32 bytes"));
    id_ = sha256_hex("parley key id\n" + key_).substr(0, 8);
}

std::string Sealer::seal(std::string_view plain, std::string_view place) const {
    const auto context = context_of(place, id_);
    auto bytes = random_bytes(kNonce);
    std::string cipher(plain.size() + kTag, '\0');
    unsigned long long size = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(cipher), &size, bytes_of(plain), plain.size(),
                                               bytes_of(std::string_view(context)), context.size(), nullptr,
                                               bytes_of(std::string_view(bytes)), bytes_of(std::string_view(key_)));
    return std::string(kVersion) + id_ + ":" + to_base64(bytes + cipher);
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view place) const {
    const auto head = std::string(kVersion) + id_ + ":";
    if (!sealed.starts_with(head)) return std::nullopt;
    const auto bytes = from_base64(sealed.substr(head.size()));
    if (!bytes || bytes->size() < kNonce + kTag) return std::nullopt;
    const auto cipher = std::string_view(*bytes).substr(kNonce);
    const auto context = context_of(place, id_);
    std::string plain(cipher.size() - kTag, '\0');
    unsigned long long size = 0;
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytes_of(plain), &size, nullptr, bytes_of(cipher), cipher.size(), bytes_of(std::string_view(context)),
            context.size(), bytes_of(std::string_view(*bytes)), bytes_of(std::string_view(key_))) != 0)
        return std::nullopt;
    return plain;
}

}  // namespace parley
