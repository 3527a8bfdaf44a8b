#include "server/store/closed.hpp"

namespace parley {
namespace {

/// The id that ends a stretch of so many closed ones below `before`; 0 when there are not that many.
std::int64_t stretch_end(db::Connection& db, std::int64_t before, std::size_t stretch) {
    auto row = db.query(db::q::conversations_closed_nth, before, stretch - 1);
    return row.next() ? row.integer(0) : 0;
}

}  // namespace

ClosedPage closed_conversations(db::Connection& db, const ClosedFilter& filter, std::size_t limit, std::int64_t before,
                                const Clock& clock, std::size_t stretch) {
    ClosedPage page;
    const Millis until = clock.elapsed() + kClosedTime;
    do {
        const auto from = stretch_end(db, before, stretch);
        for (auto row = db.query(db::q::conversations_closed_page, before, filter.assignee_id, filter.unassigned,
                                 filter.channel_id, limit - page.ids.size(), filter.tag_id, filter.source, from,
                                 filter.team_id);
             row.next();)
            page.ids.push_back(row.integer(0));
        before = from;
    } while (before > 0 && page.ids.size() < limit && clock.elapsed() < until);
    if (page.ids.size() == limit)
        page.next = page.ids.back();
    else if (before > 0)
        page.next = before;
    return page;
}

}  // namespace parley
