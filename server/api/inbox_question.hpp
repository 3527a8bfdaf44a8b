#pragma once

#include "server/api/auth.hpp"
#include "server/flow/inbox_index.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
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
/// What stands under a parameter's name, if anything does.
using Parameters = std::function<std::optional<std::string>(std::string_view)>;
Parameters parameters_of(const Request& request);
/// Throws Failure naming the parameter.
InboxQuestion read_question(const Parameters& parameters, const Caller& caller);

/// How many open conversations fit. Not known for what is not held in memory: the closed, those found by words.
struct InboxCount {
    std::optional<std::size_t> count;
    bool more = false;  ///< at least so many: the oldest were not looked at
};
boost::asio::awaitable<std::vector<InboxCount>> count_questions(ApiContext& context,
                                                                std::vector<InboxQuestion> questions);

boost::asio::awaitable<InboxIndex::Page> answer_question(ApiContext& context, InboxQuestion question, std::size_t limit,
                                                         std::optional<std::string> cursor);

}  // namespace parley
