#pragma once

#include "db/connection.hpp"
#include "server/store/briefs.hpp"
#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>

namespace parley {

/// Names that the views of many rows ask for again and again: people, teams, channels, the target for answers. Each is
/// read once, so use it for one batch inside one read transaction.
class Directory {
public:
    explicit Directory(db::Connection& db) : db_(db), briefs_(&own_briefs_) {}
    Directory(db::Connection& db, Briefs& briefs) : db_(db), briefs_(&briefs) {}
    Directory(const Directory&) = delete;

    db::Connection& db() { return db_; }
    const std::string& user(std::int64_t id) { return briefs_->user(db_, id); }
    const Briefs::Channel& channel(std::int64_t id) { return briefs_->channel(db_, id); }
    const std::string* team(std::int64_t id) { return briefs_->team(db_, id); }
    std::int64_t target_seconds() { return briefs_->target_seconds(db_); }
    Briefs& briefs() { return *briefs_; }

    /// A conversation as it was read together with others (store/read_ahead).
    struct Ahead {
        Conversation conversation;
        std::optional<Message> last;
    };
    /// Null when it was not.
    const Ahead* ahead(std::int64_t conversation_id) const;

private:
    friend void read_ahead(Directory& names, std::span<const std::int64_t> conversation_ids);

    db::Connection& db_;
    Briefs own_briefs_;
    Briefs* briefs_;
    std::unordered_map<std::int64_t, Ahead> ahead_;
};

}  // namespace parley
