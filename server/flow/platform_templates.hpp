#pragma once

#include "connectors/connector.hpp"
#include "server/flow/channels.hpp"
#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

/// A template as it was told last, and when.
struct KeptTemplate {
    std::int64_t id = 0, channel_id = 0;
    PlatformTemplate told;
    Millis updated_at = 0;
};
std::vector<KeptTemplate> kept_templates(db::Connection& db, std::int64_t channel_id);

/// When the platform was last asked and answered.
std::optional<Millis> templates_synced_at(db::Connection& db, std::int64_t channel_id);
void forget_templates(Transaction& transaction, std::int64_t channel_id);

/// Asks the platform and keeps the answer: new ones come, those it does not name any more go. Throws Failure when the
/// platform does not answer; what was known stays then.
boost::asio::awaitable<void> sync_templates(Store& store, const Channels& channels, std::int64_t channel_id);

/// Which template somebody wants to send, with what in its places, each in the order of its part.
struct ChosenTemplate {
    std::int64_t id = 0;
    std::vector<std::string> header, body, buttons;
};
/// How it reads when it is filled in, and what the connector needs: the content's `template`.
struct FilledTemplate {
    std::string text;
    Json content;
};
/// Throws Failure on the field `template` (or a value of it), saying what is missing.
FilledTemplate fill_template(db::Connection& db, std::int64_t channel_id, const ChosenTemplate& chosen, bool has_file);

}  // namespace parley
