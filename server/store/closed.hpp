#pragma once

#include "db/connection.hpp"
#include "server/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace parley {

/// Which closed conversations are asked for.
struct ClosedFilter {
    std::optional<std::int64_t> assignee_id;
    bool unassigned = false;
    std::optional<std::int64_t> channel_id, tag_id;
    std::optional<std::string_view> source = std::nullopt;  ///< of the lead
    std::optional<std::int64_t> team_id = std::nullopt;
};

struct ClosedPage {
    std::vector<std::int64_t> ids;     ///< the newest first
    std::optional<std::int64_t> next;  ///< `before` of the page after it
};

/// How long one page may take, in milliseconds, and how many are looked at at most between two looks at the clock.
inline constexpr Millis kClosedTime = 40;
inline constexpr std::size_t kClosedStretch = 4000;

/// The next closed ones with an id below `before` (INT64_MAX: from the newest). A tag, a source and a person each have
/// an index. Whatever else is asked for may fit few of those it gives and has to pass by the others, so after a while
/// the page ends where it has come to, perhaps empty: `next` goes on from there.
ClosedPage closed_conversations(db::Connection& db, const ClosedFilter& filter, std::size_t limit, std::int64_t before,
                                const Clock& clock, std::size_t stretch = kClosedStretch);

}  // namespace parley
