#pragma once

#include "connectors/connector.hpp"
#include "server/base/secret.hpp"

namespace parley {

/// The custom API channel: any program posts messages in and gets signed callbacks out. The contract is Parley's own;
/// both sides sign by the Standard Webhooks scheme.
ConnectorKind api_kind();

namespace api {

/// The secrets that are alive now (two during a rotation), as "whsec_..." texts parted by blanks.
class Secrets {
public:
    explicit Secrets(std::string_view texts);
    bool empty() const { return keys_.empty(); }
    /// `v1,<base64>` of each key, parted by blanks.
    std::string sign(std::string_view id, std::string_view timestamp, std::string_view content) const;
    /// Any listed v1 signature of any alive key is enough; constant time in the content.
    bool matches(std::string_view header, std::string_view id, std::string_view timestamp,
                 std::string_view content) const;

private:
    std::vector<HmacKey> keys_;
};

/// `{"events":[...]}` to updates; one bad event does not spoil the others.
Result<Parsed> parse_events(std::string_view body);
/// The whole answer `{"results":[...]}`.
std::string write_results(const std::vector<std::string>& ids, const std::vector<UpdateOutcome>& outcomes);

/// The callback's body.
Json compose(const Outgoing& outgoing, const std::string& channel_key);
/// What the app's answer means (the table in section 5 of the contract).
SendOutcome interpret(const HttpAnswer& answer, int attempt, Millis now);

std::string message_ref(std::int64_t id);
std::optional<std::int64_t> read_message_ref(std::string_view text);

}  // namespace api
}  // namespace parley
