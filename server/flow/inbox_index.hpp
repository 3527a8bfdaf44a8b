#pragma once

#include "server/store/store.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace parley {

/// `wait`: those who wait first, longest first; then the rest, newest first. `priority`: those with one first, the
/// highest on top; then as by wait.
enum class InboxOrder { newest, oldest, wait, priority };

/// Which conversations a list shows.
struct InboxFilter {
    std::optional<int> status;  ///< ConversationStatus
    std::optional<std::int64_t> assignee_id;
    bool unassigned = false;
    std::optional<std::int64_t> channel_id, team_id;
    bool waiting = false;  ///< only those; ordered by the longest wait
    /// Only these, whatever else is asked for: what the index does not know, such as tags. Null: all.
    std::shared_ptr<const std::unordered_set<std::int64_t>> among = nullptr;
    InboxOrder order = InboxOrder::newest;
};
bool passes(const InboxFilter& filter, const InboxEntry& entry);

struct InboxCounts {
    std::size_t mine = 0, unassigned = 0, waiting = 0, snoozed = 0, all = 0;
};

/// The order of all conversations that are not closed, held in memory and fed by commits: a list costs no index that
/// every message would have to move. I/O thread only.
class InboxIndex {
public:
    void load(std::vector<InboxEntry> entries);
    void apply(const InboxEntry& entry);

    struct Page {
        std::vector<std::int64_t> ids;
        std::optional<std::string> next_cursor;
    };
    /// The cursor is the key of the last row: rows that move meanwhile neither hide others nor shift the page.
    Page page(const InboxFilter& filter, std::size_t limit, const std::optional<std::string>& cursor) const;
    InboxCounts counts(std::int64_t user_id) const;
    /// How many each of them shows, in one look at all.
    std::vector<std::size_t> count(std::span<const InboxFilter> filters) const;
    const InboxEntry* find(std::int64_t id) const;
    std::vector<InboxEntry> waiting() const;  ///< longest first

private:
    using Key = std::pair<Millis, std::int64_t>;
    /// The higher, the earlier; then who waits, the longest first; then the newest.
    using PriorityKey = std::tuple<int, Millis, std::int64_t>;
    struct Place;
    struct Walk;
    static PriorityKey priority_key(const InboxEntry& entry);

    using Keys = std::set<Key>;
    using PriorityKeys = std::set<PriorityKey>;
    /// With its places in the orders; none: the end of that order. To look for them costs more than all the rest.
    struct Placed {
        InboxEntry entry;
        Keys::iterator by_activity, by_wait;
        PriorityKeys::iterator by_priority;
    };
    std::unordered_map<std::int64_t, Placed> entries_;
    Keys by_activity_, by_wait_;
    PriorityKeys by_priority_;  ///< only those with one
};

}  // namespace parley
