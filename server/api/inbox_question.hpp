#pragma once

#include "server/api/auth.hpp"
#include "server/flow/inbox_index.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley {

/// What a list of conversations is asked for: the index's filter, and what stands in the database alone.
struct InboxQuestion {
    InboxFilter filter;
    std::optional<std::int64_t> contact;
    std::string tag, source, words;
    std::optional<std::int64_t> tag_id;     ///< of `tag`, once it is looked up; 0 when there is no such tag
    std::optional<std::int64_t> mentioned;  ///< whom notes call on

    /// Few enough to be looked at one by one, closed ones too, in one page.
    bool is_narrow() const { return contact || !words.empty() || mentioned; }
};
/// Throws Failure naming the parameter.
InboxQuestion read_question(const Request& request, const Caller& caller);

boost::asio::awaitable<InboxIndex::Page> answer_question(ApiContext& context, InboxQuestion question, std::size_t limit,
                                                         std::optional<std::string> cursor);

}  // namespace parley
