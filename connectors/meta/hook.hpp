#pragma once

#include "connectors/connector.hpp"
#include "server/base/secret.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::meta {

/// Webhooks as all of Meta's platforms send them: an address is agreed on by a word, deliveries are signed
/// (X-Hub-Signature-256: hex HMAC-SHA256 of the app's secret over the raw bytes).
class Hook {
public:
    Hook(std::string app_secret, std::string word);

    /// The platform asks once whether the address is ours. Anything else that comes by GET is nobody we know.
    std::optional<Response> handshake(const HookCall& delivery) const;
    Result<void> verify(const HookCall& delivery) const;
    /// appsecret_proof: says with a call that we know the app's secret.
    std::string proof(const std::string& token) const;

private:
    HmacKey signer_;
    std::string word_;
    bool has_secret_;
};

/// Nothing is told to who cannot sign.
Response refuse_quietly(const HookCall& delivery, const Error& error);

// ---- settings as an admin pastes them; each brings its value into form or gives the field's error

Result<void> complete_secret(Json& settings, const char* name);
Result<void> complete_id(Json& settings, const char* name, std::string_view not_to_be_taken_for = {});
/// The word of the handshake; made when absent.
Result<void> complete_word(Json& settings);
/// `api_base` and whether it may be in the local network.
Result<void> complete_base(Json& settings);

}  // namespace parley::meta
