#pragma once

#include "server/store/conversations.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

namespace parley {

/// Conversations as their rows stand, of those written in of late: whoever writes will write again, and each reading is
/// a look into five tables. What changes a row or what is told beside it by another way than save_conversation says so
/// here; such a row is read again, and not kept before the group is through, since a step may hold an older copy.
/// Lives on the writer's thread.
class ConversationRows {
public:
    /// `most`: so many are kept, those that were asked for last; some 10 MB.
    explicit ConversationRows(std::size_t most = 20'000) : most_(most) {}

    /// Null when it is to be read. Good until the next is kept.
    const Conversation* find(std::int64_t id);
    /// As it was read, or saved.
    void keep(const Conversation& conversation);

    void changed(std::int64_t id);
    void contact_changed(std::int64_t contact_id);
    void lead_changed(std::int64_t lead_id);
    void all_changed();

    /// What was kept since then is forgotten, when its step, or the whole group, did not happen.
    std::size_t mark() const { return kept_.size(); }
    void forget_since(std::size_t mark);
    void rolled_back() { forget_since(0); }
    void committed();

private:
    struct Changes {
        std::vector<std::int64_t> conversations, contacts, leads;
        bool all = false;
        bool any() const { return all || !conversations.empty() || !contacts.empty() || !leads.empty(); }
        bool touch(const Conversation& conversation) const;
    };
    void forget(std::int64_t id);

    const std::size_t most_;
    std::list<Conversation> rows_;  ///< the last asked for first
    std::unordered_map<std::int64_t, std::list<Conversation>::iterator> places_;
    std::vector<std::int64_t> kept_;  ///< not committed yet
    Changes changes_;                 ///< of this group
};

}  // namespace parley
