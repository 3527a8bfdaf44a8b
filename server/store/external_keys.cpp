#include "server/store/external_keys.hpp"

#include <algorithm>
#include <charconv>

namespace parley {
namespace {

/// Between scope and name; sorts before everything, as the table's two columns do.
constexpr char kSeparator = '\n';
/// How many keys a group carries to their place: a few milliseconds at most, and a generation is through before the
/// next is full.
constexpr std::size_t kPart = 512;
/// Some 4 MB.
constexpr std::size_t kMostFound = 32'768;

// A group's keys as they stand in external_key_recent: length, space, key, id, space, message id, line break. No byte
// of a key means anything there.

void append_number(std::string& out, std::int64_t number, char end) {
    char digits[24];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, written.ptr);
    out += end;
}

[[noreturn]] void throw_broken() {
    throw db::DatabaseError(db::Trouble::broken, "external_key_recent cannot be read");
}

std::int64_t take_number(std::string_view& from, char end) {
    std::int64_t number = 0;
    const auto read = std::from_chars(from.data(), from.data() + from.size(), number);
    if (read.ec != std::errc() || read.ptr == from.data() + from.size() || *read.ptr != end) throw_broken();
    from.remove_prefix(static_cast<std::size_t>(read.ptr - from.data()) + 1);
    return number;
}

}  // namespace

ExternalKeys::ExternalKeys(db::Connection& connection, std::size_t generation)
    : connection_(connection), generation_(generation) {
    for (auto row = connection_.query(db::q::external_keys_recent); row.next();) {
        next_n_ = row.integer(0) + 1;
        const auto group = row.blob(1);
        for (std::string_view rest = group; !rest.empty();) {
            const auto length = static_cast<std::size_t>(take_number(rest, ' '));
            if (length > rest.size()) throw_broken();
            scratch_.assign(rest.substr(0, length));
            rest.remove_prefix(length);
            KeyTarget target;
            target.id = take_number(rest, ' ');
            target.message_id = take_number(rest, '\n');
            fresh_.insert_or_assign(scratch_, target);
        }
    }
    begin_moving();
}

const std::string& ExternalKeys::joined(std::string_view scope, std::string_view name) {
    scratch_.assign(scope);
    scratch_ += kSeparator;
    scratch_ += name;
    return scratch_;
}

const KeyTarget* ExternalKeys::in_memory(const std::string& key) const {
    if (const auto found = fresh_.find(key); found != fresh_.end()) return &found->second;
    if (const auto found = moving_.find(key); found != moving_.end()) return &found->second;
    return nullptr;
}

/// `scratch_` holds both.
const KeyTarget* ExternalKeys::in_table(std::string_view scope, std::string_view name) {
    if (scope.starts_with(kLately)) return nullptr;
    if (std::find(absent_.begin(), absent_.end(), scratch_) != absent_.end()) return nullptr;
    if (const auto known = found_.find(scratch_); known != found_.end()) return &known->second;
    auto row = connection_.query(db::q::external_key_get, scope, name);
    if (!row.next()) {
        absent_[next_absent_++ % absent_.size()] = scratch_;
        return nullptr;
    }
    if (found_.size() >= kMostFound) found_.clear();
    return &found_.emplace(scratch_, KeyTarget{row.integer(0), row.integer(1)}).first->second;
}

std::optional<KeyTarget> ExternalKeys::find(std::string_view scope, std::string_view name) {
    if (const auto* known = in_memory(joined(scope, name))) return *known;
    const auto* kept = in_table(scope, name);
    return kept ? std::optional(*kept) : std::nullopt;
}

bool ExternalKeys::claim(std::string_view scope, std::string_view name, KeyTarget target) {
    if (in_memory(joined(scope, name)) || in_table(scope, name)) return false;
    set_fresh(target);
    return true;
}

void ExternalKeys::put(std::string_view scope, std::string_view name, KeyTarget target) {
    joined(scope, name);
    set_fresh(target);
}

/// What `scratch_` holds.
void ExternalKeys::set_fresh(KeyTarget target) {
    const auto [place, is_new] = fresh_.try_emplace(scratch_, target);
    changed_.push_back({&place->first, is_new ? std::nullopt : std::optional(place->second)});
    place->second = target;
    if (!found_.empty()) found_.erase(scratch_);  // what the table says of it will not be true
}

void ExternalKeys::forget_since(std::size_t mark) {
    while (changed_.size() > mark) {
        const auto place = fresh_.find(*changed_.back().key);
        if (changed_.back().before)
            place->second = *changed_.back().before;
        else
            fresh_.erase(place);
        changed_.pop_back();
    }
}

void ExternalKeys::begin_moving() {
    if (!moving_.empty() || fresh_.size() < generation_) return;
    moving_.swap(fresh_);
    moving_up_to_ = next_n_ - 1;
    moved_ = moved_with_group_ = 0;
    order_.reserve(moving_.size());
    for (const auto& entry : moving_) order_.push_back(&entry);
    std::sort(order_.begin(), order_.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
}

void ExternalKeys::before_commit() {
    write_changed();
    move_part();
}

/// In one row: a row for each key costs three times as much.
void ExternalKeys::write_changed() {
    if (changed_.empty()) return;
    group_.clear();
    for (const auto& change : changed_) {
        const auto& target = fresh_.find(*change.key)->second;
        append_number(group_, static_cast<std::int64_t>(change.key->size()), ' ');
        group_ += *change.key;
        append_number(group_, target.id, ' ');
        append_number(group_, target.message_id, '\n');
    }
    connection_.execute(db::q::external_key_append, next_n_++, db::Blob{group_});
}

void ExternalKeys::move_part() {
    if (moving_.empty()) return;
    const auto end = std::min(moved_ + kPart, order_.size());
    for (auto at = moved_; at < end; ++at) {
        const std::string_view key = order_[at]->first;
        if (key.starts_with(kLately)) continue;
        const auto& target = order_[at]->second;
        const auto cut = key.find(kSeparator);
        connection_.execute(db::q::external_key_put, key.substr(0, cut), key.substr(cut + 1), target.id,
                            target.message_id);
    }
    if (end == order_.size()) connection_.execute(db::q::external_keys_moved, moving_up_to_);
    moved_with_group_ = end;
}

void ExternalKeys::committed() {
    changed_.clear();
    absent_.fill({});  // what was claimed may be in the table by the next time
    moved_ = moved_with_group_;
    if (!moving_.empty() && moved_ == order_.size()) {
        order_.clear();
        moving_.clear();
        moved_ = moved_with_group_ = 0;
    }
    begin_moving();
}

void ExternalKeys::rolled_back() {
    forget_since(0);
    moved_with_group_ = moved_;
}

}  // namespace parley
