#pragma once

#include "server/api/inbox_question.hpp"
#include "server/store/saved_views.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <unordered_map>
#include <vector>

namespace parley {

/// How many conversations each view shows. What one person asked for is good for all who ask for the same within
/// kFresh: a shared view costs the same however many browsers show it. I/O thread only.
class ViewCounts {
public:
    /// In milliseconds. A browser that asks later than this after an event has it counted.
    static constexpr Millis kFresh = 1000;

    /// In the order of `views`.
    boost::asio::awaitable<std::vector<InboxCount>> of(ApiContext& context, std::vector<SavedView> views,
                                                       Caller caller);

private:
    struct Known {
        Millis at = 0;
        InboxCount count;
    };
    std::unordered_map<std::string, Known> known_;
};

}  // namespace parley
