#pragma once

#include "server/base/clock.hpp"
#include "server/base/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::widget {

/// What a visitor carries: a token (a bearer, for every call) or a ticket (works once, kept in the shop's storage where
/// the frame has none).
enum class ProofKind { token, ticket };

struct Proof {
    std::int64_t channel_id = 0;
    std::string visitor_id;  ///< 32 hex digits
};

/// Makes and reads what the widget's side of the server signs. The signature lets a stranger be a stranger without a
/// row; whoever has written is checked against the rows too (server/store/visitors.hpp).
class Proofs {
public:
    explicit Proofs(std::string_view key) : key_(key) {}

    std::string make(ProofKind kind, const Proof& who) const;
    std::optional<Proof> read(ProofKind kind, std::string_view text) const;
    /// The ticket that goes with a stranger's token: the same each time, so that it need not be kept.
    std::string first_ticket(const Proof& who, std::string_view token) const;

    /// 32 bytes in base64url, always the same for a visitor: seals texts kept in the shop's storage.
    std::string seal_key(std::string_view visitor_id) const;

    /// Lets whoever has the address read this one file for half a day to a day.
    std::string access(std::int64_t attachment_id, Millis now) const;
    bool may_read(std::string_view attachment_id, std::string_view access, Millis now) const;

private:
    std::string signed_text(ProofKind kind, const Proof& who, std::string_view nonce) const;
    std::string file_mark(std::string_view attachment_id, std::string_view until) const;
    HmacKey key_;
};

}  // namespace parley::widget
