#pragma once

#include "connectors/connector.hpp"
#include "connectors/meta/messaging.hpp"

#include <string_view>
#include <vector>

namespace parley {

/// Facebook Messenger: one Page, driven over the Graph API; comments under its posts too.
ConnectorKind messenger_kind();

namespace messenger {

/// The body of one webhook call, as meta::parse_hook.
std::vector<Update> parse_hook(std::string_view body, const meta::Inbox& inbox, Millis received_at);

}  // namespace messenger
}  // namespace parley
