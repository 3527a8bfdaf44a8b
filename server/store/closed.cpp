#include "server/store/closed.hpp"

#include "server/domain/status.hpp"

#include <algorithm>

namespace parley {
namespace {

/// By the index that fits the filter best, `most` of them at most. All give the same columns.
db::Rows candidates(db::Connection& db, const ClosedFilter& filter, std::int64_t before, std::size_t most) {
    if (filter.tag_id) return db.query(db::q::conversations_closed_tagged, before, most, *filter.tag_id);
    if (filter.source) return db.query(db::q::conversations_closed_from, before, most, *filter.source);
    if (filter.assignee_id) return db.query(db::q::conversations_closed_of, before, most, *filter.assignee_id);
    return db.query(db::q::conversations_closed, before, most);
}

bool fits(const ClosedFilter& filter, const db::Rows& row) {
    if (static_cast<ConversationStatus>(row.integer(1)) != ConversationStatus::closed) return false;
    const auto assignee = row.maybe_integer(2), team = row.maybe_integer(3);
    if (filter.assignee_id && assignee != filter.assignee_id) return false;
    if (filter.unassigned && assignee) return false;
    if (filter.team_id && team != filter.team_id) return false;
    if (filter.channel_id && row.integer(5) != *filter.channel_id) return false;
    return !filter.source || (!row.null(4) && row.view(4) == *filter.source);
}

}  // namespace

ClosedPage closed_conversations(db::Connection& db, const ClosedFilter& filter, std::size_t limit, std::int64_t before,
                                const Clock& clock, std::size_t stretch) {
    ClosedPage page;
    const Millis until = clock.elapsed() + kClosedTime;
    // As many as are wanted, which is enough where all of them fit; then more and more at once.
    for (auto most = std::min(limit, stretch);; most = std::min(4 * most, stretch)) {
        std::size_t seen = 0;
        for (auto row = candidates(db, filter, before, most); page.ids.size() < limit && row.next(); ++seen) {
            before = row.integer(0);
            if (fits(filter, row)) page.ids.push_back(before);
        }
        const bool full = page.ids.size() == limit;
        if (!full && seen < most) return page;
        if (full || clock.elapsed() >= until) break;
    }
    page.next = before;
    return page;
}

}  // namespace parley
