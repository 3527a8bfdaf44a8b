#pragma once

#include "server/api/desk.hpp"
#include "server/flow/channels.hpp"
#include "server/flow/delivery.hpp"
#include "server/flow/hub.hpp"
#include "server/flow/inbox_index.hpp"
#include "server/flow/jobs.hpp"
#include "server/net/http_server.hpp"

#include <functional>
#include <map>
#include <string>

namespace parley {

struct ApiSettings {
    std::string public_url;
    double channel_requests_per_second = 50;  ///< of one API channel; 0: no limit
    double channel_events_per_second = 500;
    bool local_metrics = false;  ///< /metrics needs no token from this machine
};

/// The parts that handlers work with; all owned by App and outliving every request.
struct ApiContext {
    Store& store;
    Clock& clock;
    Channels& channels;
    Hub& hub;
    InboxIndex& inbox;
    Delivery& delivery;
    const FileLinks& links;
    ApiSettings settings;
    std::string setup_token;  ///< shown on the console while there is no user; empty afterwards
    Desk desk = {};
    std::map<std::int64_t, Millis> typing_sent = {};  ///< when the platform was last told that we type, by conversation
    std::function<HttpServer::Counts()> http_counts = {};
    /// Where a site's page last asked for the chat, by channel: tells whether the snippet is on it. Since the start.
    struct Seen {
        Millis at = 0;
        std::string site;
    };
    std::map<std::int64_t, Seen> sites_seen = {};
};

}  // namespace parley
