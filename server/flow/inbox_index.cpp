#include "server/flow/inbox_index.hpp"

#include "server/domain/status.hpp"

#include <charconv>

namespace parley {
bool passes(const InboxFilter& filter, const InboxEntry& entry) {
    if (filter.status && entry.status != *filter.status) return false;
    if (filter.assignee_id && entry.assignee_id != filter.assignee_id) return false;
    if (filter.unassigned && entry.assignee_id) return false;
    if (filter.channel_id && entry.channel_id != *filter.channel_id) return false;
    if (filter.among && !filter.among->contains(entry.id)) return false;
    return !filter.waiting || entry.wait_id.has_value();
}

/// Where a page ended: "w" or "a" for the order by wait or by activity, then the key of its last row.
struct InboxIndex::Place {
    bool among_waiting = false;
    Key key{};

    static Place read(const std::string& cursor) {
        const Error wrong = Error::field("cursor", "is not one that a list gave");
        Place place;
        const char* at = cursor.data();
        const char* end = at + cursor.size();
        if (at == end || (*at != 'w' && *at != 'a')) throw Failure(wrong);
        place.among_waiting = *at++ == 'w';
        const auto first = std::from_chars(at, end, place.key.first);
        if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.') throw Failure(wrong);
        const auto second = std::from_chars(first.ptr + 1, end, place.key.second);
        if (second.ec != std::errc() || second.ptr != end) throw Failure(wrong);
        return place;
    }
    std::string write() const {
        return (among_waiting ? "w" : "a") + std::to_string(key.first) + "." + std::to_string(key.second);
    }
};

void InboxIndex::load(std::vector<InboxEntry> entries) {
    entries_.clear();
    by_activity_.clear();
    by_wait_.clear();
    for (const auto& entry : entries) apply(entry);
}

void InboxIndex::forget(const InboxEntry& entry) {
    by_activity_.erase({entry.last_activity_at, entry.id});
    if (entry.wait_id) by_wait_.erase({entry.wait_opened_at, entry.id});
}

void InboxIndex::apply(const InboxEntry& entry) {
    const auto known = entries_.find(entry.id);
    if (known != entries_.end()) forget(known->second);
    if (entry.status == static_cast<int>(ConversationStatus::closed)) {
        if (known != entries_.end()) entries_.erase(known);
        return;
    }
    entries_[entry.id] = entry;
    by_activity_.insert({entry.last_activity_at, entry.id});
    if (entry.wait_id) by_wait_.insert({entry.wait_opened_at, entry.id});
}

InboxIndex::Page InboxIndex::page(const InboxFilter& filter, std::size_t limit,
                                  const std::optional<std::string>& cursor) const {
    Page page;
    std::optional<Place> from;
    if (cursor) from = Place::read(*cursor);
    Place last;
    const auto take = [&](const Key& key, bool among_waiting) {
        const auto& entry = entries_.at(key.second);
        const bool elsewhere = filter.wait_first && !among_waiting && entry.wait_id;
        if (elsewhere || !passes(filter, entry)) return true;
        if (page.ids.size() == limit) {
            page.next_cursor = last.write();
            return false;
        }
        page.ids.push_back(key.second);
        last = {among_waiting, key};
        return true;
    };
    if (filter.waiting || (filter.wait_first && (!from || from->among_waiting))) {
        auto at = from ? by_wait_.upper_bound(from->key) : by_wait_.begin();
        for (; at != by_wait_.end(); ++at) {
            if (!take(*at, true)) return page;
        }
        from.reset();
    }
    if (filter.waiting) return page;
    auto at = std::make_reverse_iterator(from ? by_activity_.lower_bound(from->key) : by_activity_.end());
    while (at != by_activity_.rend() && take(*at, false)) ++at;
    return page;
}

InboxCounts InboxIndex::counts(std::int64_t user_id) const {
    InboxCounts counts;
    for (const auto& [id, entry] : entries_) {
        ++counts.all;
        if (entry.status == static_cast<int>(ConversationStatus::snoozed)) {
            ++counts.snoozed;
            continue;
        }
        if (entry.wait_id) ++counts.waiting;
        if (!entry.assignee_id)
            ++counts.unassigned;
        else if (*entry.assignee_id == user_id)
            ++counts.mine;
    }
    return counts;
}

const InboxEntry* InboxIndex::find(std::int64_t id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? nullptr : &found->second;
}

std::vector<InboxEntry> InboxIndex::waiting() const {
    std::vector<InboxEntry> out;
    for (const auto& key : by_wait_) out.push_back(entries_.at(key.second));
    return out;
}

}  // namespace parley
