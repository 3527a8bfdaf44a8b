#pragma once

#include "connectors/connector.hpp"
#include "connectors/meta/messaging.hpp"

#include <string_view>
#include <vector>

namespace parley {

/// Instagram: one professional account, by its own log-in or by the Facebook Page it is linked with; comments too.
ConnectorKind instagram_kind();

namespace instagram {

/// The body of one webhook call, as meta::parse_hook.
std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at);

}  // namespace instagram
}  // namespace parley
