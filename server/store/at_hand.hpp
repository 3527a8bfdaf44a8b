#pragma once

#include "server/store/conversations.hpp"
#include "server/store/messages.hpp"

#include <cstdint>
#include <unordered_map>
#include <utility>

namespace parley {

/// Rows as the steps of one group left them, still in memory: whoever tells of its commit need not read them again.
/// Filled by the functions that write these rows; a row changed in any other way is forgotten.
class AtHand {
public:
    void keep(Message message) { messages_.insert_or_assign(message.id, std::move(message)); }
    void keep(const Conversation& conversation) { conversations_.insert_or_assign(conversation.id, conversation); }
    void forget(MessageAddress address) { messages_.erase(address.message_id); }

    const Message* message(std::int64_t id) const { return find(messages_, id); }
    const Conversation* conversation(std::int64_t id) const { return find(conversations_, id); }

private:
    template <class Row>
    static const Row* find(const std::unordered_map<std::int64_t, Row>& rows, std::int64_t id) {
        const auto found = rows.find(id);
        return found == rows.end() ? nullptr : &found->second;
    }

    std::unordered_map<std::int64_t, Message> messages_;
    std::unordered_map<std::int64_t, Conversation> conversations_;
};

}  // namespace parley
