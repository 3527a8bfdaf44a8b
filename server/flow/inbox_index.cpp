#include "server/flow/inbox_index.hpp"

#include "server/domain/status.hpp"

#include <charconv>

namespace parley {
namespace {

bool passes(const InboxFilter& filter, const InboxEntry& entry) {
    if (filter.status && entry.status != *filter.status) return false;
    if (filter.assignee_id && entry.assignee_id != filter.assignee_id) return false;
    if (filter.unassigned && entry.assignee_id) return false;
    if (filter.channel_id && entry.channel_id != *filter.channel_id) return false;
    return !filter.waiting || entry.wait_id.has_value();
}

std::optional<std::pair<Millis, std::int64_t>> read_cursor(const std::optional<std::string>& cursor) {
    if (!cursor) return std::nullopt;
    std::pair<Millis, std::int64_t> key;
    const char* end = cursor->data() + cursor->size();
    const auto first = std::from_chars(cursor->data(), end, key.first);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != '.')
        throw Failure(Error::field("cursor", "is not one that a list gave"));
    const auto second = std::from_chars(first.ptr + 1, end, key.second);
    if (second.ec != std::errc() || second.ptr != end)
        throw Failure(Error::field("cursor", "is not one that a list gave"));
    return key;
}

}  // namespace

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
    const auto from = read_cursor(cursor);
    Key last{};
    const auto take = [&](const Key& key) {
        if (!passes(filter, entries_.at(key.second))) return true;
        if (page.ids.size() == limit) {
            page.next_cursor = std::to_string(last.first) + "." + std::to_string(last.second);
            return false;
        }
        page.ids.push_back(key.second);
        last = key;
        return true;
    };
    if (filter.waiting) {
        for (auto at = from ? by_wait_.upper_bound(*from) : by_wait_.begin(); at != by_wait_.end() && take(*at);) ++at;
    } else {
        for (auto at = std::make_reverse_iterator(from ? by_activity_.lower_bound(*from) : by_activity_.end());
             at != by_activity_.rend() && take(*at);)
            ++at;
    }
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
