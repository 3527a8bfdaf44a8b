#include "server/store/external_keys.hpp"

#include <algorithm>

namespace parley {
namespace {

/// Between scope and name; sorts before everything, as the table's two columns do.
constexpr char kSeparator = '\n';
/// How many keys a group carries to their place: a few milliseconds at most, and a generation is through before the
/// next is full.
constexpr std::size_t kPart = 512;
/// Some 4 MB.
constexpr std::size_t kMostFound = 32'768;

}  // namespace

ExternalKeys::ExternalKeys(db::Connection& connection, std::size_t generation)
    : connection_(connection), generation_(generation) {
    for (auto row = connection_.query(db::q::external_keys_recent); row.next();) {
        fresh_.insert_or_assign(joined(row.view(1), row.view(2)), KeyTarget{row.integer(3), row.integer(4)});
        next_n_ = row.integer(0) + 1;
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
    append(scope, name, target);
    return true;
}

void ExternalKeys::put(std::string_view scope, std::string_view name, KeyTarget target) {
    joined(scope, name);
    append(scope, name, target);
}

/// `scratch_` holds both.
void ExternalKeys::append(std::string_view scope, std::string_view name, KeyTarget target) {
    connection_.execute(db::q::external_key_append, next_n_, scope, name, target.id, target.message_id);
    ++next_n_;
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
        --next_n_;
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
