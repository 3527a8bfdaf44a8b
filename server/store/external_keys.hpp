#pragma once

#include "db/connection.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace parley {

/// Where a key leads: a message (both ids), or a conversation or contact (`id` alone).
struct KeyTarget {
    std::int64_t id = 0, message_id = 0;
};

/// What the world outside calls things of ours: platforms' ids of messages, threads and people, browsers' client ids.
/// A key is claimed once and kept for ever, so that a repeat after months changes nothing; one that is `put` leads to
/// the last place it was put to. `scope` says whose name it is
/// and of what ("7": channel 7's messages), and holds no line break.
///
/// New keys go to the end of the table `external_key_recent`, a row for those of a commit, and stay in memory; a
/// generation of them is then put into
/// `external_key` in order, a part with each commit. One by one each of them would dirty a page of its own, since
/// names come in no order. Lives on the writer's thread.
///
/// A scope that starts with `kLately` is for names whose repeat is told by another name as well: they are known for
/// one to two generations, which costs no look into the table and no place in it.
class ExternalKeys {
public:
    static constexpr char kLately = '~';

    /// Reads the recent ones. `generation`: how many gather before they are moved.
    explicit ExternalKeys(db::Connection& connection, std::size_t generation = 16'384);

    std::optional<KeyTarget> find(std::string_view scope, std::string_view name);
    /// False when the key leads somewhere already: a repeat.
    bool claim(std::string_view scope, std::string_view name, KeyTarget target);
    /// From now on the key leads there, wherever it led before.
    void put(std::string_view scope, std::string_view name, KeyTarget target);

    /// Changes are taken back when their step, or the whole group, did not happen.
    std::size_t mark() const { return changed_.size(); }
    void forget_since(std::size_t mark);

    /// The last thing in a group: writes what is new, and moves a part of the generation before.
    void before_commit();
    /// After the group's commit, or after its rollback.
    void committed();
    void rolled_back();

    /// How many are still to be moved, for tests and metrics.
    std::size_t recent() const { return fresh_.size() + moving_.size(); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const noexcept { return std::hash<std::string_view>()(key); }
    };
    using Map = std::unordered_map<std::string, KeyTarget, Hash, std::equal_to<>>;

    const std::string& joined(std::string_view scope, std::string_view name);
    const KeyTarget* in_memory(const std::string& key) const;
    const KeyTarget* in_table(std::string_view scope, std::string_view name);
    void set_fresh(KeyTarget target);
    void write_changed();
    void move_part();
    void begin_moving();

    db::Connection& connection_;
    const std::size_t generation_;
    std::string scratch_, group_;
    /// Keys looked for in this group that the table does not hold: most are claimed next.
    std::array<std::string, 8> absent_;
    std::size_t next_absent_ = 0;
    /// Keys found in the table of late: who wrote will write again.
    Map found_;
    Map fresh_;
    std::int64_t next_n_ = 1;
    struct Change {
        const std::string* key;  ///< of `fresh_`
        std::optional<KeyTarget> before;
    };
    std::vector<Change> changed_;  ///< not committed yet

    Map moving_;  ///< the generation on its way, already durable as recent
    std::vector<const Map::value_type*> order_;
    std::size_t moved_ = 0, moved_with_group_ = 0;
    std::int64_t moving_up_to_ = 0;
};

}  // namespace parley
