#pragma once

#include "connectors/connector.hpp"
#include "server/base/seal.hpp"
#include "server/store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace parley {

/// The secrets among channels' settings are sealed with a key of this installation, which lies in a file of its own
/// (32 bytes as 64 hex digits, readable by its owner alone) and in no database, backup or log. A sealed member is
/// {"sealed": TEXT}. Any thread.
class Secrets {
public:
    /// Reads the file when it is there. Throws Failure when what is in it is no key.
    explicit Secrets(std::string file);

    const std::string& file() const noexcept { return file_; }
    bool has_key() const;
    /// Secret members that are not sealed yet become so; the first time of all makes the key.
    Json seal(const ConnectorKind& kind, std::int64_t channel_id, Json settings);
    /// As they were given. What cannot be opened is left out, and named in `lost`.
    Json open(const ConnectorKind& kind, std::int64_t channel_id, Json settings, std::vector<std::string>& lost) const;

private:
    std::shared_ptr<const Sealer> sealer() const;

    std::string file_;
    mutable std::mutex mutex_;
    std::shared_ptr<const Sealer> sealer_;
};

/// At the start: what lies open (from before there was a key) is sealed; channels whose secrets do not open are paused
/// and say so. Throws Failure when none opens with the key that there is: it is another installation's.
boost::asio::awaitable<void> seal_channels(Store& store, Secrets& secrets);

}  // namespace parley
