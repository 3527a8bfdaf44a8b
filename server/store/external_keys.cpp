#include "server/store/external_keys.hpp"

#include "server/store/key_filter.hpp"
#include "server/store/key_map.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace parley {
namespace {

/// Between scope and name; sorts before everything, as the table's two columns do.
constexpr char kSeparator = '\n';
/// How many keys a group carries to their place: a few milliseconds at most, and a generation is through before the
/// next is full.
constexpr std::size_t kPart = 512;
/// Some 4 MB.
constexpr std::size_t kMostFound = 32'768;
/// Keys of one message that are asked for twice.
constexpr std::size_t kMostAbsent = 8;
/// How many of the table's keys a group reads into the filter.
constexpr std::int64_t kFilterPart = 256;
/// 16 MB. With more keys it is wrong more often, and they are looked for in the table.
constexpr std::size_t kMostFiltered = std::size_t{1} << 23;

// A group's keys as they stand in external_key_recent: length, space, key, id, space, message id, line break. No byte
// of a key means anything there.

void append_number(std::string& out, std::int64_t number, char end) {
    char digits[24];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, written.ptr);
    out += end;
}

void join(std::string& key, std::string_view scope, std::string_view name) {
    key.assign(scope);
    key += kSeparator;
    key += name;
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

struct ExternalKeys::Memory {
    explicit Memory(std::size_t filtered) : filter(filtered) {}

    KeyHasher hash;
    /// What is looked for now, and its bytes.
    HashedKey key;
    std::string bytes;

    /// Keys looked for in this group that the table does not hold: most are claimed next.
    struct Absent {
        std::uint64_t hash = 0;
        std::string text;
    };
    std::array<Absent, kMostAbsent> absent;
    std::size_t next_absent = 0;
    /// Keys found in the table of late: who wrote will write again.
    KeyMap found;
    KeyMap fresh;
    struct Change {
        HashedKey key;  ///< its bytes are those of `fresh`
        std::optional<KeyTarget> before;
    };
    std::vector<Change> changed;  ///< not committed yet
    KeyMap moving;                ///< the generation on its way, already durable as recent
    std::vector<const KeyMap::Entry*> order;

    /// Of what the table holds. Whatever is put there is added at once; what was there before is read.
    KeyFilter filter;
    bool filter_whole = false;
    std::string read_scope, read_name;  ///< up to here

    /// The table surely does not hold what is looked for.
    bool filtered_out() const { return filter_whole && !filter.may_hold(key.hash); }
    bool known_absent() const {
        return std::any_of(absent.begin(), absent.end(),
                           [this](const Absent& one) { return one.hash == key.hash && one.text == key.text; });
    }
};

ExternalKeys::ExternalKeys(db::Connection& connection, std::size_t generation, std::size_t filtered)
    : connection_(connection), generation_(generation), memory_(std::make_unique<Memory>(filtered)) {
    for (auto row = connection_.query(db::q::external_keys_recent); row.next();) {
        next_n_ = row.integer(0) + 1;
        const auto group = row.blob(1);
        for (std::string_view rest = group; !rest.empty();) {
            const auto length = static_cast<std::size_t>(take_number(rest, ' '));
            if (length > rest.size()) throw_broken();
            const auto key = memory_->hash(rest.substr(0, length));
            rest.remove_prefix(length);
            KeyTarget target;
            target.id = take_number(rest, ' ');
            target.message_id = take_number(rest, '\n');
            if (auto* known = memory_->fresh.find(key))
                known->second = target;
            else
                memory_->fresh.insert(key, target);
        }
    }
    begin_moving();
}

ExternalKeys::~ExternalKeys() = default;

std::size_t ExternalKeys::mark() const {
    return memory_->changed.size();
}

std::size_t ExternalKeys::recent() const {
    return memory_->fresh.size() + memory_->moving.size();
}

void ExternalKeys::look_for(std::string_view scope, std::string_view name) {
    join(memory_->bytes, scope, name);
    memory_->key = memory_->hash(memory_->bytes);
}

const KeyTarget* ExternalKeys::in_memory() const {
    const auto* known = memory_->fresh.find(memory_->key);
    if (!known) known = memory_->moving.find(memory_->key);
    return known ? &known->second : nullptr;
}

const KeyTarget* ExternalKeys::in_table(std::string_view scope, std::string_view name) {
    auto& own = *memory_;
    if (scope.starts_with(kLately) || own.filtered_out() || own.known_absent()) return nullptr;
    if (const auto* known = own.found.find(own.key)) return &known->second;
    ++looks_;
    auto row = connection_.query(db::q::external_key_get, scope, name);
    if (!row.next()) {
        auto& absent = own.absent[own.next_absent++ % kMostAbsent];
        absent.hash = own.key.hash;
        absent.text.assign(own.bytes);
        return nullptr;
    }
    if (own.found.size() >= kMostFound) own.found.clear();
    return &own.found.insert(own.key, {row.integer(0), row.integer(1)}).second;
}

std::optional<KeyTarget> ExternalKeys::find(std::string_view scope, std::string_view name) {
    look_for(scope, name);
    const auto* known = in_memory();
    if (!known) known = in_table(scope, name);
    return known ? std::optional(*known) : std::nullopt;
}

bool ExternalKeys::claim(std::string_view scope, std::string_view name, KeyTarget target) {
    look_for(scope, name);
    if (in_memory() || in_table(scope, name)) return false;
    claim_fresh(target);
    return true;
}

void ExternalKeys::put(std::string_view scope, std::string_view name, KeyTarget target) {
    auto& own = *memory_;
    look_for(scope, name);
    own.found.erase(own.key);  // what the table says of it will not be true
    auto* known = own.fresh.find(own.key);
    if (!known) return claim_fresh(target);
    own.changed.push_back({known->first, known->second});
    known->second = target;
}

/// What is looked for, and is not fresh yet.
void ExternalKeys::claim_fresh(KeyTarget target) {
    auto& own = *memory_;
    own.changed.push_back({own.fresh.insert(own.key, target).first, std::nullopt});
}

void ExternalKeys::forget_since(std::size_t mark) {
    auto& own = *memory_;
    while (own.changed.size() > mark) {
        const auto& change = own.changed.back();
        if (change.before)
            own.fresh.find(change.key)->second = *change.before;
        else
            own.fresh.erase(change.key);
        own.changed.pop_back();
    }
}

void ExternalKeys::begin_moving() {
    auto& own = *memory_;
    if (!own.moving.empty() || own.fresh.size() < generation_) return;
    own.moving.swap(own.fresh);
    moving_up_to_ = next_n_ - 1;
    moved_ = moved_with_group_ = 0;
    own.order.reserve(own.moving.size());
    for (const auto& entry : own.moving) own.order.push_back(&entry);
    std::sort(own.order.begin(), own.order.end(),
              [](const auto* a, const auto* b) { return a->first.text < b->first.text; });
}

void ExternalKeys::before_commit() {
    write_changed();
    move_part();
    read_filter();
}

/// In one row: a row for each key costs three times as much.
void ExternalKeys::write_changed() {
    if (memory_->changed.empty()) return;
    group_.clear();
    for (const auto& change : memory_->changed) {
        const auto& target = memory_->fresh.find(change.key)->second;
        append_number(group_, static_cast<std::int64_t>(change.key.text.size()), ' ');
        group_ += change.key.text;
        append_number(group_, target.id, ' ');
        append_number(group_, target.message_id, '\n');
    }
    connection_.execute(db::q::external_key_append, next_n_++, db::Blob{group_});
}

void ExternalKeys::move_part() {
    const auto& order = memory_->order;
    if (order.empty()) return;
    const auto end = std::min(moved_ + kPart, order.size());
    for (auto at = moved_; at < end; ++at) {
        const auto key = order[at]->first.text;
        if (key.starts_with(kLately)) continue;
        memory_->filter.add(order[at]->first.hash);
        const auto& target = order[at]->second;
        const auto cut = key.find(kSeparator);
        connection_.execute(db::q::external_key_put, key.substr(0, cut), key.substr(cut + 1), target.id,
                            target.message_id);
    }
    if (end == order.size()) connection_.execute(db::q::external_keys_moved, moving_up_to_);
    moved_with_group_ = end;
}

/// Should the group not happen, the filter holds more than the table, which only costs looks.
void ExternalKeys::read_filter() {
    auto& own = *memory_;
    if (own.filter.full() && own.filter.capacity() < kMostFiltered) {
        own.filter = KeyFilter(own.filter.capacity() * 4);
        own.filter_whole = false;
        own.read_scope.clear();
        own.read_name.clear();
    }
    if (own.filter_whole) return;
    std::int64_t read = 0;
    std::string bytes, scope, name;
    for (auto row = connection_.query(db::q::external_keys_part, own.read_scope, own.read_name, kFilterPart);
         row.next(); ++read) {
        scope = row.view(0);
        name = row.view(1);
        join(bytes, scope, name);
        own.filter.add(own.hash(bytes).hash);
    }
    own.filter_whole = read < kFilterPart;
    own.read_scope = std::move(scope);
    own.read_name = std::move(name);
}

void ExternalKeys::committed() {
    auto& own = *memory_;
    own.changed.clear();
    for (auto& absent : own.absent) absent.text.clear();  // what was claimed may be in the table by the next time
    moved_ = moved_with_group_;
    if (!own.moving.empty() && moved_ == own.order.size()) {
        own.order.clear();
        own.moving.clear();
        moved_ = moved_with_group_ = 0;
    }
    begin_moving();
}

void ExternalKeys::rolled_back() {
    forget_since(0);
    moved_with_group_ = moved_;
}

}  // namespace parley
