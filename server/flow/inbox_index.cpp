#include "server/flow/inbox_index.hpp"

#include "server/domain/status.hpp"

#include <charconv>
#include <utility>

namespace parley {
namespace {

/// Brings the times of those who wait before those, turned round, of all others.
constexpr Millis kBeforeAll = -(Millis{1} << 60);

}  // namespace

bool passes(const InboxFilter& filter, const InboxEntry& entry) {
    if (filter.status && entry.status != *filter.status) return false;
    if (filter.assignee_id && entry.assignee_id != filter.assignee_id) return false;
    if (filter.unassigned && entry.assignee_id) return false;
    if (filter.channel_id && entry.channel_id != *filter.channel_id) return false;
    if (filter.team_id && entry.team_id != filter.team_id) return false;
    if (filter.among && !filter.among->contains(entry.id)) return false;
    return !filter.waiting || entry.wait_id.has_value();
}

/// Where a page ended: among which ("p" with a priority, "w" waiting, "a" by activity), and the key of its last row.
struct InboxIndex::Place {
    char among = 'a';
    int priority = 0;
    Key key{};

    static Place read(const std::string& cursor) {
        const Error wrong = Error::field("cursor", "is not one that a list gave");
        Place place;
        const char* at = cursor.data();
        const char* end = at + cursor.size();
        if (at == end || (*at != 'p' && *at != 'w' && *at != 'a')) throw Failure(wrong);
        place.among = *at++;
        const auto number = [&](auto& into, char after) {
            const auto found = std::from_chars(at, end, into);
            if (found.ec != std::errc()) throw Failure(wrong);
            at = found.ptr;
            if (after != 0 && (at == end || *at++ != after)) throw Failure(wrong);
        };
        if (place.among == 'p') number(place.priority, '.');
        number(place.key.first, '.');
        number(place.key.second, 0);
        if (at != end) throw Failure(wrong);
        return place;
    }
    std::string write() const {
        const auto rest = std::to_string(key.first) + "." + std::to_string(key.second);
        return among == 'p' ? "p" + std::to_string(priority) + "." + rest : among + rest;
    }
    PriorityKey with_priority() const { return {priority, key.first, key.second}; }
};

void InboxIndex::load(std::vector<InboxEntry> entries) {
    entries_.clear();
    by_activity_.clear();
    by_wait_.clear();
    by_priority_.clear();
    for (const auto& entry : entries) apply(entry);
}

InboxIndex::PriorityKey InboxIndex::priority_key(const InboxEntry& entry) {
    return {-entry.priority, entry.wait_id ? entry.wait_opened_at + kBeforeAll : -entry.last_activity_at, -entry.id};
}

namespace {

/// From its place to that of `to`; none is the end. Nearly all that happens is the newest of its kind: the end of a set
/// is where it belongs.
template <class Set, class Key = typename Set::key_type>
void move_key(Set& set, typename Set::iterator& place, const std::optional<Key>& to) {
    const bool placed = place != set.end();
    if (placed && to && *place == *to) return;
    if (!to) {
        if (placed) set.erase(std::exchange(place, set.end()));
        return;
    }
    if (!placed) {
        place = set.insert(set.end(), *to);
        return;
    }
    auto node = set.extract(place);
    node.value() = *to;
    place = set.insert(set.end(), std::move(node));
}

template <class Key>
std::optional<Key> only_if(bool has, Key key) {
    return has ? std::optional(std::move(key)) : std::nullopt;
}

}  // namespace

void InboxIndex::apply(const InboxEntry& entry) {
    const bool closed = entry.status == static_cast<int>(ConversationStatus::closed);
    auto known = entries_.find(entry.id);
    if (known == entries_.end()) {
        if (closed) return;
        known = entries_.emplace(entry.id, Placed{entry, by_activity_.end(), by_wait_.end(), by_priority_.end()}).first;
    }
    auto& placed = known->second;
    move_key(by_activity_, placed.by_activity, only_if(!closed, Key(entry.last_activity_at, entry.id)));
    move_key(by_wait_, placed.by_wait, only_if(!closed && entry.wait_id, Key(entry.wait_opened_at, entry.id)));
    move_key(by_priority_, placed.by_priority, only_if(!closed && entry.priority > 0, priority_key(entry)));
    if (closed)
        entries_.erase(known);
    else
        placed.entry = entry;
}

/// One page as it grows: the parts of an order are walked one after the other, from where the page before ended.
struct InboxIndex::Walk {
    const InboxIndex& index;
    const InboxFilter& filter;
    std::size_t limit;
    std::optional<Place> from = std::nullopt;
    Page page = {};
    Place last = {};

    /// Stands in an earlier part of this order.
    bool elsewhere(const InboxEntry& entry, char among) const {
        if (filter.order == InboxOrder::priority && among != 'p' && entry.priority > 0) return true;
        const bool waits_apart = filter.order == InboxOrder::wait || filter.order == InboxOrder::priority;
        return waits_apart && among == 'a' && entry.wait_id.has_value();
    }
    /// False: the page is full.
    bool take(std::int64_t id, const Place& at) {
        const auto& entry = index.entries_.at(id).entry;
        if (elsewhere(entry, at.among) || !passes(filter, entry)) return true;
        if (page.ids.size() == limit) {
            page.next_cursor = last.write();
            return false;
        }
        page.ids.push_back(id);
        last = at;
        return true;
    }
    /// The part begins at its beginning unless the page before ended in it; one that lies behind is left out.
    bool starts(char among) const { return !from || from->among == among; }
    bool prioritized() {
        if (!starts('p')) return true;
        auto at = from ? index.by_priority_.upper_bound(from->with_priority()) : index.by_priority_.begin();
        from.reset();
        for (; at != index.by_priority_.end(); ++at) {
            const auto& [priority, time, id] = *at;
            if (!take(-id, {'p', priority, {time, id}})) return false;
        }
        return true;
    }
    bool waiting() {
        if (!starts('w')) return true;
        auto at = from ? index.by_wait_.upper_bound(from->key) : index.by_wait_.begin();
        from.reset();
        for (; at != index.by_wait_.end(); ++at) {
            if (!take(at->second, {'w', 0, *at})) return false;
        }
        return true;
    }
    void rest() {
        const auto& all = index.by_activity_;
        if (filter.order == InboxOrder::oldest) {
            auto at = from ? all.upper_bound(from->key) : all.begin();
            while (at != all.end() && take(at->second, {'a', 0, *at})) ++at;
            return;
        }
        auto at = std::make_reverse_iterator(from ? all.lower_bound(from->key) : all.end());
        while (at != all.rend() && take(at->second, {'a', 0, *at})) ++at;
    }
};

InboxIndex::Page InboxIndex::page(const InboxFilter& filter, std::size_t limit,
                                  const std::optional<std::string>& cursor) const {
    Walk walk{*this, filter, limit};
    if (cursor) walk.from = Place::read(*cursor);
    const bool by_wait = filter.waiting && filter.order != InboxOrder::priority;
    if (filter.order == InboxOrder::priority && !walk.prioritized()) return std::move(walk.page);
    const bool waits_apart = by_wait || filter.order == InboxOrder::wait || filter.order == InboxOrder::priority;
    if (waits_apart && !walk.waiting()) return std::move(walk.page);
    if (!filter.waiting) walk.rest();
    return std::move(walk.page);
}

std::vector<std::size_t> InboxIndex::count(std::span<const InboxFilter> filters) const {
    std::vector<std::size_t> counts(filters.size());
    std::vector<std::size_t> over_all;
    for (std::size_t i = 0; i < filters.size(); ++i) {
        const auto& filter = filters[i];
        if (!filter.among) {
            over_all.push_back(i);
            continue;
        }
        for (const auto id : *filter.among) {
            const auto found = entries_.find(id);
            if (found != entries_.end() && passes(filter, found->second.entry)) ++counts[i];
        }
    }
    if (over_all.empty()) return counts;
    for (const auto& [id, placed] : entries_) {
        for (const auto i : over_all) {
            if (passes(filters[i], placed.entry)) ++counts[i];
        }
    }
    return counts;
}

InboxCounts InboxIndex::counts(std::int64_t user_id) const {
    InboxCounts counts;
    for (const auto& [id, placed] : entries_) {
        const auto& entry = placed.entry;
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
    return found == entries_.end() ? nullptr : &found->second.entry;
}

std::vector<InboxEntry> InboxIndex::waiting() const {
    std::vector<InboxEntry> out;
    for (const auto& key : by_wait_) out.push_back(entries_.at(key.second).entry);
    return out;
}

}  // namespace parley
