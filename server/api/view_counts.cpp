#include "server/api/view_counts.hpp"

namespace parley {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kMostKnown = 10'000;

/// Two who ask for this get the same number.
std::string name_of(const SavedView& view, const Caller& caller) {
    auto name = dump(view.query);
    const bool own = text_or(view.query, "view") == "mine" || text_or(view.query, "assignee") == "me";
    if (own) name += "@" + std::to_string(caller.user_id);
    return name;
}

}  // namespace

asio::awaitable<std::vector<InboxCount>> ViewCounts::of(ApiContext& context, std::vector<SavedView> views,
                                                        Caller caller) {
    // Before the counting: what happens meanwhile is in the next.
    const Millis now = context.clock.elapsed();
    std::vector<std::string> names;
    std::vector<InboxQuestion> asked;
    std::vector<std::size_t> missing;
    std::vector<InboxCount> counts(views.size());
    for (std::size_t i = 0; i < views.size(); ++i) {
        names.push_back(name_of(views[i], caller));
        const auto found = known_.find(names[i]);
        if (found != known_.end() && now - found->second.at < kFresh) {
            counts[i] = found->second.count;
            continue;
        }
        const auto& query = views[i].query;
        asked.push_back(read_question([&](std::string_view name) { return text_of(query, name); }, caller));
        missing.push_back(i);
    }
    if (missing.empty()) co_return counts;
    const auto fresh = co_await count_questions(context, std::move(asked));
    if (known_.size() > kMostKnown) known_.clear();
    for (std::size_t n = 0; n < missing.size(); ++n) {
        counts[missing[n]] = fresh[n];
        known_[names[missing[n]]] = {now, fresh[n]};
    }
    co_return counts;
}

}  // namespace parley
