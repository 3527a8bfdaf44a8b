#pragma once

#include "connectors/connector.hpp"
#include "connectors/meta/messaging.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace parley {

/// Instagram: one professional account, by its own log-in or by the Facebook Page it is linked with; comments too.
ConnectorKind instagram_kind();

namespace instagram {

/// The body of one webhook call, as meta::parse_hook.
std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at);

/// Mentions tell ids alone. What a LookUp of one is asked for by, and what the answer makes of it; what the platform
/// does not show (taken back, or of somebody private) becomes a message that says so.
std::string mention_fields(const LookUp& told);
Update mention_of(const LookUp& told, const Json& answer, const meta::Inbox& inbox);
/// Given: nothing can be said where that stands.
std::optional<Update> mute_of(const LookUp& told);

}  // namespace instagram
}  // namespace parley
