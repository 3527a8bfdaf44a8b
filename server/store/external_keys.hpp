#pragma once

#include "db/connection.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
///
/// Most keys that are looked for are new. A filter of all that the table holds saves the look for those; it is read a
/// part with each commit, and trusted once it is whole.
class ExternalKeys {
public:
    static constexpr char kLately = '~';

    /// Reads the recent ones. `generation`: how many gather before they are moved.
    /// `filtered`: for how many keys the filter has room at first.
    explicit ExternalKeys(db::Connection& connection, std::size_t generation = 16'384,
                          std::size_t filtered = std::size_t{1} << 18);
    ~ExternalKeys();

    std::optional<KeyTarget> find(std::string_view scope, std::string_view name);
    /// False when the key leads somewhere already: a repeat.
    bool claim(std::string_view scope, std::string_view name, KeyTarget target);
    /// From now on the key leads there, wherever it led before.
    void put(std::string_view scope, std::string_view name, KeyTarget target);

    /// Changes are taken back when their step, or the whole group, did not happen.
    std::size_t mark() const;
    void forget_since(std::size_t mark);

    /// The last thing in a group: writes what is new, and moves a part of the generation before.
    void before_commit();
    /// After the group's commit, or after its rollback.
    void committed();
    void rolled_back();

    /// How many are still to be moved, for tests and metrics.
    std::size_t recent() const;
    /// How many looks into the table there were, for tests.
    std::size_t looks() const { return looks_; }

private:
    struct Memory;

    void look_for(std::string_view scope, std::string_view name);
    const KeyTarget* in_memory() const;
    const KeyTarget* in_table(std::string_view scope, std::string_view name);
    void claim_fresh(KeyTarget target);
    void write_changed();
    void move_part();
    void read_filter();
    void begin_moving();

    db::Connection& connection_;
    const std::size_t generation_;
    std::unique_ptr<Memory> memory_;
    std::string group_;
    std::int64_t next_n_ = 1;
    std::size_t moved_ = 0, moved_with_group_ = 0;
    std::int64_t moving_up_to_ = 0;
    std::size_t looks_ = 0;
};

}  // namespace parley
