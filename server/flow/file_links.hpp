#pragma once

#include "server/base/clock.hpp"
#include "server/base/secret.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

/// Signed, expiring addresses of files, for platforms that fetch them. Whoever has the link may read this one file
/// until then; any change to it makes it worthless.
class FileLinks {
public:
    FileLinks(Clock& clock, const std::string& base_url) : clock_(clock), base_url_(base_url), key_(random_bytes(32)) {}

    struct Link {
        std::string url;
        Millis expires_at = 0;
    };
    Link make(std::int64_t attachment_id) const {
        const Millis expires_at = clock_.now() + kLife;
        const auto id = std::to_string(attachment_id);
        const auto until = std::to_string(expires_at);
        return {base_url_ + "/files/" + id + "?expires=" + until + "&signature=" + to_hex(key_.sign({id, ".", until})),
                expires_at};
    }
    bool genuine(std::string_view id, std::string_view expires, Millis expires_at, std::string_view signature) const {
        return equal_secret(signature, to_hex(key_.sign({id, ".", expires}))) && expires_at >= clock_.now();
    }

private:
    static constexpr Millis kLife = 3600 * 1000;
    Clock& clock_;
    const std::string& base_url_;  ///< of Core: known once the server listens
    HmacKey key_;                  ///< of this run; a retry after a restart carries a fresh link
};

}  // namespace parley
